import { join } from 'node:path';
import { toolsFor } from '../../../lib/live/probe/tools';
import type { ProbeResult } from '../../../lib/report/probe/probe-result';
import { folderOf } from '../../support/command';
import { figure } from '../figures';
import { CONNECTING_TOOLS } from './images';
import { TestCluster, WITHOUT_REJECTIONS } from './test-cluster';

/** Questions over UDP: to the cluster's own DNS server, and to two of a user by each tool, one of which is closed. */

let cluster: TestCluster;

const tools = toolsFor('UDP').filter((tool) => tool in CONNECTING_TOOLS);
const DNS_IMAGE = 'registry.example/dns:1';
const CLOSED = 'isolated';
const OPEN = 'asking';

interface Made {
  readonly namespace: string;
  readonly name: string;
  readonly image: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly ports?: readonly object[];
}

function deployment({ namespace, name, image, labels = { app: name }, ports = [] }: Made): object {
  const containers = [{ name: 'main', image, ports }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers } },
    },
  };
}

function policy(namespace: string, app: string, spec: object): object {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: app, namespace },
    spec: { podSelector: { matchLabels: { app } }, ...spec },
  };
}

const QUESTIONS = [{ protocol: 'UDP', port: 53 }];
const SERVED = [{ containerPort: 53, protocol: 'UDP' }];
const KUBE_DNS = { 'k8s-app': 'kube-dns' };
const toClusterDns = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: KUBE_DNS },
    },
  ],
  ports: QUESTIONS,
};

const OBJECTS = [
  ...['shop', 'tools'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  deployment({ namespace: 'kube-system', name: 'coredns', image: DNS_IMAGE, labels: KUBE_DNS, ports: SERVED }),
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kube-dns', namespace: 'kube-system' },
    spec: { selector: KUBE_DNS, ports: [{ name: 'dns', protocol: 'UDP', port: 53 }] },
  },
  // Both are closed outwards, and one of them may ask. The third is closed to nothing.
  ...[CLOSED, OPEN, 'free'].map((name) => deployment({ namespace: 'shop', name, image: 'registry.example/app/a:1' })),
  policy('shop', CLOSED, { policyTypes: ['Egress'] }),
  policy('shop', OPEN, { policyTypes: ['Egress'], egress: [toClusterDns] }),
  ...tools.map((tool) =>
    deployment({ namespace: 'tools', name: `with-${tool}`, image: `registry.example/with-${tool}:1` }),
  ),
  ...['open', 'closed'].map((name) => deployment({ namespace: 'tools', name, image: DNS_IMAGE, ports: SERVED })),
  policy('tools', 'open', { policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }], ports: QUESTIONS }] }),
  policy('tools', 'closed', { policyTypes: ['Ingress'] }),
];

beforeAll(async () => {
  cluster = await TestCluster.start();
  cluster.apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: OBJECTS }));
  ready('kube-system', 'shop', 'tools');
}, 300_000);
afterAll(() => cluster.end());

function ready(...namespaces: readonly string[]): void {
  for (const namespace of namespaces) {
    const names = cluster
      .run(['get', 'deployments', `--namespace=${namespace}`, '-o', 'name'])
      .trim()
      .split('\n');
    for (const name of names) cluster.run(['rollout', 'status', name, `--namespace=${namespace}`, '--timeout=120s']);
  }
}

/** What was seen of each question, by who asked. */
async function asked(...args: readonly string[]): Promise<{ readonly code: number; readonly rows: readonly string[] }> {
  const { code, out, err } = await cluster.ringfence(['probe', ...args, '--yes', '--rate', '100', '-o', 'json']);
  if (out === '') throw new Error(err);
  const { rows } = JSON.parse(out) as ProbeResult;
  return {
    code,
    rows: rows
      .filter(({ port }) => port === 'UDP 53')
      .map(({ from, to, observed, comparison }) => {
        const nameOf = (pod: string) => pod.replace(/-[a-z0-9]{5,10}-[a-z0-9]{5}$/, '');
        return `${nameOf(from)} to ${nameOf(to)}: ${'how' in observed ? observed.how : observed.verdict}, ${comparison}`;
      }),
  };
}

