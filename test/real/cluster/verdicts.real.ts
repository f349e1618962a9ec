import { join } from 'node:path';
import type { ProbeResult } from '../../../lib/report/probe/probe-result';
import { folderOf } from '../../support/command';
import { figure } from '../figures';
import { CONNECTING_TOOLS } from './images';
import { TestCluster, WITHOUT_REJECTIONS } from './test-cluster';

/** What each tool in a pod says of a connection that is let through, rejected, dropped, or to a server that is down. */

let cluster: TestCluster;
let contract: string;

const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tools' } };
const tools = Object.keys(CONNECTING_TOOLS);
const clients = tools.map((tool) => deployment(`with-${tool}`, `registry.example/with-${tool}:1`, [7000]));

function deployment(name: string, image: string, ports: readonly number[]): object {
  const labels = { app: name };
  const containers = [{ name: 'main', image, ports: ports.map((containerPort) => ({ containerPort })) }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'tools' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers } },
    },
  };
}

/** Every client may reach one of the ports of the server. */
const POLICY = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'one-port', namespace: 'tools' },
  spec: {
    podSelector: { matchLabels: { app: 'server' } },
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8080 }] }],
  },
};

beforeAll(async () => {
  const labelled = (app: string) => ({ namespace: 'tools', labels: { app } });
  const claims = (port: number) =>
    tools.map((tool) => ({ from: labelled(`with-${tool}`), to: labelled('server'), ports: [port] }));
  const text = JSON.stringify({ version: 1, allowed: claims(8080), denied: claims(8081) });
  contract = join(folderOf({ 'claims.json': text }), 'claims.json');
  cluster = await TestCluster.start();
  const objects = [NAMESPACE, POLICY, deployment('server', 'registry.example/app/server:1', [8080, 8081]), ...clients];
  cluster.apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  await ready();
}, 300_000);
afterAll(() => cluster.end());

async function ready(): Promise<void> {
  cluster.run(['rollout', 'status', 'deployment/server', '--namespace=tools', '--timeout=120s']);
  cluster.run(['wait', '--namespace=tools', '--for=condition=Available', 'deployment', '--all', '--timeout=120s']);
}

/** Each tool, with what it has seen of the port that is open to it and of the one that is not. */
async function seen(): Promise<{ readonly code: number; readonly rows: readonly string[] }> {
  const { code, out, err } = await cluster.ringfence([
    'probe',
    '--contract',
    contract,
    '--yes',
    '--rate',
    '100',
    '-o',
    'json',
  ]);
  if (out === '') throw new Error(err);
  const { rows } = JSON.parse(out) as ProbeResult;
  return {
    code,
    rows: rows.map(({ from, port, tool = 'no tool', observed }) => {
      const [, by = ''] = /^tools\/with-([a-z0-9]+)-/.exec(from) ?? [];
      if (tool !== by && tool !== 'no tool') throw new Error(`${from} connects by ${tool}`);
      return `${by} ${port}: ${'how' in observed ? observed.how : observed.verdict}`;
    }),
  };
}

function each(open: string, closed: string): string[] {
  return [...tools.map((tool) => `${tool} TCP 8080: ${open}`), ...tools.map((tool) => `${tool} TCP 8081: ${closed}`)];
}

test('a connection that is rejected, and one that is dropped, is DENIED by every tool', async () => {
  expect(await seen()).toEqual({ code: 0, rows: each('allowed', 'rejected') });
  cluster.onNode('iptables', '-I', ...WITHOUT_REJECTIONS);
  const dropped = await seen().finally(() => cluster.onNode('iptables', '-D', ...WITHOUT_REJECTIONS));
  expect(dropped).toEqual({ code: 0, rows: each('allowed', 'dropped') });
  figure('9 tools in pods', `${tools.join(', ')}: allowed, rejected and dropped as they are`);
}, 600_000);

test('a server that is down is UNKNOWN by every tool, and not DENIED', async () => {
  cluster.run(['set', 'image', 'deployment/server', 'main=registry.example/dead:1', '--namespace=tools']);
  await ready();
  expect(await seen()).toEqual({ code: 2, rows: each('unknown', 'unknown') });
  cluster.run(['set', 'image', 'deployment/server', 'main=registry.example/app/server:1', '--namespace=tools']);
  await ready();
}, 600_000);

test('where no command can run in pods, everything is UNKNOWN', async () => {
  await cluster.stop('kubelet');
  expect(await seen()).toEqual({ code: 2, rows: each('unknown', 'unknown') });
}, 600_000);
