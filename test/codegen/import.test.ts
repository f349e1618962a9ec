import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterOfManifests, clusterOfText } from '../../lib/cluster/load';
import { appCode } from '../../lib/codegen/import/app-code';
import { importPolicies } from '../../lib/codegen/import/import-policies';
import { policyMeaning } from '../../lib/reachability/rules/policy-meaning';
import { asText } from '../support/synth';
import { synthesized } from './run-app';

expect.addSnapshotSerializer(asText);

/** The policies that docs/patterns.md shows for each construct. */
const documented = readFileSync(join(__dirname, '../../docs/patterns.md'), 'utf8')
  .split(/^### /m)
  .slice(1)
  .map((section) => [section.split('\n')[0], /```yaml\n([\s\S]*?)```/.exec(section)?.[1] ?? ''] as const);

/** What no single policy shows: an address as that of the API server, a tenant, tiers, or a contract beside the policy. */
const SAID_OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  AllowKubeApiServer: ['NetworkPolicy'],
  AllowWebhookFromApiServer: ['AllowIngressFromCidr'],
  DenyCloudMetadata: ['NetworkPolicy'],
  Quarantine: ['NetworkPolicy'],
  SecureNamespace: ['AllowDns', 'DefaultDenyNamespace', 'ServiceAccessGrant'],
  TenantIsolation: ['NamespaceIsolation'],
  TieredApplication: ['NetworkPolicy'],
};

const imported = (text: string) => {
  const { policies } = clusterOfText(text);
  const { statements, policies: outcomes } = importPolicies(policies);
  expect(outcomes.flatMap(({ problems }) => problems)).toEqual([]);
  return { policies, code: appCode(statements), constructs: new Set(statements.map(({ construct }) => construct)) };
};

test.each(documented)('the policies of %s become that construct again, and mean the same', (construct, yaml) => {
  const { policies, code, constructs } = imported(yaml);
  expect([...constructs].sort()).toEqual(SAID_OTHERWISE[construct as string] ?? [construct]);
  const after = new Map(synthesized(code).policies.map((policy) => [policy.id, policyMeaning(policy)]));
  expect(after).toEqual(new Map(policies.map((policy) => [policy.id, policyMeaning(policy)])));
});

const policy = (name: string, spec: object, metadata: object = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop', ...metadata },
  spec,
});
const codeOf = (...manifests: object[]) => {
  const { statements, policies } = importPolicies(clusterOfManifests(manifests).policies);
  expect(policies.flatMap(({ problems }) => problems)).toEqual([]);
  return appCode(statements);
};
const web = { matchLabels: { app: 'web' } };
const cart = { matchLabels: { app: 'cart' } };
const port = [{ port: 8080 }];
const intoCart = (metadata?: object) =>
  policy('cart', { podSelector: cart, ingress: [{ from: [{ podSelector: web }], ports: port }] }, metadata);

describe('a grant', () => {
  test('keeps the name, labels and annotations of the policy', () => {
    const annotations = { 'kubernetes.io/description': "it's ours", 'argocd.argoproj.io/sync-wave': '1', type: 'pods' };
    expect(codeOf(intoCart({ annotations, labels: { type: 'pods' } }))).toMatchInlineSnapshot(`
import { App, Chart } from 'cdk8s';
import { Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';

const app = new App();

const shopChart = new Chart(app, 'shop', { namespace: 'shop' });
new ServiceAccessGrant(shopChart, 'cart', {
  from: Pods.labelled({ app: 'web' }).inNamespace('shop'),
  to: Pods.labelled({ app: 'cart' }).inNamespace('shop'),
  ports: [Port.tcp(8080)],
  description: "it's ours",
  metadata: { name: 'cart', labels: { type: 'pods' }, annotations: { type: 'pods' } },
  argoCdSyncWave: 1,
});

app.synth();

`);
  });

  test('is none where its client could not leave, or some of its pods could not', () => {
    const closed = (selector: object) => policy('closed', { podSelector: selector, policyTypes: ['Egress'] });
    expect(codeOf(intoCart(), closed({}))).not.toContain('ServiceAccessGrant');
    expect(codeOf(intoCart(), closed({ matchLabels: { app: 'web', tier: 'a' } }))).not.toContain('ServiceAccessGrant');
    expect(codeOf(intoCart(), closed(cart))).toContain('ServiceAccessGrant');
  });

  test('opens the way out of its client where a policy of the input does', () => {
    const egress = [{ to: [{ podSelector: cart }], ports: port }];
    const out = policy('shop-cart-allow-egress', { podSelector: web, policyTypes: ['Egress'], egress });
    const into = { ...intoCart(), metadata: { name: 'cart-allow-ingress', namespace: 'shop' } };
    const deny = policy('deny', { podSelector: {}, policyTypes: ['Egress'] });
    expect(codeOf(into, out)).toMatch(/^ {2}clientEgress: 'always',$/m);
    expect(codeOf(into, out, deny)).toMatch(/new ServiceAccessGrant/);
    expect(codeOf(into, out, deny)).not.toMatch(/clientEgress|new NetworkPolicy/);
    expect(synthesized(codeOf(into, out, deny)).policies.map(({ id }) => id)).toEqual([
      'shop/cart-allow-ingress',
      'shop/deny',
      'shop/shop-cart-allow-egress',
    ]);
  });
});

