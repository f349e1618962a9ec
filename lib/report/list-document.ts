import type { ClusterWorkload } from '../cluster/cluster';
import type { StringMap } from '../policy/manifest';
import type { EndpointSet } from '../reachability/all-pairs/all-pairs';
import type { ReachablePair } from '../reachability/all-pairs/reachable-pairs';
import { tidyWays } from '../reachability/answers/alternatives';
import type { Answered, Connections } from '../reachability/answers/answer';
import { answerKey } from '../reachability/answers/answer-key';
import type { Reachability } from '../reachability/reachability';
import type { PortRange } from '../reachability/sets/connection-set';
import { type DependsDocument, dependsDocument, type PodsDocument, podsDocument } from './depends-document';
import { externalPeers } from './external-peers';
import { filtered, type PairFilter } from './pair-filter';
import { type UnjudgedDocuments, unjudgedDocuments } from './unjudged-document';

/** Who can reach whom, as a public format that stays as it is; docs/list.schema.json describes it. */
export interface ListDocument extends UnjudgedDocuments {
  readonly version: 2;
  /** Workloads in the order of their ids, then addresses outside of the cluster. */
  readonly peers: readonly (ListedWorkload | ListedAddresses)[];
  /** Every pair that can connect at all, in the order of peers; a workload with itself is left out. */
  readonly connections: readonly ListedConnection[];
}

/** A workload, in the output of `ringfence list -o json`. */
export interface ListedWorkload {
  /** `namespace/name[Kind]`. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  /** Of its first pods, where they differ. */
  readonly labels: StringMap;
  readonly replicas: number;
}

/** Addresses that no rule distinguishes. All of them together are all of IPv4 and IPv6. */
export interface ListedAddresses {
  /** `external:1` and so on. */
  readonly id: string;
  readonly cidrs: readonly string[];
}

/** A pair that can connect, in the output of `ringfence list -o json`. */
export interface ListedConnection {
  readonly from: string;
  readonly to: string;
  /**
   * What is allowed whatever is unknown, and between all pods of both: the fewest ranges that say it, in the order TCP, UDP,
   * SCTP. Empty where nothing is.
   */
  readonly ports: readonly PortRange[];
  /** Each way in which more is allowed; absent where there is none. */
  readonly depends?: readonly DependsDocument[];
  /** Where the pods of an end differ: what is allowed for which. */
  readonly groups?: readonly ListedGroup[];
}

/** What some pods of one end can reach of some pods of the other. */
export interface ListedGroup {
  /** Absent for all pods of the source. */
  readonly from?: readonly PodsDocument[];
  /** Absent for all pods of the destination. */
  readonly to?: readonly PodsDocument[];
  readonly ports: readonly PortRange[];
  readonly depends?: readonly DependsDocument[];
}

/** Who can reach whom, and what that depends on. */
export function listDocument(reachability: Reachability, filter: PairFilter = {}): ListDocument {
  const pairs = reachability.foldedPairs();
  const externals = externalPeers(reachability, pairs);
  const external = new Map<EndpointSet, string>();
  externals.forEach(({ endpointSets }, index) => {
    for (const endpoints of endpointSets) external.set(endpoints, `external:${index + 1}`);
  });
  const idsOf = (endpoints: EndpointSet) =>
    endpoints.type === 'workloads' ? endpoints.workloads.map(({ id }) => id) : [external.get(endpoints) as string];

  const answersOf = new Map<string, Map<string, Answered>>();
  for (const { from, to } of pairs) {
    for (const source of idsOf(from)) {
      const row = answersOf.get(source) ?? new Map<string, Answered>();
      answersOf.set(source, row);
      for (const { certain, depends, endpointSets } of to) {
        for (const endpoints of endpointSets) {
          for (const id of idsOf(endpoints)) row.set(id, together({ certain, depends }, row.get(id)));
        }
      }
    }
  }
  const ends = new Map<string, ReachablePair['from']>([
    ...reachability.cluster.workloads.map((workload) => [workload.id, workload] as const),
    ...externals.map(({ addresses }, index) => [`external:${index + 1}`, addresses] as const),
  ]);
  return {
    version: 2,
    peers: [...ends].map(([id, end]) => ('cidrs' in end ? { id, cidrs: end.cidrs() } : listedWorkload(end))),
    connections: listedConnections(reachability, ends, answersOf, filter),
    ...unjudgedDocuments(reachability.cluster),
  };
}

/** Of addresses that no rule distinguishes, those of one family may meet a pod and others not: what any of them reaches. */
function together(one: Answered, other: Answered | undefined): Answered {
  if (other === undefined || answerKey(one) === answerKey(other)) return one;
  const certain = one.certain.union(other.certain);
  const ways = [...one.depends, ...other.depends];
  return {
    certain,
    depends: tidyWays(ways.map((way) => ({ ...way, connections: way.connections.difference(certain) }))),
  };
}

/** In the order of the ends; what the filter leaves. */
function listedConnections(
  reachability: Reachability,
  ends: ReadonlyMap<string, ReachablePair['from']>,
  answersOf: ReadonlyMap<string, ReadonlyMap<string, Answered>>,
  filter: PairFilter,
): ListedConnection[] {
  const places = new Map([...ends.keys()].map((id, index) => [id, index]));
  return [...ends].flatMap(([from, source]) =>
    [...(answersOf.get(from) ?? [])]
      .filter(([to]) => to !== from)
      .sort(([a], [b]) => (places.get(a) as number) - (places.get(b) as number))
      .flatMap(([to, answered]) => {
        const destination = ends.get(to) as ReachablePair['to'];
        const groups = groupsOf(reachability, source, destination, answered);
        const left = filtered({ from: source, to: destination, ...answered, ...(groups && { groups }) }, filter);
        return left === undefined ? [] : [listedConnection(from, to, left)];
      }),
  );
}

/** What holds for which pods, where the pods of an end differ. */
function groupsOf(
  reachability: Reachability,
  from: ReachablePair['from'],
  to: ReachablePair['to'],
  { depends }: Answered,
): Connections['groups'] {
  const differ = depends.some(({ conditions }) => conditions.some(({ type }) => type === 'pods'));
  if (!differ) return undefined;
  if ('cidrs' in from) return 'cidrs' in to ? undefined : reachability.connectionsFrom(from, to)[0]?.groups;
  if ('cidrs' in to) return reachability.connectionsTo(from, to)[0]?.groups;
  return reachability.connections(from, to).groups;
}

function listedConnection(from: string, to: string, { certain, depends, groups }: Connections): ListedConnection {
  const names = { source: from, destination: to };
  const answered = (one: Answered) => ({
    ports: one.certain.ranges(),
    ...(one.depends.length > 0 && { depends: one.depends.map((way) => dependsDocument(way, names)) }),
  });
  const listed = groups?.map(({ source, destination, ...group }): ListedGroup => {
    const ends = {
      ...(source && { from: source.map(podsDocument) }),
      ...(destination && { to: destination.map(podsDocument) }),
    };
    return { ...ends, ...answered(group) };
  });
  return { from, to, ...answered({ certain, depends }), ...(listed && { groups: listed }) };
}

function listedWorkload({ id, namespace, name, kind, pods }: ClusterWorkload): ListedWorkload {
  const replicas = pods.reduce((sum, group) => sum + group.replicas, 0);
  return { id, namespace, name, kind, labels: { ...pods[0]?.labels }, replicas };
}
