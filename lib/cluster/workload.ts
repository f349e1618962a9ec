import type { FieldPath } from '../policy/validation/finding';
import { field, type JsonMap } from '../policy/validation/structure';
import { type DeclaredPods, readDeclaredPods } from './declared-pods';
import { listAt, mapAt, stringAt } from './json';

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
  const { count } = replicasWanted(kind, manifest);
  return {
    ...(owner && { owner: { kind: stringAt(owner, 'kind') ?? '', name: stringAt(owner, 'name') ?? '' } }),
    pods,
    replicas: Math.max(1, typeof count === 'number' ? count : 1),
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

/** Where objects of a kind say how many pods they want; a Pod is one, and of a DaemonSet only the nodes know. */
const REPLICAS: ReadonlyMap<string, readonly [path: readonly string[], field: string]> = new Map([
  ['Job', [['spec'], 'parallelism']],
  ['CronJob', [['spec', 'jobTemplate', 'spec'], 'parallelism']],
  ...['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].map((kind): [string, [string[], string]] => [
    kind,
    [['spec'], 'replicas'],
  ]),
]);

/** How many pods an object wants, as it says it, and where. */
export function replicasWanted(kind: string, manifest: JsonMap): { readonly count: unknown; readonly path: FieldPath } {
  const [path, name] = REPLICAS.get(kind) ?? [];
  if (path === undefined || name === undefined) return { count: undefined, path: '' };
  return { count: field(mapAt(manifest, ...path), name), path: [...path, name].join('.') };
}