test('a pattern writes nothing for its clients that the input does not hold', () => {
  const scrape = policy('web-allow-ingress', {
    podSelector: web,
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
          },
        ],
        ports: port,
      },
    ],
  });
  const deny = policy('deny', { podSelector: {}, policyTypes: ['Egress'] });
  const closed = { ...deny, metadata: { ...deny.metadata, namespace: 'monitoring' } };
  expect(codeOf(scrape)).toContain('new AllowPrometheusScrape');
  expect(codeOf(scrape)).not.toContain('clientEgress');
  const code = codeOf(scrape, closed);
  expect(code).toMatch(/new AllowPrometheusScrape[\s\S]*clientEgress: 'never'/);
  expect(
    synthesized(code)
      .policies.map(({ id }) => id)
      .sort(),
  ).toEqual(['monitoring/deny', 'shop/web-allow-ingress']);
});

test('a grant to what the whole cluster uses says that it protects it, as the input does', () => {
  const shared = intoCart();
  const moved = { ...shared, metadata: { ...shared.metadata, namespace: 'kube-system' } };
  const code = codeOf(moved);
  expect(code).toContain("targetIngress: 'always'");
  expect(synthesized(code).policies).toHaveLength(1);
});

test('two policies that would be grants of one id are not both', () => {
  const egress = [{ to: [{ podSelector: cart }], ports: port }];
  const all = [
    intoCart(),
    { ...intoCart(), metadata: { name: 'cart-allow-ingress', namespace: 'shop' } },
    policy('shop-cart-allow-egress', { podSelector: web, policyTypes: ['Egress'], egress }),
  ];
  const code = codeOf(...all);
  expect(code.match(/new \w+/g)).toEqual(['new App', 'new Chart', 'new ServiceAccessGrant', 'new NetworkPolicy']);
  expect(synthesized(code).policies.map(({ name }) => name)).toEqual([
    'cart',
    'cart-allow-ingress',
    'shop-cart-allow-egress',
  ]);
});

describe('a pattern is not written for what only resembles it', () => {
  const dns = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
    podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
  };
  const dnsPolicy = (to: object[], ports: object[]) =>
    policy('allow-dns', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to, ports }] });
  const both = [
    { protocol: 'TCP', port: 53 },
    { protocol: 'UDP', port: 53 },
  ];

  test('DNS over UDP alone, from everywhere, or with OR for AND', () => {
    expect(codeOf(dnsPolicy([dns], both))).toContain('new AllowDns(');
    expect(codeOf(dnsPolicy([dns], both.slice(1)))).not.toContain('AllowDns');
    expect(codeOf(dnsPolicy([], both))).not.toContain('AllowDns');
    const { namespaceSelector, podSelector } = dns;
    expect(codeOf(dnsPolicy([{ namespaceSelector }, { podSelector }], both))).not.toContain('AllowDns');
  });

  test('some address on the port of DNS', () => {
    const at = (cidr: string) => codeOf(dnsPolicy([{ ipBlock: { cidr } }], both));
    expect(at('169.254.169.254/32')).toContain('server: DnsServer.gkeCloudDns()');
    expect(at('169.254.169.0/24')).not.toContain('AllowDns');
  });

  test('a default deny with another policyTypes', () => {
    expect(codeOf(policy('default-deny-egress', { podSelector: {} }))).toMatch(
      /direction: 'ingress',\n {2}metadata: { name/,
    );
    expect(codeOf(policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }))).not.toContain(
      'DefaultDeny',
    );
  });
});

