import { folderOf, ringfence } from '../../support/command';
import { type ProbeCluster, type ProbeClusterOptions, probeCluster } from '../../support/probe-cluster';

/** Questions over UDP: web and db are closed outwards, web may ask the cluster's DNS server, and free is closed to nothing. */

const DNS = '10.0.0.6';

const namespace = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
});
const pod = (name: string, address: string, more: object = {}, ports: readonly object[] = []) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: name }, ...more },
  spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'i', ports }] },
  status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
});
const egress = (app: string, ...rules: readonly object[]) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: app, namespace: 'shop' },
  spec: { podSelector: { matchLabels: { app } }, policyTypes: ['Egress'], egress: rules },
});
const TO_DNS = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};
const labels = { 'k8s-app': 'kube-dns' };
const SERVER = pod('coredns', DNS, { namespace: 'kube-system', labels });
const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'kube-dns', namespace: 'kube-system' },
  spec: {
    clusterIP: '10.96.0.10',
    selector: labels,
    ports: ['UDP', 'TCP'].map((protocol) => ({ name: protocol.toLowerCase(), protocol, port: 53, targetPort: 53 })),
  },
};
const SHOP = [
  namespace('shop'),
  namespace('kube-system'),
  SERVER,
  SERVICE,
  pod('db', '10.0.0.4'),
  pod('free', '10.0.0.7'),
  pod('web', '10.0.0.5'),
  egress('db'),
  egress('web', TO_DNS),
];

let cluster: ProbeCluster | undefined;
afterEach(() => cluster?.stop());

async function probed(options: ProbeClusterOptions, ...args: readonly string[]) {
  cluster = await probeCluster({ objects: SHOP, ...options });
  const ran = await ringfence(['probe', '--rate', '1000', ...args], '', { env: { KUBECTL: cluster.program } });
  return { ...ran, calls: cluster.calls() };
}

interface Row {
  readonly check: string;
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly observed: { readonly verdict: string; readonly how?: string; readonly reason?: string };
  readonly comparison: string;
}

/** What was seen of questions over UDP. */
function questions(out: string): string[] {
  const { rows } = JSON.parse(out) as { rows: readonly Row[] };
  return rows
    .filter(({ port }) => port.startsWith('UDP'))
    .map(({ from, to, port, observed, comparison }) => {
      const said = observed.how ?? observed.reason ?? '';
      return `${comparison}: ${from} -> ${to} ${port}: ${observed.verdict}${said === '' ? '' : ` (${said})`}`;
    });
}

