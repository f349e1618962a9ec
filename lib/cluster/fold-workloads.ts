import { compareTexts } from '../policy/texts';
import type { ClusterWorkload, PodGroup, PodNumbers } from './cluster';
import type { Owner } from './identity';
import type { PodMaker } from './pod-maker';
import { comesFrom, type PodShape, shapeOf } from './pod-shape';
import { type AlikePods, PodsByShape } from './pods-by-shape';
import { UndeclaredOwners } from './undeclared-owners';
import { ONE_A_NODE, WORKLOAD_GROUPS } from './workload';

/** A workload as it is put together from its own object and from its pods. */
interface Draft extends Pick<ClusterWorkload, 'kind' | 'name' | 'namespace' | 'source'> {
  readonly group: string;
  readonly template: PodMaker | undefined;
  readonly pods: PodsByShape;
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
    const isPod = maker.kind === 'Pod';
    if (!isPod && owner !== maker) continue;
    const key = keyOf(maker.namespace, owner);
    let draft = drafts.get(key);
    if (draft === undefined) {
      draft = draftOf(owner, maker, declared.get(key));
      drafts.set(key, draft);
    }
    if (isPod) draft.pods.add(maker.shape, 1, maker.addresses);
  }
  const ids = new Ids(drafts);
  const workloads: ClusterWorkload[] = [];
  for (const [key, draft] of drafts) workloads.push(workloadOf(ids.of(key, draft), draft));
  return workloads.sort((a, b) => compareTexts(a.id, b.id));
}

/**
 * What a workload or Pod counts to: the uppermost declared owner, or the first owner of a Pod, or itself. What is
 * among owners without end counts to itself, and so does a static pod, which its node runs from a file.
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

/** Kinds of one name in several API groups are distinguished; those of Kubernetes are called by their names alone. */
function keyOf(namespace: string, { group, kind, name }: Owner): string {
  const suffix = WORKLOAD_GROUPS.get(kind) === group ? [] : ['.', group];
  // Joined, it is one text; a template would keep each step that it is put together in, for as long as the workload.
  return [namespace, '/', name, '[', kind, ...suffix, ']'].join('');
}

function draftOf({ group, kind, name }: Owner, maker: PodMaker, template: PodMaker | undefined): Draft {
  const { source } = template ?? maker;
  return { group, kind, name, namespace: maker.namespace, source, template, pods: new PodsByShape() };
}

/** The ids of workloads, which name an API group only where another kind of the same name has the id without it. */
class Ids {
  private readonly counts = new Map<string, number>();

  constructor(private readonly drafts: ReadonlyMap<string, Draft>) {
    for (const draft of drafts.values()) {
      if (WORKLOAD_GROUPS.get(draft.kind) === draft.group) continue;
      const id = plainId(draft);
      this.counts.set(id, (this.counts.get(id) ?? 0) + 1);
    }
  }

  of(key: string, draft: Draft): string {
    if (this.counts.size === 0) return key;
    const id = plainId(draft);
    return key !== id && (this.drafts.has(id) || this.counts.get(id) !== 1) ? key : id;
  }
}

function plainId({ namespace, name, kind }: Draft): string {
  return `${namespace}/${name}[${kind}]`;
}

function workloadOf(id: string, { kind, name, namespace, source, template, pods }: Draft): ClusterWorkload {
  if (template !== undefined) {
    const { shape, numbers } = template;
    const replicas = kind === ONE_A_NODE && !pods.isEmpty ? 1 : template.replicas;
    const known = pods.entries();
    let there = 0;
    for (const [of, alike] of known) if (comesFrom(of, shape)) there += alike.replicas;
    if (there < replicas) {
      const without = numbers && numbersIn(known, numbers);
      const missing = pods.add(shape, replicas - there, []);
      if (numbers && without) missing.numbers = { ...numbers, without };
    }
  }
  return { id, kind, name, namespace, pods: pods.entries().map(groupOf), source };
}

function groupOf([shape, { replicas, addresses, numbers }]: readonly [PodShape, AlikePods]): PodGroup {
  const group = Object.assign(shapeOf(shape), { replicas, addresses });
  return numbers === undefined ? group : { ...group, numbers };
}

/** The numbers of the pods that are there. */
function numbersIn(
  pods: readonly (readonly [PodShape, unknown])[],
  { first, count, labels }: Omit<PodNumbers, 'without'>,
): Set<number> {
  const found = new Set<number>();
  for (const [shape] of pods) {
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
