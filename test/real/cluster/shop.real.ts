import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'cdk8s';
import type { ListDocument } from '../../../lib/report/list-document';
import type { ProbeResult } from '../../../lib/report/probe/probe-result';
import { folderOf, ringfence } from '../../support/command';
import { figure } from '../figures';
import { onlineShop } from '../judgement/emitted';
import { cellsOf, probeCells } from './cells';
import { TestCluster } from './test-cluster';

/** The online shop of the examples, deployed: what every command says of it, and what packets do. */

const NAMESPACE = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });

let cluster: TestCluster;
let shop: App;
let folder: string;

beforeAll(async () => {
  shop = onlineShop();
  folder = folderOf({ 'shop.yaml': `${shop.synthYaml()}\n---\n${NAMESPACE}\n` });
  cluster = await TestCluster.start();
  cluster.apply(NAMESPACE);
  cluster.apply(shop.synthYaml());
  cluster.run(['wait', '--namespace=shop', '--for=condition=Available', 'deployment', '--all', '--timeout=120s']);
}, 300_000);
afterAll(() => cluster.end());

/** What connects to what on which ports, without what depends on the addresses of pods. */
async function listed(args: readonly string[], run = ringfence): Promise<ListDocument> {
  const { code, out, err } = await run([...args, '-o', 'json']);
  if (code !== 0) throw new Error(err);
  return JSON.parse(out) as ListDocument;
}

test('list says the same of the cluster as of the manifests', async () => {
  const [live, declared] = [
    await listed(['list', '-n', 'shop'], (args) => cluster.ringfence(args)),
    await listed(['list', '-n', 'shop', folder]),
  ];
  expect(live.connections.map(({ from, to, ports }) => ({ from, to, ports }))).toEqual(
    declared.connections.map(({ from, to, ports }) => ({ from, to, ports })),
  );
  expect(live.connections.length).toBeGreaterThan(10);
});

test('diff finds no difference between both, and what a change by hand has opened', async () => {
  expect(await cluster.ringfence(['diff', folder])).toMatchObject({ code: 0 });
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'by-hand', namespace: 'shop' },
    spec: { podSelector: { matchLabels: { app: 'redis' } }, policyTypes: ['Ingress'], ingress: [{}] },
  };
  cluster.apply(JSON.stringify(policy));
  try {
    expect(await cluster.ringfence(['diff', folder])).toMatchObject({ code: 0 });
    expect(await cluster.ringfence(['diff', '--prune', folder])).toMatchObject({ code: 1 });
  } finally {
    cluster.run(['delete', 'networkpolicy', 'by-hand', '--namespace=shop']);
  }
});

test('a snapshot, also a redacted one, is read as the cluster is', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'ringfence-snapshot-')), 'dump.json');
  expect(await cluster.ringfence(['snapshot', '-o', file])).toMatchObject({ code: 0 });
  const live = await listed(['list', '-n', 'shop'], (args) => cluster.ringfence(args));
  expect(await listed(['list', '-n', 'shop', file])).toMatchObject({ connections: live.connections });
  const redacted = join(mkdtempSync(join(tmpdir(), 'ringfence-snapshot-')), 'dump.json');
  expect(await cluster.ringfence(['snapshot', '--redact', '-o', redacted])).toMatchObject({ code: 0 });
  expect(readFileSync(redacted, 'utf8')).not.toMatch(/checkout|recommendation/);
  expect((await listed(['list', redacted])).connections.length).toBe((await listed(['list', file])).connections.length);
});

test('check finds in the cluster what it finds in the manifests', async () => {
  const rules = async (run: Promise<{ readonly out: string }>) =>
    [
      ...new Set((JSON.parse((await run).out) as { findings: { rule: string }[] }).findings.map(({ rule }) => rule)),
    ].sort();
  expect(await rules(cluster.ringfence(['check', '-n', 'shop', '-o', 'json']))).toEqual(
    await rules(ringfence(['check', '-n', 'shop', '-o', 'json', folder])),
  );
});

