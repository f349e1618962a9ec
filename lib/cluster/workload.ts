import type { JsonMap } from '../policy/validation/structure';
import { type DeclaredPods, readDeclaredPods } from './declared-pods';
import { listAt, mapAt, numberAt, stringAt } from './json';

/** The kinds that make pods, or are one, with their API groups. */
export const WORKLOAD_GROUPS: ReadonlyMap<string, string> = new Map([
  ['Pod', 'core'],
  ['ReplicationController', 'core'],
  ['Deployment', 'apps'],
  ['ReplicaSet', 'apps'],
  ['StatefulSet', 'apps'],
  ['DaemonSet', 'apps'],
  ['Job', 'batch'],
  ['CronJob', 'batch'],
]);

/** A workload as one object declares it; a Pod counts as one, whoever owns it. */
export interface DeclaredWorkload {
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly pods: DeclaredPods;
  readonly replicas: number;
  /** The addresses of a Pod. */
  readonly addresses: readonly string[];
}

/** @returns undefined for a Pod that has run to its end: it takes no part */
export function readWorkload(kind: string, manifest: JsonMap): DeclaredWorkload | undefined {
  if (isFinished(kind, manifest)) return undefined;
  const pods = readDeclaredPods(manifest);
  if (pods === undefined) return undefined;
  const [owner] = listAt(mapAt(manifest, 'metadata'), 'ownerReferences');
  const status = mapAt(manifest, 'status');
  const [path, name] = replicasPath(kind);
  return {
    ...(owner && { owner: { kind: stringAt(owner, 'kind') ?? '', name: stringAt(owner, 'name') ?? '' } }),
    pods,
    replicas: Math.max(1, numberAt(mapAt(manifest, ...path), name) ?? 1),
    addresses: kind === 'Pod' ? addressesIn(status, pods.hostNetwork) : [],
  };
}

function isFinished(kind: string, manifest: JsonMap): boolean {
  return kind === 'Pod' && /^(Succeeded|Failed)$/.test(stringAt(mapAt(manifest, 'status'), 'phase') ?? '');
}

/** `podIPs` has both families of dual stack, `podIP` the first of them. On its node's network a pod has the node's. */
function addressesIn(status: JsonMap, onNode: boolean): string[] {
  const listed = (onNode ? ['podIPs', 'hostIPs'] : ['podIPs']).flatMap((name) =>
    listAt(status, name).map((entry) => stringAt(entry, 'ip')),
  );
  const single = onNode ? ['podIP', 'hostIP'] : ['podIP'];
  const known = listed.length > 0 ? listed : single.map((name) => stringAt(status, name));
  return [...new Set(known.flatMap((address) => address || []))];
}

/** Where objects of a kind say how many pods they want. */
export function replicasPath(kind: string): readonly [path: readonly string[], field: string] {
  if (kind === 'CronJob') return [['spec', 'jobTemplate', 'spec'], 'parallelism'];
  return [['spec'], kind === 'Job' ? 'parallelism' : 'replicas'];
}
