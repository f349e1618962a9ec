import { ApiObject, type Chart } from 'cdk8s';
import {
  AllowDns,
  AllowFromIngressController,
  AllowPrometheusScrape,
  AllowWebhookFromApiServer,
  configureBoundaries,
  DefaultDenyNamespace,
  DefaultDenyWorkload,
  IngressController,
  IpBlock,
  NamespaceIsolation,
  Namespaces,
  NetworkPolicy,
  OpenWorkload,
  Pods,
  Port,
  Quarantine,
  ServiceAccessGrant,
  TenantIsolation,
  TieredApplication,
  warningsOf,
} from 'ringfence/cdk8s';
import { deployment, failureOf, newChart, policy, policyNames } from '../support/synth';

const web = Pods.labelled({ app: 'web' });
const http = [Port.tcp(8080)];
const agent = Pods.labelled({ app: 'agent' }).inNamespace('tools');
const tiers = [
  { tier: 'web', pods: Pods.labelled({ tier: 'web' }), ports: http },
  { tier: 'data', pods: Pods.labelled({ tier: 'data' }), ports: http },
];

/** Patterns that let clients of a named namespace in. */
const patterns: [string, (chart: Chart, more?: object) => unknown, string][] = [
  [
    'AllowPrometheusScrape',
    (chart, more) => new AllowPrometheusScrape(chart, 'it', { pods: web, ports: http, ...more }),
    'monitoring',
  ],
  [
    'AllowFromIngressController',
    (chart, more) =>
      new AllowFromIngressController(chart, 'it', {
        pods: web,
        ports: http,
        controller: IngressController.nginx(),
        ...more,
      }),
    'ingress-nginx',
  ],
  [
    'AllowWebhookFromApiServer',
    (chart, more) => new AllowWebhookFromApiServer(chart, 'it', { pods: web, ports: http, from: agent, ...more }),
    'tools',
  ],
  [
    'OpenWorkload',
    (chart, more) => new OpenWorkload(chart, 'it', { pods: web, ports: http, to: Namespaces.named('tools'), ...more }),
    'tools',
  ],
  ['TieredApplication', (chart, more) => new TieredApplication(chart, 'it', { from: agent, tiers, ...more }), 'tools'],
  ['NamespaceIsolation', (chart, more) => new NamespaceIsolation(chart, 'it', { alsoFrom: [agent], ...more }), 'tools'],
  [
    'TenantIsolation',
    (chart, more) => new TenantIsolation(chart, 'it', { tenant: Namespaces.named('shop', 'tools'), ...more }),
    'tools',
  ],
  [
    'Quarantine',
    (chart, more) => new Quarantine(chart, 'it', { pods: web, from: agent, ports: http, ...more }),
    'tools',
  ],
];

describe.each(patterns)('%s opens both sides', (_, write, clients) => {
  const wayOut = `${clients}/shop-it-allow-egress`;

  test('where its clients are isolated for egress', () => {
    const chart = newChart('shop');
    write(chart);
    new DefaultDenyNamespace(chart, 'deny', { namespace: clients });
    expect(policyNames(chart)).toContain(wayOut);
    const { spec } = policy(chart, 'shop-it-allow-egress');
    expect(spec.policyTypes).toEqual(['Egress']);
    expect(spec.egress?.[0]?.to?.[0]?.namespaceSelector).toEqual({
      matchLabels: { 'kubernetes.io/metadata.name': 'shop' },
    });
  });

  test('and one side where they are not', () => {
    const chart = newChart('shop');
    write(chart);
    expect(policyNames(chart).filter((name) => name.includes('shop-it-allow-egress'))).toEqual([]);
  });

  test('the same in every synth', () => {
    const chart = newChart('shop');
    write(chart);
    new DefaultDenyNamespace(chart, 'deny', { namespace: clients });
    const first = policyNames(chart);
    expect(policyNames(chart)).toEqual(first);
  });

  test('always, or never, as clientEgress says', () => {
    const always = newChart('shop');
    write(always, { clientEgress: 'always' });
    expect(policyNames(always)).toContain(wayOut);
    const never = newChart('shop');
    write(never, { clientEgress: 'never' });
    new DefaultDenyNamespace(never, 'deny', { namespace: clients });
    expect(policyNames(never)).not.toContain(wayOut);
    const wrong = newChart('shop');
    write(wrong, { clientEgress: 'sometimes' });
    expect(failureOf(wrong)).toContain('clientEgress: Unsupported value: "sometimes"');
  });

  test('where only some of its clients are isolated, it asks', () => {
    const chart = newChart('shop');
    write(chart);
    new ApiObject(chart, 'by-hand', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'by-hand', namespace: clients },
      spec: { podSelector: { matchLabels: { canary: 'yes' } }, policyTypes: ['Egress'] },
    });
    expect(failureOf(chart)).toContain("say clientEgress: 'always' or 'never'");
  });
});

