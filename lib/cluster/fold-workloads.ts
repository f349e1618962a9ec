import type { ClusterWorkload, PodGroup, PodNumbers } from './cluster';
import type { Owner } from './identity';
import type { PodMaker } from './pod-maker';
import { comesFrom, type PodShape } from './pod-shape';
import { UndeclaredOwners } from './undeclared-owners';
import { WORKLOAD_GROUPS } from './workload';

interface Group {
  replicas: number;
  readonly addresses: (readonly string[])[];
  numbers?: PodNumbers;
}

/** A workload as it is put together from its own object and from its pods. */
interface Draft extends Pick<ClusterWorkload, 'kind' | 'name' | 'namespace' | 'source'> {
  readonly group: string;
  readonly template?: PodMaker;
  readonly groups: Map<PodShape, Group>;
}

/** More owners than Kubernetes ever puts above a pod: CronJob, Job. */
const MOST_OWNERS = 8;

/**
 * Puts pods to their owners and what is alike into one group. What a declared workload owns is its own: a ReplicaSet of
 * a declared Deployment is no workload beside it. Pods that are there stand for as many that the template asks for.
 * @returns the workloads in the order of their ids
 */
export function foldWorkloads(makers: readonly PodMaker[]): ClusterWorkload[] {
  const declared = new Map<string, PodMaker>();
  for (const maker of makers) if (maker.kind !== 'Pod') declared.set(keyOf(maker.namespace, maker), maker);
  const undeclared = new UndeclaredOwners([...declared.values()]);
  const drafts = new Map<string, Draft>();
  for (const maker of makers) {
    const owner = ownerOf(maker, declared, undeclared);
    if (maker.kind !== 'Pod') {
      if (owner === maker) draftOf(drafts, maker, maker, maker);
      continue;
    }
    const { groups } = draftOf(drafts, owner, maker, declared.get(keyOf(maker.namespace, owner)));
    addTo(groups, maker.shape, 1, maker.addresses);
  }
  const workloads = withIds([...drafts.values()]).map(workloadOf);
  return workloads.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/**
 * What a workload or Pod counts to: the uppermost declared owner, or the first owner of a Pod, or itself. Who is among
 * owners without end is nobody's, and so is a static pod, which its node runs from a file.
 */
function ownerOf(maker: PodMaker, declared: ReadonlyMap<string, PodMaker>, undeclared: UndeclaredOwners): Owner {
  let at: PodMaker = maker;
  for (let height = 0; height < MOST_OWNERS && at.owner !== undefined; height++) {
    const owner = declared.get(keyOf(at.namespace, at.owner)) ?? undeclared.ownerBehind(at, at.owner);
    if (owner === undefined) return at.kind === 'Pod' && at.owner.kind !== 'Node' ? at.owner : at;
    at = owner;
  }
  return at.owner === undefined ? at : maker;
}

function keyOf(namespace: string, { group, kind, name }: Owner): string {
  return `${namespace}/${name}[${kind}.${group}]`;
}

function draftOf(drafts: Map<string, Draft>, owner: Owner, maker: PodMaker, template: PodMaker | undefined): Draft {
  const { namespace } = maker;
  const key = keyOf(namespace, owner);
  const known = drafts.get(key);
  if (known !== undefined) return known;
  const { group, kind, name } = owner;
  const source = (template ?? maker).source;
  const draft: Draft = { group, kind, name, namespace, source, ...(template && { template }), groups: new Map() };
  drafts.set(key, draft);
  return draft;
}

/** The ids, which name the API group only where a kind of the same name would have the same one. */
function withIds(drafts: readonly Draft[]): (readonly [id: string, Draft])[] {
  const idOf = ({ namespace, name, kind }: Draft, suffix = '') => `${namespace}/${name}[${kind}${suffix}]`;
  const counts = new Map<string, number>();
  for (const draft of drafts) counts.set(idOf(draft), (counts.get(idOf(draft)) ?? 0) + 1);
  return drafts.map((draft) => {
    const isPlain = counts.get(idOf(draft)) === 1 || WORKLOAD_GROUPS.get(draft.kind) === draft.group;
    return [idOf(draft, isPlain ? '' : `.${draft.group}`), draft];
  });
}

function addTo(groups: Map<PodShape, Group>, shape: PodShape, replicas: number, addresses: readonly string[]): Group {
  let group = groups.get(shape);
  if (group === undefined) {
    group = { replicas: 0, addresses: [] };
    groups.set(shape, group);
  }
  group.replicas += replicas;
  if (addresses.length > 0) group.addresses.push(addresses);
  return group;
}

function workloadOf([id, { kind, name, namespace, source, template, groups }]: readonly [
  string,
  Draft,
]): ClusterWorkload {
  if (template !== undefined) {
    const { shape, replicas, numbers } = template;
    const there = [...groups]
      .filter(([of]) => comesFrom(of, shape))
      .reduce((sum, [, group]) => sum + group.replicas, 0);
    if (there < replicas) {
      const without = numbers && numbersIn(groups.keys(), numbers);
      const group = addTo(groups, shape, replicas - there, []);
      if (numbers && without) group.numbers = { ...numbers, without };
    }
  }
  const pods = [...groups].map(([shape, group]): PodGroup => ({ ...shape, ...group }));
  return { id, kind, name, namespace, pods, source };
}

/** The numbers of the pods that are there. */
function numbersIn(shapes: Iterable<PodShape>, { first, count, labels }: Omit<PodNumbers, 'without'>): Set<number> {
  const found = new Set<number>();
  for (const shape of shapes) {
    for (const { key, prefix } of labels) {
      const value = Object.hasOwn(shape.labels, key) ? shape.labels[key] : undefined;
      const number = value === undefined ? undefined : numberBehind(prefix, value);
      if (number !== undefined && number >= first && number < first + count) found.add(number);
    }
  }
  return found;
}

/** The number that a text ends with, as controllers write numbers; undefined where it is no such text. */
export function numberBehind(prefix: string, text: string): number | undefined {
  if (!text.startsWith(prefix)) return undefined;
  const digits = text.slice(prefix.length);
  return /^(0|[1-9]\d{0,14})$/.test(digits) ? Number(digits) : undefined;
}
