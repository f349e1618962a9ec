import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Measured, measure, type Runs } from './processes';

/** How fast `ringfence denials` reads a log of Hubble, compared with `jq -c .` over the same file. */

export interface FlowScale {
  readonly runs: Runs;
  /** Records of the log. */
  readonly records: number;
}

/** Clients, of which each has some pods and goes to one of a few ports of a server. */
const CLIENTS = 200;
const PODS = 5;

/** `jq -c .` first, then the command; undefined where there is no jq. */
export function measureFlows({ records, runs }: FlowScale, outdir: string): [Measured, Measured] | undefined {
  if (spawnSync('jq', ['--version']).status !== 0) return undefined;
  const [log, cluster] = [join(outdir, 'flows.jsonl'), join(outdir, 'flows.json')];
  writeLog(log, records);
  writeFileSync(cluster, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests() }));
  const measured = measure(
    [
      { name: 'jq -c .', script: 'command/jq', task: { file: log } },
      { name: 'ringfence denials', script: 'command/run', task: { args: ['denials', '--flows', log, cluster] } },
    ],
    runs,
  ) as [Measured, Measured];
  for (const file of [log, cluster]) rmSync(file);
  return measured;
}

function writeLog(file: string, records: number): void {
  const descriptor = openSync(file, 'w');
  for (let index = 0; index < records; index++) writeSync(descriptor, `${JSON.stringify(record(index))}\n`);
  closeSync(descriptor);
}

/** A record as the exporter writes it: half of them denied, each of them twice, as a verdict and as a drop. */
function record(index: number) {
  const client = Math.floor(index / 2) % CLIENTS;
  const pod = Math.floor(index / 7) % PODS;
  const time = new Date(Date.UTC(2026, 10, 28) + index * 10).toISOString();
  const denied = index % 4 < 2;
  const end = (name: string, namespace: string, id: string) => ({
    ID: 100 + client,
    identity: 20_000 + client,
    cluster_name: 'default',
    namespace,
    labels: [
      `k8s:app=${name}`,
      'k8s:io.cilium.k8s.policy.cluster=default',
      'k8s:io.cilium.k8s.policy.serviceaccount=default',
      `k8s:io.kubernetes.pod.namespace=${namespace}`,
    ],
    pod_name: `${name}-5d9f8c7b6-${id}`,
    workloads: [{ name, kind: 'Deployment' }],
  });
  return {
    flow: {
      time,
      uuid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      verdict: denied ? 'DROPPED' : 'FORWARDED',
      ...(denied && { drop_reason: 133, drop_reason_desc: 'POLICY_DENIED' }),
      ethernet: { source: '0a:58:0a:00:01:07', destination: '0a:58:0a:00:02:09' },
      IP: { source: `10.1.${client}.${pod + 1}`, destination: '10.2.0.1', ipVersion: 'IPv4' },
      l4: { TCP: { source_port: 32_768 + (index % 20_000), destination_port: 8080, flags: { SYN: true } } },
      source: end(`client-${client}`, 'front', `x${pod}`),
      destination: end('server', 'shop', 'x0'),
      Type: 'L3_L4',
      node_name: 'n1',
      event_type: { type: index % 2 === 0 ? 5 : 1 },
      traffic_direction: 'INGRESS',
      is_reply: false,
      Summary: 'TCP Flags: SYN',
    },
    node_name: 'n1',
    time,
  };
}

function manifests() {
  const workload = (name: string, namespace: string) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'c' }] } },
    },
  });
  return [
    ...['front', 'shop'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    workload('server', 'shop'),
    ...Array.from({ length: CLIENTS }, (_, index) => workload(`client-${index}`, 'front')),
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'closed', namespace: 'shop' },
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    },
  ];
}