describe('targetIngress', () => {
  const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');
  const grant = (chart: Chart, props: object = {}) =>
    new ServiceAccessGrant(chart, 'cart', { from: agent, to: cart, ports: http, ...props });

  test("'always', as by default, protects the target", () => {
    for (const props of [{}, { targetIngress: 'always' }]) {
      const chart = newChart('shop');
      grant(chart, props);
      expect(policyNames(chart)).toEqual(['shop/cart-allow-ingress']);
    }
  });

  test("'auto' leaves a target open that no policy isolates, and lets the client in where one does", () => {
    const chart = newChart('shop');
    grant(chart, { targetIngress: 'auto' });
    new DefaultDenyNamespace(chart, 'tools', { namespace: 'tools', direction: 'egress' });
    expect(policyNames(chart)).toEqual(['tools/shop-cart-allow-egress', 'tools/default-deny-egress']);
    new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' });
    expect(policyNames(chart)).toContain('shop/cart-allow-ingress');
  });

  test("'auto' counts what other grants protect, and asks where only some of the target is isolated", () => {
    const chart = newChart('shop');
    grant(chart, { targetIngress: 'auto' });
    new ServiceAccessGrant(chart, 'other', { from: agent, to: cart, ports: [Port.tcp(9090)] });
    expect(policyNames(chart)).toContain('shop/cart-allow-ingress');
    const partly = newChart('shop');
    grant(partly, { targetIngress: 'auto' });
    const canary = Pods.labelled({ app: 'cart', canary: 'yes' }).inNamespace('shop');
    new ServiceAccessGrant(partly, 'other', { from: agent, to: canary, ports: http });
    expect(failureOf(partly)).toContain("say targetIngress: 'always' or 'never'");
  });

  test("'never' writes the way out alone, and fails where the target is closed", () => {
    const chart = newChart('shop');
    grant(chart, { targetIngress: 'never', clientEgress: 'always' });
    expect(policyNames(chart)).toEqual(['tools/shop-cart-allow-egress']);
    new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' });
    expect(failureOf(chart)).toContain('the grant does not hold');
  });

  test.each([
    ['kube-system', Pods.labelled({ app: 'metrics-server' }).inNamespace('kube-system')],
    ['istio-system', Pods.labelled({ app: 'istiod' }).inNamespace('istio-system')],
    ['a namespace of OpenShift', Pods.labelled({ app: 'registry' }).inNamespace('openshift-image-registry')],
    ['a DNS server, wherever it is', Pods.labelled({ 'k8s-app': 'kube-dns' }).inNamespace('dns')],
  ])('a target of %s that no policy isolates has to be said', (_, to) => {
    const of = (props: object) => {
      const chart = newChart('shop');
      new ServiceAccessGrant(chart, 'it', { from: agent, to, ports: http, ...props });
      return chart;
    };
    expect(failureOf(of({}))).toMatch(
      /\[boundary\/it\] targetIngress: Required value: .* would close them to everyone else.*\n +say targetIngress: 'auto'.*or 'always'/,
    );
    expect(policyNames(of({ targetIngress: 'auto' }))).toEqual([]);
    expect(policyNames(of({ targetIngress: 'always' }))).toHaveLength(1);
    expect(policyNames(of({ targetIngress: 'never' }))).toEqual([]);
    const isolated = of({});
    new DefaultDenyNamespace(isolated, 'deny', { namespace: to.place.name, direction: 'ingress' });
    expect(policyNames(isolated)).toHaveLength(2);
  });

  test('unless the app declares that workload itself', () => {
    const chart = newChart('kube-system');
    const own = new ApiObject(chart, 'own', deployment('own', { app: 'own' }));
    new ServiceAccessGrant(chart, 'it', { from: agent, to: own, ports: http });
    new ServiceAccessGrant(chart, 'words', {
      from: agent,
      to: Pods.labelled({ app: 'own' }).inNamespace('kube-system'),
      ports: http,
    });
    expect(policyNames(chart)).toHaveLength(2);
  });

  test("every pod of a namespace stays an error, which 'always' answers", () => {
    const of = (props: object) => {
      const chart = newChart('shop');
      new ServiceAccessGrant(chart, 'it', { from: agent, to: Pods.all().inNamespace('shop'), ports: http, ...props });
      return chart;
    };
    expect(failureOf(of({}))).toContain("or say targetIngress: 'always'");
    expect(policyNames(of({ targetIngress: 'always' }))).toEqual(['shop/it-allow-ingress']);
  });

  test('is one of three values', () => {
    const chart = newChart('shop');
    grant(chart, { targetIngress: 'sometimes' });
    expect(failureOf(chart)).toContain(
      'targetIngress: Unsupported value: "sometimes": supported values: "always", "auto", "never"',
    );
  });
});

