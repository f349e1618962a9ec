import type { ClusterWorkload, PodGroup } from './cluster';
import { comesFrom, type PodShape } from './pod-shape';
import type { Source } from './source';

/** An object that makes pods, or is one. */
export interface PodMaker {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly shape: PodShape;
  readonly replicas: number;
  /** The addresses of a Pod. */
  readonly addresses: readonly string[];
  readonly source: Source;
}

interface Group {
  replicas: number;
  readonly addresses: (readonly string[])[];
}

/** A workload as it is put together from its own object and from its pods. */
interface Draft extends Pick<ClusterWorkload, 'id' | 'kind' | 'name' | 'namespace' | 'source'> {
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
  const declared = new Map(makers.filter(({ kind }) => kind !== 'Pod').map((maker) => [idOf(maker), maker]));
  const drafts = new Map<string, Draft>();
  for (const maker of makers) {
    const owner = ownerOf(maker, declared);
    if (maker.kind !== 'Pod') {
      if (owner === maker) draftOf(drafts, maker, maker.source, maker);
      continue;
    }
    const { groups } = draftOf(
      drafts,
      { ...owner, namespace: maker.namespace },
      maker.source,
      declared.get(idOf(maker, owner)),
    );
    addTo(groups, maker.shape, 1, maker.addresses);
  }
  return [...drafts.values()].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)).map(workloadOf);
}

/**
 * What a workload or Pod counts to: the uppermost declared owner, or the first owner of a Pod, or itself. Who is among
 * owners without end is nobody's.
 */
function ownerOf(maker: PodMaker, declared: ReadonlyMap<string, PodMaker>): { kind: string; name: string } {
  let at: PodMaker = maker;
  for (let height = 0; height < MOST_OWNERS && at.owner !== undefined; height++) {
    const owner = declared.get(idOf(at, at.owner));
    if (owner === undefined) return at.kind === 'Pod' ? at.owner : at;
    at = owner;
  }
  return at.owner === undefined ? at : maker;
}

function idOf({ namespace }: { namespace: string }, { kind, name }: { kind: string; name: string }): string;
function idOf(workload: { namespace: string; kind: string; name: string }): string;
function idOf(of: { namespace: string }, owner = of as unknown as { kind: string; name: string }): string {
  return `${of.namespace}/${owner.name}[${owner.kind}]`;
}

function draftOf(
  drafts: Map<string, Draft>,
  { kind, name, namespace }: { kind: string; name: string; namespace: string },
  source: Source,
  template: PodMaker | undefined,
): Draft {
  const id = idOf({ kind, name, namespace });
  const known = drafts.get(id);
  if (known !== undefined) return known;
  const draft: Draft = { id, kind, name, namespace, source: template?.source ?? source, template, groups: new Map() };
  drafts.set(id, draft);
  return draft;
}

function addTo(groups: Map<PodShape, Group>, shape: PodShape, replicas: number, addresses: readonly string[]): void {
  let group = groups.get(shape);
  if (group === undefined) {
    group = { replicas: 0, addresses: [] };
    groups.set(shape, group);
  }
  group.replicas += replicas;
  if (addresses.length > 0) group.addresses.push(addresses);
}

function workloadOf({ id, kind, name, namespace, source, template, groups }: Draft): ClusterWorkload {
  if (template !== undefined) {
    const { shape, replicas } = template;
    const there = [...groups]
      .filter(([of]) => comesFrom(of, shape))
      .reduce((sum, [, group]) => sum + group.replicas, 0);
    if (there < replicas) addTo(groups, shape, replicas - there, []);
  }
  const pods = [...groups].map(([shape, group]): PodGroup => ({ ...shape, ...group }));
  return { id, kind, name, namespace, pods, source };
}