test('doctor finds the plugin by its DaemonSet, and says that it is not enforced where the firewall is off', async () => {
  expect(await cluster.ringfence(['doctor', '--fail-on', 'unknown'])).toMatchObject({ code: 2 });
  cluster.apply(kubeRouter('--run-firewall=true'));
  cluster.run(['rollout', 'status', 'daemonset/kube-router', '--namespace=kube-system', '--timeout=60s']);
  const on = await cluster.ringfence(['doctor', '--fail-on', 'unknown']);
  expect(on.out).toMatch(/^enforced: /);
  expect(on.code).toBe(0);
  cluster.apply(kubeRouter('--run-firewall=false'));
  cluster.run(['rollout', 'status', 'daemonset/kube-router', '--namespace=kube-system', '--timeout=60s']);
  expect(await cluster.ringfence(['doctor'])).toMatchObject({ code: 1 });
}, 120_000);

test('doctor finds the DNS server, and the addresses of the API server', async () => {
  cluster.apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: dnsServer() }));
  cluster.run(['rollout', 'status', 'deployment/coredns', '--namespace=kube-system', '--timeout=60s']);
  const { out } = await cluster.ringfence(['doctor', '-o', 'json']);
  expect(JSON.parse(out)).toMatchObject({
    dns: {
      verdict: 'reached',
      servers: [
        'Service kube-system/kube-dns leads to kube-system/coredns[Deployment] on UDP 53, kube-system/coredns[Deployment] on TCP 53',
      ],
    },
    apiServer: { service: ['10.96.0.1 TCP 443'], endpoints: ['10.77.0.1 TCP 6443'] },
  });
}, 120_000);

function dnsServer(): object[] {
  const labels = { 'k8s-app': 'kube-dns' };
  const ports = ['UDP', 'TCP'].map((protocol) => ({
    name: `dns-${protocol.toLowerCase()}`,
    protocol,
    containerPort: 53,
  }));
  const containers = [
    { name: 'coredns', image: 'registry.example/app/coredns:1', ports, securityContext: { runAsUser: 0 } },
  ];
  const metadata = { namespace: 'kube-system', labels };
  const template = { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers } };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...metadata, name: 'coredns' },
      spec: { selector: { matchLabels: labels }, template },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...metadata, name: 'kube-dns' },
      spec: {
        selector: labels,
        ports: ports.map(({ name, protocol, containerPort }) => ({ name, protocol, port: containerPort })),
      },
    },
  ];
}

function kubeRouter(flag: string): string {
  const labels = { 'k8s-app': 'kube-router' };
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'kube-router', namespace: 'kube-system' },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          hostNetwork: true,
          terminationGracePeriodSeconds: 0,
          containers: [{ name: 'kube-router', image: 'registry.example/app/kube-router:2.1', args: [flag] }],
        },
      },
    },
  });
}

test('packets do in every cell what the manifests say', async () => {
  const cells = cellsOf(shop.synthYaml());
  const { code, rows } = await probeCells(cluster, cells);
  expect(rows.filter(({ comparison }) => comparison !== 'agrees')).toEqual([]);
  expect(rows.map(({ observed }) => observed.verdict)).toEqual(cells.map(({ verdict }) => verdict));
  expect(code).toBe(0);
  const allowed = cells.filter(({ verdict }) => verdict === 'allowed').length;
  expect(allowed).toBeGreaterThan(10);
  expect(cells.length - allowed).toBeGreaterThan(50);
  figure(
    '9 cells of the shop',
    `${cells.length} as the manifests say (${allowed} allowed, ${cells.length - allowed} denied)`,
  );
}, 900_000);

test('probe --model agrees with the policies, and says of what it can try nothing', async () => {
  const options = ['--model', '-n', 'shop', '--yes', '--rate', '1000', '-o', 'json'];
  const { code, out, err } = await cluster.ringfence(['probe', ...options]);
  if (out === '') throw new Error(err);
  const { rows } = JSON.parse(out) as ProbeResult;
  expect(rows.filter(({ comparison }) => comparison === 'agrees').length).toBeGreaterThan(10);
  const others = rows.filter(({ comparison }) => comparison !== 'agrees');
  // Nothing listens in it.
  expect(others.map(({ check, comparison }) => [check, comparison])).toEqual([
    ['ingress of shop/load[Deployment]', 'not-probed'],
  ]);
  expect(code).toBe(2);
}, 600_000);