describe('what lets pods out to a target that is closed is a warning that shows the grant to add', () => {
  const database = Pods.labelled({ app: 'db' }).inNamespace('data');
  const egress = (chart: Chart, props: object = {}) =>
    new NetworkPolicy(chart, 'web', { pods: web, egress: [{ to: database, ports: [Port.tcp(5432)] }], ...props });
  const closed = (chart: Chart) => warningsOf(chart).filter(({ id }) => id === 'target-closed');

  test('and nothing is written for the target', () => {
    const chart = newChart('shop');
    egress(chart);
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'data', direction: 'ingress' });
    expect(policyNames(chart)).toEqual(['shop/web', 'data/default-deny-ingress']);
    expect(closed(chart)).toEqual([
      expect.objectContaining({
        construct: 'boundary/web',
        path: 'spec.egress[0].to[0]',
        message: expect.stringContaining('"data/default-deny-ingress" isolates these pods for ingress'),
        fix: "the owner of namespace data has to write: new ServiceAccessGrant(chart, 'web-in', { from: Pods.labelled({ app: 'web' }).inNamespace('shop'), to: Pods.labelled({ app: 'db' }).inNamespace('data'), ports: [Port.tcp(5432)], });",
      }),
    ]);
  });

  test('which works where it is written', () => {
    const chart = newChart('shop');
    egress(chart);
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'data', direction: 'ingress' });
    new ServiceAccessGrant(chart, 'web-in', { from: web.inNamespace('shop'), to: database, ports: [Port.tcp(5432)] });
    expect(closed(chart)).toEqual([]);
  });

  test.each([
    ['no policy isolates the target', () => undefined],
    [
      'only some of the target is isolated',
      (chart: Chart) =>
        new DefaultDenyWorkload(chart, 'x', { namespace: 'data', pods: Pods.labelled({ app: 'db', x: 'y' }) }),
    ],
    [
      'everyone is let in',
      (chart: Chart) =>
        new NetworkPolicy(chart, 'x', {
          namespace: 'data',
          pods: Pods.all(),
          ingress: [{ from: 'anywhere', ports: [Port.all()] }],
        }),
    ],
    [
      'a block may hold the pods',
      (chart: Chart) =>
        new NetworkPolicy(chart, 'x', {
          namespace: 'data',
          pods: Pods.all(),
          ingress: [{ from: IpBlock.ipv4('10.0.0.0/8'), ports: [Port.all()] }],
        }),
    ],
  ])('and none where %s', (_, others) => {
    const chart = newChart('shop');
    egress(chart);
    others(chart);
    expect(closed(chart)).toEqual([]);
  });

  test.each([
    ['other ports are open', [Port.tcp(80)], web.inNamespace('shop')],
    ['other pods are let in', [Port.tcp(5432)], Pods.labelled({ app: 'other' }).inNamespace('shop')],
    ['pods of another namespace are let in', [Port.tcp(5432)], web.inNamespace('front')],
  ])('and it is one where only %s', (_, opened, from) => {
    const chart = newChart('shop');
    egress(chart);
    new NetworkPolicy(chart, 'x', { namespace: 'data', pods: Pods.all(), ingress: [{ from, ports: opened as never }] });
    expect(closed(chart)).toHaveLength(1);
  });

  test('alsoTo of an isolation and DNS count like any other', () => {
    const chart = newChart('shop');
    new NamespaceIsolation(chart, 'isolation', { direction: 'both', alsoTo: [database] });
    new AllowDns(chart, 'dns');
    for (const namespace of ['data', 'kube-system']) {
      new DefaultDenyNamespace(chart, namespace, { namespace, direction: 'ingress' });
    }
    expect(closed(chart).map(({ construct }) => construct)).toEqual(['boundary/isolation', 'boundary/dns']);
  });

  test('and it is silenced with a reason, and an error where that is strict', () => {
    const chart = newChart('shop');
    egress(chart, { silence: { 'target-closed': 'data opens it in an app of its own', 'egress-without-dns': 'x' } });
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'data', direction: 'ingress' });
    configureBoundaries(chart, { strict: true });
    expect(policyNames(chart)).toHaveLength(2);
    const strict = newChart('shop');
    egress(strict, { silence: { 'egress-without-dns': 'x' } });
    new DefaultDenyNamespace(strict, 'deny', { namespace: 'data', direction: 'ingress' });
    configureBoundaries(strict, { strict: true });
    expect(failureOf(strict)).toContain('[boundary/web] warning target-closed');
  });
});
