import { clusterOfManifests } from '../../../lib/cluster/load';
import type { CniProfile } from '../../../lib/cni/cni-profile';
import { Port } from '../../../lib/policy/words';
import { explanationText } from '../../../lib/reachability/explanation/explanation-text';
import { Reachability } from '../../../lib/reachability/reachability';
import { parseAddress } from '../../../lib/reachability/sets/address-set';

/** Two pods in the namespace shop and one in ops, and policies for web in shop. */

const pod = (namespace: string, name: string, index: number, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels: { app: name } },
  spec: { containers: [{ name: 'c', image: 'c', ports: [{ containerPort: 8080, name: 'http' }] }], ...more },
  status: { phase: 'Running', podIP: `10.0.0.${index}` },
});

export const WORLD: readonly object[] = [
  ...['shop', 'ops'].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { team: name } },
  })),
  pod('shop', 'web', 1),
  pod('shop', 'db', 2),
  pod('ops', 'ops', 3, { serviceAccountName: 'runner' }),
];

export const policy = (spec: object, name = 'p') => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { endpointSelector: { matchLabels: { app: 'web' } }, ...spec },
});

export const clusterwide = (spec: object) => ({
  ...policy(spec),
  kind: 'CiliumClusterwideNetworkPolicy',
  metadata: { name: 'c' },
});

export const OPS = { matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'ops' } };

export function judged(...policies: readonly object[]) {
  return judgedBy(undefined, ...policies);
}

export function judgedBy(cni: CniProfile | undefined, ...policies: readonly object[]) {
  const cluster = clusterOfManifests([...WORLD, ...policies]);
  expect(cluster.problems).toEqual([]);
  const reachability = Reachability.of(cluster, { cni });
  const end = (name: string) => {
    const address = parseAddress(name);
    if (address !== undefined) return { type: 'address', address } as const;
    return cluster.workloads.find((workload) => workload.name === name) as (typeof cluster.workloads)[number];
  };
  return {
    reachability,
    cluster,
    text: (from: string, to: string, port = Port.tcp(8080)) =>
      explanationText(reachability.explain(end(from), end(to), port)),
    verdict: (from: string, to: string, port = Port.tcp(8080)) =>
      reachability.explain(end(from), end(to), port).verdict,
  };
}