describe('--model', () => {
  const MODEL = ['--model', '--yes', '-o', 'json'];

  test("what is closed outwards asks the cluster's DNS server, and only where a control gets an answer it is DENIED", async () => {
    const { out, calls } = await probed({}, ...MODEL);
    expect(questions(out)).toEqual([
      'agrees: shop/db -> kube-system/coredns UDP 53: denied (dropped)',
      'agrees: shop/web -> kube-system/coredns UDP 53: allowed',
    ]);
    // No command runs where the server is, which no namespace names.
    const execs = calls.filter(({ args }) => args[0] === 'exec').map(({ args }) => args.join(' '));
    expect(execs.some((one) => one.includes('kube-system'))).toBe(false);
    // The control is one of the pods that may ask.
    const asks = execs.filter((one) => one.includes(DNS) && one.includes('/dev/udp'));
    expect(new Set(asks.map((one) => one.split(' ')[2]))).toEqual(new Set(['db', 'free', 'web']));
    // That db is closed outwards shows by its question; web is, and nothing else shows it.
    const { rows } = JSON.parse(out) as { rows: readonly Row[] };
    expect(rows.filter(({ comparison }) => comparison === 'not-probed').map(({ check }) => check)).toEqual([
      'egress of shop/web[Pod]',
    ]);
  }, 60_000);

  test.each<[string, ProbeClusterOptions, readonly string[]]>([
    [
      'rejects',
      { connections: { [`db > ${DNS}:53`]: 'refused' } },
      [
        'agrees: shop/db -> kube-system/coredns UDP 53: denied (rejected)',
        'agrees: shop/web -> kube-system/coredns UDP 53: allowed',
      ],
    ],
    [
      'enforces nothing',
      { enforces: [] },
      [
        'not-enforced: shop/db -> kube-system/coredns UDP 53: allowed',
        'agrees: shop/web -> kube-system/coredns UDP 53: allowed',
      ],
    ],
    [
      'has a DNS server that is down',
      { dead: ['coredns'] },
      [
        'unknown: shop/db -> kube-system/coredns UDP 53: unknown (nothing shows that the port is open: the control was refused)',
        'unknown: shop/web -> kube-system/coredns UDP 53: unknown (nothing shows that the port is open: the control was refused)',
      ],
    ],
    [
      'has a DNS server that is silent',
      {
        connections: {
          [`free > ${DNS}:53`]: 'timeout',
          [`web > ${DNS}:53`]: 'timeout',
          [`db > ${DNS}:53`]: 'timeout',
        },
      },
      [
        'unknown: shop/db -> kube-system/coredns UDP 53: unknown (nothing shows that the port is open: the control got no answer)',
        'unknown: shop/web -> kube-system/coredns UDP 53: unknown (nothing shows that the port is open: the control got no answer)',
      ],
    ],
    [
      'closes what the policies allow',
      { connections: { [`web > ${DNS}:53`]: 'timeout' } },
      [
        'agrees: shop/db -> kube-system/coredns UDP 53: denied (dropped)',
        'more-closed: shop/web -> kube-system/coredns UDP 53: denied (dropped)',
      ],
    ],
    [
      'has a pod whose own closed port does not refuse',
      { connections: { 'db > 10.0.0.4:9': 'timeout' } },
      [
        'unknown: shop/db -> kube-system/coredns UDP 53: unknown (nothing shows that this pod can connect at all: not even a closed port of its own refuses)',
        'agrees: shop/web -> kube-system/coredns UDP 53: allowed',
      ],
    ],
    [
      'has pods that ask nothing over UDP',
      { tools: ['curl'] },
      ['db', 'web'].map(
        (name) =>
          `unknown: shop/${name} -> kube-system/coredns UDP 53: unknown (container app has none of the tools that ask over UDP (bash, python3, node, perl, nc))`,
      ),
    ],
  ])(
    'a cluster that %s',
    async (_, options, expected) => {
      const { code, out } = await probed(options, ...MODEL);
      expect(questions(out)).toEqual(expected);
      const isBad = expected.some((one) => one.startsWith('not-enforced') || one.startsWith('more-closed'));
      expect(code).toBe(isBad ? 1 : 2);
    },
    60_000,
  );

  test('a server that takes almost as long as a question may is no control, so that its silence is no drop', async () => {
    const { out } = await probed({ answersAfter: 3 }, ...MODEL);
    expect(questions(out)).toEqual([
      'unknown: shop/db -> kube-system/coredns UDP 53: unknown (nothing shows that the port is open: the control got no answer)',
      'agrees: shop/web -> kube-system/coredns UDP 53: allowed',
    ]);
  }, 60_000);

  test('where each pod is closed to the DNS server, nothing shows that it answers', async () => {
    const objects = SHOP.filter(({ metadata }) => !['free', 'web'].includes(metadata.name));
    const { code, out } = await probed({ objects }, ...MODEL);
    expect(questions(out)).toEqual([
      'unknown: shop/db -> kube-system/coredns UDP 53: unknown (nothing shows that the port is open: no other pod that may be probed may reach it)',
    ]);
    expect(code).toBe(2);
  }, 60_000);

  test('without a DNS server that is found, that is noted', async () => {
    const { out } = await probed({ objects: SHOP.filter((one) => one !== SERVICE) }, ...MODEL);
    expect(questions(out)).toEqual([]);
    expect(JSON.parse(out).notes.join()).toContain("the cluster's DNS server was not asked");
  }, 60_000);

  test('a DNS server of the user is asked as well, by its own pod as the control', async () => {
    const dns = pod('dns', '10.0.0.9', {}, [{ containerPort: 53, protocol: 'UDP' }]);
    const ingress = {
      ...egress('dns'),
      spec: {
        podSelector: { matchLabels: { app: 'dns' } },
        ingress: [{ from: [{ podSelector: { matchLabels: { app: 'free' } } }] }],
      },
    };
    const policyTypes = { ...ingress, spec: { ...ingress.spec, policyTypes: ['Ingress'] } };
    const objects = [namespace('shop'), dns, pod('free', '10.0.0.7'), pod('web', '10.0.0.5'), policyTypes];
    const { code, out } = await probed({ objects }, ...MODEL);
    expect(questions(out)).toEqual([
      'agrees: shop/web -> shop/dns UDP 53: denied (dropped)',
      'agrees: shop/free -> shop/dns UDP 53: allowed',
    ]);
    expect(code).toBe(0);
  }, 60_000);

  test('the plan says who asks, and has the question as a script', async () => {
    const { out, calls } = await probed({}, '--model');
    expect(out).toContain(
      '# 2. DNS of shop/db[Pod]: shop/db asks kube-system/coredns (10.0.0.6) UDP 53, which should be denied.',
    );
    expect(out).toContain('# The second command is the control: from shop/free the same port has to answer.');
    expect(out).toMatch(/^ASK_BY_BASH='/m);
    expect(calls.some(({ args }) => args[0] === 'exec')).toBe(false);
  });
});

describe('--contract', () => {
  const probedClaims = (text: string, options: ProbeClusterOptions = {}, ...args: readonly string[]) => {
    const file = `${folderOf({ 'claims.yaml': `version: 1\n${text}` })}/claims.yaml`;
    return probed(options, '--contract', file, '--yes', '-o', 'json', ...args);
  };
  const to = (place: string, labelled: string, ports: string) =>
    `to: {namespace: ${place}, labels: {${labelled}}}, ports: [${ports}]`;
  const fromShop = (app: string) => `from: {namespace: shop, labels: {app: ${app}}}`;
  const KUBE_DNS = 'k8s-app: kube-dns';

  test('each port that a claim names is tried, DNS over UDP and over TCP', async () => {
    const { code, out } = await probedClaims(`
allowed: [{${fromShop('web')}, ${to('kube-system', KUBE_DNS, 'UDP 53, TCP 53')}}]
denied: [{${fromShop('db')}, ${to('kube-system', KUBE_DNS, 'UDP 53')}}]
`);
    const { rows } = JSON.parse(out) as { rows: readonly Row[] };
    expect(rows.map(({ from, port, comparison }) => [from, port, comparison])).toEqual([
      ['shop/web', 'UDP 53', 'agrees'],
      ['shop/web', 'TCP 53', 'agrees'],
      ['shop/db', 'UDP 53', 'agrees'],
    ]);
    expect(code).toBe(0);
  }, 60_000);

  test('what cannot be tried of a claim is a row, beside what can', async () => {
    const { code, out } = await probedClaims(
      `allowed: [{${fromShop('free')}, ${to('shop', 'app: web', '8080, UDP 8125, SCTP 9')}}]\n`,
    );
    const { rows } = JSON.parse(out) as { rows: readonly Row[] };
    expect(rows.map(({ port, comparison }) => [port, comparison])).toEqual([
      ['TCP 8080', 'agrees'],
      ['UDP 8125', 'not-probed'],
      ['SCTP 9', 'not-probed'],
    ]);
    expect(code).toBe(2);
  }, 60_000);

  test('of kube-system nothing but DNS is tried where it is not named', async () => {
    const { out, calls } = await probedClaims(
      `allowed: [{${fromShop('free')}, ${to('kube-system', KUBE_DNS, '9153, UDP 8125')}}]\n`,
    );
    const { rows } = JSON.parse(out) as { rows: readonly Row[] };
    expect(rows.map(({ comparison, observed }) => [comparison, observed.reason])).toEqual(
      [0, 1].map(() => ['not-probed', 'of pods in a namespace that is not named by -n nothing is tried but DNS']),
    );
    expect(calls.some(({ args }) => args[0] === 'exec')).toBe(false);
  });

  test('a claim over UDP that is broken by what happens is no agreement', async () => {
    const claim = `denied: [{${fromShop('db')}, ${to('kube-system', KUBE_DNS, 'UDP 53')}}]\n`;
    const open = await probedClaims(claim, { enforces: [] });
    expect(questions(open.out)).toEqual(['not-enforced: shop/db -> kube-system/coredns UDP 53: allowed']);
    expect(open.code).toBe(1);
    cluster?.stop();
    const dead = await probedClaims(claim, { dead: ['coredns'] });
    expect(questions(dead.out)[0]).toMatch(/^unknown: /);
    expect(dead.code).toBe(2);
  }, 60_000);

  test('what may go out only to some asks the DNS server, where that is not one of them', async () => {
    const { code, out } = await probedClaims(
      `onlyOutOf: [{subject: {namespace: shop, labels: {app: db}}, flows: [{${to('shop', 'app: web', '8080')}}]}]\n`,
    );
    expect(questions(out)).toEqual(['agrees: shop/db -> kube-system/coredns UDP 53: denied (dropped)']);
    expect(code).toBe(0);
  }, 60_000);
});