/** Without the workloads for tools, which are closed to nothing. */
const MODEL = ['--model', '-n', 'shop'];

describe("the cluster's own DNS server", () => {
  const rows = (closed: string, open: string) => [
    `shop/${OPEN} to kube-system/coredns: ${open}`,
    `shop/${CLOSED} to kube-system/coredns: ${closed}`,
  ];

  test('its answer is ALLOWED, and a rejection or silence DENIED where another pod gets one', async () => {
    expect((await asked(...MODEL)).rows).toEqual(rows('rejected, agrees', 'allowed, agrees'));
    cluster.onNode('iptables', '-I', ...WITHOUT_REJECTIONS);
    const dropped = await asked(...MODEL).finally(() => cluster.onNode('iptables', '-D', ...WITHOUT_REJECTIONS));
    expect(dropped.rows).toEqual(rows('dropped, agrees', 'allowed, agrees'));
    figure('9 questions to the DNS', 'allowed, rejected and dropped as they are, and UNKNOWN where the server is down');
  }, 300_000);

  test('without the rules it is open, and that is NOT ENFORCED', async () => {
    await cluster.stop('network-policies');
    cluster.onNode('iptables', '-I', 'FORWARD', '-j', 'ACCEPT');
    try {
      const { code, rows: seen } = await asked(...MODEL);
      expect(seen).toEqual(rows('allowed, not-enforced', 'allowed, agrees'));
      expect(code).toBe(1);
    } finally {
      cluster.onNode('iptables', '-D', 'FORWARD', '-j', 'ACCEPT');
      await cluster.startAgain('network-policies');
    }
  }, 300_000);

  test('where it is down it is UNKNOWN, and neither DENIED nor ALLOWED', async () => {
    cluster.run(['set', 'image', 'deployment/coredns', 'main=registry.example/dead:1', '--namespace=kube-system']);
    ready('kube-system');
    const { code, rows: seen } = await asked(...MODEL);
    expect(seen).toEqual(rows('unknown, unknown', 'unknown, unknown'));
    expect(code).toBe(2);
    cluster.run(['set', 'image', 'deployment/coredns', `main=${DNS_IMAGE}`, '--namespace=kube-system']);
    ready('kube-system');
  }, 300_000);
});

describe('each tool', () => {
  const labelled = (app: string) => ({ namespace: 'tools', labels: { app } });
  const claims = (server: string) =>
    tools.map((tool) => ({ from: labelled(`with-${tool}`), to: labelled(server), ports: ['UDP 53'] }));
  const text = JSON.stringify({ version: 1, allowed: claims('open'), denied: claims('closed') });
  const contract = join(folderOf({ 'claims.json': text }), 'claims.json');

  /** What nc was refused, and that nothing came back, does not show. */
  const each = (open: string, closed: string) => ({
    rows: [
      ...tools.map((tool) => `tools/with-${tool} to tools/open: ${open}`),
      ...tools.map((tool) => `tools/with-${tool} to tools/closed: ${tool === 'nc' ? 'unknown, unknown' : closed}`),
    ],
  });

  test('says of an answer, a rejection and a drop what it is', async () => {
    expect(await asked('--contract', contract)).toMatchObject(each('allowed, agrees', 'rejected, agrees'));
    cluster.onNode('iptables', '-I', ...WITHOUT_REJECTIONS);
    const dropped = await asked('--contract', contract).finally(() =>
      cluster.onNode('iptables', '-D', ...WITHOUT_REJECTIONS),
    );
    expect(dropped).toMatchObject(each('allowed, agrees', 'dropped, agrees'));
    figure('9 tools over UDP', `${tools.join(', ')}: allowed, rejected and dropped as they are`);
  }, 600_000);

  test('says UNKNOWN of servers that are down', async () => {
    for (const server of ['open', 'closed'])
      cluster.run(['set', 'image', `deployment/${server}`, 'main=registry.example/dead:1', '--namespace=tools']);
    ready('tools');
    expect(await asked('--contract', contract)).toMatchObject(each('unknown, unknown', 'unknown, unknown'));
  }, 600_000);
});
