import type { LabelSelector, StringMap } from '../policy/manifest';
import type { FieldPath } from '../policy/validation/finding';
import { field, type JsonMap, Structure } from '../policy/validation/structure';
import { checkSelector } from '../policy/validation/validate-selector';
import { type AddedLabels, labelsAdded } from './added-labels';
import { type DeclaredPods, readDeclaredPods } from './declared-pods';
import type { Identity, Owner } from './identity';
import { listAt, mapAt, stringAt, stringMapAt } from './json';
import { retiredVersion } from './kinds/retired-versions';
import { groupOf } from './lists';

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

/** A workload as one object declares it; a Pod counts as one, whatever owns it. */
export interface DeclaredWorkload {
  readonly owner: Owner | undefined;
  readonly pods: DeclaredPods;
  /** What its controller puts on its pods; undefined for a Pod, which has all of its labels. */
  readonly added: AddedLabels | undefined;
  /** How it finds its pods, where pods may come without what is between them and it. */
  readonly selector: LabelSelector | undefined;
  readonly replicas: number;
  /** The addresses of a Pod. */
  readonly addresses: readonly string[];
  /** Since when a Pod runs, and so may have them; milliseconds since 1970, undefined where it does not say it. */
  readonly startedAt: number | undefined;
}

/** A Pod that has run to its end: who had an address in the past. */
export interface DeclaredEndedPod {
  readonly labels: StringMap;
  readonly addresses: readonly string[];
  /** When it ran, as far as its status says it; milliseconds since 1970. */
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** @returns undefined for what is no Pod that has run to its end, and for one that had no address of its own */
export function readEndedPod({ kind }: Identity, manifest: JsonMap): DeclaredEndedPod | undefined {
  if (!isFinished(kind, manifest) || mapAt(manifest, 'spec').hostNetwork === true) return undefined;
  const status = mapAt(manifest, 'status');
  const addresses = addressesIn(status, false);
  if (addresses.length === 0) return undefined;
  const ends = [...listAt(status, 'containerStatuses'), ...listAt(status, 'initContainerStatuses')].flatMap(
    (container) => momentAt(mapAt(container, 'state', 'terminated'), 'finishedAt') ?? [],
  );
  return {
    labels: stringMapAt(mapAt(manifest, 'metadata'), 'labels'),
    addresses,
    startedAt: momentAt(status, 'startTime'),
    ...(ends.length > 0 && { endedAt: Math.max(...ends) }),
  };
}

/** Milliseconds since 1970, of a time as in RFC 3339. */
function momentAt(map: JsonMap, name: string): number | undefined {
  const time = Date.parse(stringAt(map, name) ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** @returns undefined for a Pod that has run to its end: it takes no part */
export function readWorkload(identity: Identity, manifest: JsonMap): DeclaredWorkload | undefined {
  const { group, kind } = identity;
  if (isFinished(kind, manifest)) return undefined;
  const pods = readDeclaredPods(manifest);
  if (pods === undefined) return undefined;
  const owner = ownerIn(manifest);
  const { count } = replicasWanted(kind, manifest);
  const replicas = Math.max(1, Number.isSafeInteger(count) ? (count as number) : kind === ONE_A_NODE ? 2 : 1);
  if (kind === 'Pod') {
    const status = mapAt(manifest, 'status');
    return {
      owner,
      pods,
      added: undefined,
      selector: undefined,
      replicas,
      addresses: addressesIn(status, pods.hostNetwork),
      startedAt: pods.hostNetwork ? undefined : momentAt(status, 'startTime'),
    };
  }
  return {
    owner,
    pods,
    added: labelsAdded({ group, kind, name: identity.name, owner, replicas, labels: pods.labels }, manifest),
    selector: MAKE_REPLICA_SETS.includes(`${group}/${kind}`) ? selectorIn(manifest) : undefined,
    replicas,
    addresses: [],
    startedAt: undefined,
  };
}

/** Who controls an object, or else the first of its owners; an owner that says no kind or name is none. */
function ownerIn(manifest: JsonMap): Owner | undefined {
  const owners = listAt(mapAt(manifest, 'metadata'), 'ownerReferences');
  const owner = owners.find(({ controller }) => controller === true) ?? owners[0];
  const kind = owner && stringAt(owner, 'kind');
  const name = owner && stringAt(owner, 'name');
  if (owner === undefined || !kind || !name) return undefined;
  const apiVersion = stringAt(owner, 'apiVersion');
  if (!apiVersion) return { group: WORKLOAD_GROUPS.get(kind) ?? '', kind, name };
  return { group: groupOf(retiredVersion(apiVersion, kind)?.today ?? apiVersion), kind, name };
}

/** What makes ReplicaSets, which an export may leave out. */
const MAKE_REPLICA_SETS = ['apps/Deployment', 'argoproj.io/Rollout'];

/** A selector that selects everything is none. */
function selectorIn(manifest: JsonMap): LabelSelector | undefined {
  const selector = mapAt(manifest, 'spec', 'selector');
  const structure = new Structure();
  checkSelector(structure, selector, 'spec.selector');
  const isEmpty =
    Object.keys(mapAt(selector, 'matchLabels')).length + listAt(selector, 'matchExpressions').length === 0;
  return structure.findings.length > 0 || isEmpty ? undefined : (selector as LabelSelector);
}

function isFinished(kind: string, manifest: JsonMap): boolean {
  return kind === 'Pod' && /^(Succeeded|Failed)$/.test(stringAt(mapAt(manifest, 'status'), 'phase') ?? '');
}

/** `podIPs` has both families of dual stack, `podIP` the first of them. On its node's network a pod has the node's. */
function addressesIn(status: JsonMap, onNode: boolean): string[] {
  const names = onNode ? ['podIP', 'hostIP'] : ['podIP'];
  const listed = names.flatMap((name) => listAt(status, `${name}s`));
  const known =
    listed.length > 0 ? listed.map((one) => stringAt(one, 'ip')) : names.map((name) => stringAt(status, name));
  const addresses = known.filter((address): address is string => Boolean(address));
  return addresses.length < 2 ? addresses : [...new Set(addresses)];
}

/** The kind that has a pod on each node, however many these are. Two stand for them: two pods may not reach what one reaches of itself. */
export const ONE_A_NODE = 'DaemonSet';

/** Where objects of a kind say how many pods they want; a Pod is one, and of a DaemonSet only the nodes know. */
const REPLICAS: ReadonlyMap<string, readonly [path: readonly string[], field: string] | undefined> = new Map([
  ['Pod', undefined],
  ['DaemonSet', undefined],
  ['Job', [['spec'], 'parallelism']],
  ['CronJob', [['spec', 'jobTemplate', 'spec'], 'parallelism']],
]);
const IN_SPEC: readonly [readonly string[], string] = [['spec'], 'replicas'];

/** How many pods an object wants, as it says it, and where. */
export function replicasWanted(kind: string, manifest: JsonMap): { readonly count: unknown; readonly path: FieldPath } {
  const [path, name] = (REPLICAS.has(kind) ? REPLICAS.get(kind) : IN_SPEC) ?? [];
  if (path === undefined || name === undefined) return { count: undefined, path: '' };
  return { count: field(mapAt(manifest, ...path), name), path: [...path, name].join('.') };
}