test('whatever a policy can say is said in words', () => {
  const all = policy('all', {
    podSelector: { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{}, { from: [{ ipBlock: { cidr: '10.0.0.7/8', except: ['10.1.0.0/16'] } }, { podSelector: {} }] }],
    egress: [
      {
        to: [
          {
            namespaceSelector: {
              matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['a', 'b'] }],
            },
          },
          {
            namespaceSelector: {},
            podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['x'] }] },
          },
          { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'Not.A.Name' } } },
        ],
        ports: [{}, { protocol: 'UDP' }, { port: 'http', protocol: 'SCTP' }, { port: 80, endPort: 90 }],
      },
    ],
  });
  expect(codeOf(all)).toMatchInlineSnapshot(`
import { App, Chart } from 'cdk8s';
import { IpBlock, LabelExpression, Namespaces, NetworkPolicy, Pods, Port } from 'ringfence/cdk8s';

const app = new App();

const shopChart = new Chart(app, 'shop', { namespace: 'shop' });
new NetworkPolicy(shopChart, 'all', {
  pods: Pods.matching(LabelExpression.in('app', ['web']), LabelExpression.exists('tier')),
  ingress: [
    { from: 'anywhere', ports: [Port.all()] },
    {
      from: [IpBlock.ipv4('10.0.0.0/8', { except: ['10.1.0.0/16'] }), Pods.all().inSameNamespace()],
      ports: [Port.all()],
    },
  ],
  egress: [
    {
      to: [
        Pods.all().inNamespaces(Namespaces.named('a', 'b')),
        Pods.matching(LabelExpression.notIn('app', ['x'])).inAnyNamespace(),
        Pods.all().inNamespaces(Namespaces.labelled({ 'kubernetes.io/metadata.name': 'Not.A.Name' })),
      ],
      ports: [Port.allTcp(), Port.allUdp(), Port.named('http', 'SCTP'), Port.tcpRange(80, 90)],
    },
  ],
});

app.synth();

`);
});

test('the code is as the formatter of this project leaves it', () => {
  const long = (count: number) => Array.from({ length: count }, (_, index) => `${'value'.repeat(5)}-${index}`);
  const labels = { matchLabels: Object.fromEntries(long(4).map((value) => [`example.com/${value}`, value])) };
  const values = { matchExpressions: [{ key: 'example.com/name', operator: 'In', values: long(5) }] };
  const except = Array.from({ length: 9 }, (_, index) => `10.${index}.0.0/16`);
  const from = [
    { podSelector: labels, namespaceSelector: labels },
    { podSelector: values, namespaceSelector: values },
    { podSelector: { matchExpressions: [...values.matchExpressions, { key: 'b', operator: 'Exists' }] } },
  ];
  const annotations = { quotes: `it's "said"`, one: "don't", more: long(4).join(' ') };
  const ports = Array.from({ length: 12 }, (_, index) => ({ port: index + 1 }));
  const ingress = [{ from, ports }, { from: [{ ipBlock: { cidr: '10.0.0.0/8', except } }] }];
  const all = [
    ...documented.map(([, yaml]) => imported(yaml).code),
    codeOf(policy('long', { podSelector: values, ingress }, { annotations, labels: labels.matchLabels })),
    codeOf(policy('cart', { podSelector: labels, ingress: ingress.slice(0, 1) })),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'imported-'));
  const fileOf = (index: number) => join(folder, `${index}.ts`);
  for (const [index, code] of all.entries()) writeFileSync(fileOf(index), code);
  const root = join(__dirname, '../..');
  const { formatter, javascript } = JSON.parse(
    readFileSync(join(root, 'biome.jsonc'), 'utf8').replace(/^\/\/.*/gm, ''),
  );
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ formatter, javascript }));
  execFileSync(join(root, 'node_modules/.bin/biome'), ['format', '--write', '.'], { cwd: folder });
  for (const [index, code] of all.entries()) expect(readFileSync(fileOf(index), 'utf8')).toBe(code);
});

test('constructs with one id in a namespace get another, and keep the names of their policies', () => {
  const isolation = { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] };
  const code = codeOf(
    policy('one', isolation),
    policy('two', isolation),
    policy('namespace-isolation', { podSelector: web, ingress: [{}] }),
  );
  expect(synthesized(code).policies.map(({ id }) => id)).toEqual(['shop/namespace-isolation', 'shop/one', 'shop/two']);
});

test('what cdk8s cannot write is reported', () => {
  const labels = { constructor: 'a' };
  const { policies } = importPolicies(clusterOfManifests([policy('odd', { podSelector: {} }, { labels })]).policies);
  expect(policies[0]?.problems).toEqual(['cdk8s writes no label or annotation that is called constructor']);
});

test('what kubectl would read otherwise than cdk8s meant it is reported, and Pulumi writes it', () => {
  const odd = clusterOfManifests([policy('odd', { podSelector: { matchLabels: { app: '0o17' } } })]).policies;
  expect(importPolicies(odd).policies[0]?.problems).toEqual([
    'spec.podSelector.matchLabels.app: Invalid value: "0o17": cdk8s writes this without quotes, and kubectl reads a number',
  ]);
  expect(importPolicies(odd, 'pulumi').policies[0]?.problems).toEqual([]);
});
