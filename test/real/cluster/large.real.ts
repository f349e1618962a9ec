import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '../../support/command';
import { figure } from '../figures';
import { TestCluster } from './test-cluster';

/** A cluster of 5,000 pods: what the command itself takes, beside kubectl. */

const WORKLOADS = 100;
const REPLICAS = 50;
const NAMESPACES = 10;
const root = join(__dirname, '../../..');

let cluster: TestCluster;

beforeAll(async () => {
  cluster = await TestCluster.start();
  // No command looks into these pods, so that they need no network.
  await cluster.stop('kubelet');
  await cluster.stop('network-policies');
  const namespaces = Array.from({ length: NAMESPACES }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespaceOf(index) },
  }));
  const objects = Array.from({ length: WORKLOADS }, (_, index) => [workload(index), policy(index)]).flat();
  cluster.apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...namespaces, ...objects] }));
  for (let left = 300; pods() < WORKLOADS * REPLICAS; left--) {
    if (left === 0) throw new Error(`there are ${pods()} pods`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}, 400_000);
afterAll(() => cluster.end());

function namespaceOf(index: number): string {
  return `load-${index % NAMESPACES}`;
}

function workload(index: number): object {
  const labels = { app: `app-${index}` };
  const containers = [{ name: 'main', image: 'shop/app:1', ports: [{ containerPort: 8080 }] }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `app-${index}`, namespace: namespaceOf(index) },
    spec: {
      replicas: REPLICAS,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  };
}

/** The workload of the same namespace before it may reach it. */
function policy(index: number): object {
  const client = { podSelector: { matchLabels: { app: `app-${index - NAMESPACES}` } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `app-${index}`, namespace: namespaceOf(index) },
    spec: {
      podSelector: { matchLabels: { app: `app-${index}` } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [client], ports: [{ port: 8080 }] }],
    },
  };
}

function pods(): number {
  const { items, metadata } = JSON.parse(cluster.run(['get', '--raw', '/api/v1/pods?limit=1'])) as {
    items: readonly object[];
    metadata: { readonly remainingItemCount?: number };
  };
  return items.length + (metadata.remainingItemCount ?? 0);
}

interface Used {
  /** Milliseconds on the CPU. */
  readonly cpu: number;
  /** MiB of memory at most. */
  readonly peak: number;
}

/** What the command of build/ takes, without what kubectl does, and how many megabytes kubectl gave to it. */
function used(...args: readonly string[]): Used & { readonly read: number } {
  const folder = folderOf({ sizes: '' });
  const [program, sizes] = [join(folder, 'kubectl'), join(folder, 'sizes')];
  const counted = `out=$(mktemp '${folder}/XXXXXX'); '${cluster.kubectl}' "$@" > "$out"; code=$?; wc -c < "$out" >> '${sizes}'; cat "$out"; rm "$out"; exit $code`;
  writeFileSync(program, `#!/bin/sh\n${counted}\n`);
  chmodSync(program, 0o755);
  const task = JSON.stringify({ args: [...args, '--kubeconfig', cluster.kubeconfig] });
  const contenders = join(root, 'bench/contenders');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', join(contenders, 'usage.cjs'), join(contenders, 'command/run.cjs'), task],
    { encoding: 'utf8', env: { PATH: process.env.PATH, KUBECTL: program } },
  );
  if (status !== 0) throw new Error(stderr);
  const bytes = readFileSync(sizes, 'utf8').trim().split('\n').map(Number);
  return { ...(JSON.parse(stdout) as Used), read: bytes.reduce((sum, one) => sum + one, 0) / 1e6 };
}

function words({ cpu, peak, read }: ReturnType<typeof used>): string {
  return `${(cpu / 1000).toFixed(1)} s on the CPU and ${peak.toFixed(0)} MiB, for ${read.toFixed(0)} MB of kubectl`;
}

test('list and doctor hold the objects page by page, not the text of the whole cluster', () => {
  const [list, doctor] = [used('list'), used('doctor')];
  figure('9 list of 5,000 pods', words(list));
  figure('9 doctor of 5,000 pods', words(doctor));
  expect(list.read).toBeGreaterThan(10);
  expect(Math.max(list.peak, doctor.peak)).toBeLessThan(300);
}, 120_000);
