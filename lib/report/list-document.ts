import type { ClusterWorkload } from '../cluster/cluster';
import type { EntryType } from '../cluster/entries/entries';
import { PROTOCOLS, type StringMap } from '../policy/manifest';
import type { EndpointSet, PairsRow } from '../reachability/all-pairs/all-pairs';
import type { ReachablePair } from '../reachability/all-pairs/reachable-pairs';
import { tidyWays } from '../reachability/answers/alternatives';
import type { Answered, Connections } from '../reachability/answers/answer';
import { answerKey } from '../reachability/answers/answer-key';
import { entryPeers } from '../reachability/entries/exposed';
import { openForSomeIn } from '../reachability/open-for-some';
import { engineOf, type Reachability } from '../reachability/reachability';
import type { ConnectionSet, PortRange } from '../reachability/sets/connection-set';
import { type DependsDocument, dependsDocument, type PodsDocument, podsDocument } from './depends-document';
import { type ExternalPeer, externalPeers } from './external-peers';
import { type ListedRows, listedRows, type Places } from './listed-rows';
import { filtered, type PairFilter } from './pair-filter';
import { type UnjudgedDocuments, unjudgedDocuments } from './unjudged-document';

/** Who can reach whom, as a public format that stays as it is; docs/list.schema.json describes it. */
export interface ListDocument extends UnjudgedDocuments {
  readonly version: 2;
  /** Workloads in the order of their ids, then addresses outside of the cluster, then the types of entries that the input has. */
  readonly peers: readonly (ListedWorkload | ListedAddresses | ListedEntries)[];
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

/** What sends through all Ingresses and Routes, routes of the Gateway API, or Services for outside: a peer that is never a destination. */
export interface ListedEntries {
  readonly id: string;
  readonly entry: EntryType;
}

/** A pair that can connect, in the output of `ringfence list -o json`. */
export interface ListedConnection {
  readonly from: string;
  readonly to: string;
  /**
   * What is allowed whatever is unknown, and between all pods of both: the fewest ranges that say it, in the order TCP, UDP,
   * SCTP. Empty where nothing is.
   */
  readonly ports: readonly ListedPorts[];
  /** Each way in which more is allowed; absent where there is none. */
  readonly depends?: readonly DependsDocument[];
  /** Where the pods of an end differ: what is allowed for which. */
  readonly groups?: readonly ListedGroup[];
}

/** Ports that are open. */
export interface ListedPorts extends PortRange {
  /** Set where a rule of layer 7 opens them, for some requests alone. */
  readonly l7?: true;
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

/** The same, with peers and connections that are made one by one: there may be as many as workloads times workloads. */
export interface ListStream extends Omit<ListDocument, 'peers' | 'connections'> {
  readonly peers: Iterable<ListDocument['peers'][number]>;
  readonly connections: Iterable<ListedConnection>;
}

/** Who can reach whom, and what that depends on. */
export function listDocument(reachability: Reachability, filter: PairFilter = {}): ListDocument {
  const stream = listStream(reachability, filter);
  return { ...stream, peers: [...stream.peers], connections: [...stream.connections] };
}

/** The same, of which nothing is made yet. */
export function listStream(reachability: Reachability, filter: PairFilter = {}): ListStream {
  const { cluster } = reachability;
  const pairs = reachability.foldedPairs();
  const externals = externalPeers(reachability, pairs);
  const ends: ListedEnd[] = [
    ...cluster.workloads.map((workload): ListedEnd => ({ id: workload.id, end: workload })),
    ...externals.map(({ addresses }, index): ListedEnd => ({ id: `external:${index + 1}`, end: addresses })),
  ];
  const places = placesOf(ends, externals);
  return {
    version: 2,
    peers: {
      *[Symbol.iterator]() {
        for (const { id, end } of ends) yield 'cidrs' in end ? { id, cidrs: end.cidrs() } : listedWorkload(end);
        for (const { id, entry } of entryPeers(engineOf(reachability))) yield { id, entry };
      },
    },
    connections: {
      *[Symbol.iterator]() {
        yield* listedConnections(reachability, ends, listedRows(pairs, places), places, filter);
        for (const pair of reachability.entryPairs()) {
          const left = filtered(pair, filter);
          if (left !== undefined) yield listedConnection(left.from.id, left.to.id, left);
        }
      },
    },
    ...unjudgedDocuments(cluster),
  };
}

interface ListedEnd {
  readonly id: string;
  readonly end: ReachablePair['from'];
}

function placesOf(ends: readonly ListedEnd[], externals: readonly ExternalPeer[]): Places {
  const ofEnds = new Map(ends.map(({ end }, place) => [end, place]));
  const ofSets = new Map<EndpointSet, readonly number[]>();
  for (const { addresses, endpointSets } of externals) {
    for (const endpoints of endpointSets) ofSets.set(endpoints, [ofEnds.get(addresses) as number]);
  }
  return (endpoints) => {
    let places = ofSets.get(endpoints);
    if (places === undefined) {
      const { workloads } = endpoints as EndpointSet & { type: 'workloads' };
      places = workloads.map((workload) => ofEnds.get(workload) as number);
      ofSets.set(endpoints, places);
    }
    return places;
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
function* listedConnections(
  reachability: Reachability,
  ends: readonly ListedEnd[],
  rows: ListedRows,
  places: Places,
  filter: PairFilter,
): Generator<ListedConnection> {
  const openForSome = openForSomeIn(engineOf(reachability));
  for (const [place, { id, end: from }] of ends.entries()) {
    const answers = answersOf(rows(place), places);
    answers.delete(place);
    for (const other of Int32Array.from(answers.keys()).sort()) {
      const { id: destination, end: to } = ends[other] as ListedEnd;
      const answered = answers.get(other) as Answered;
      const groups = groupsOf(reachability, from, to, answered);
      const left = filtered({ from, to, ...answered, ...(groups && { groups }) }, filter);
      if (left === undefined) continue;
      const listed = listedConnection(id, destination, left);
      const forSome = openForSome(from, to).intersection(left.certain);
      yield forSome.isEmpty ? listed : { ...listed, ports: withSome(left.certain, forSome) };
    }
  }
}

/** Ports, those that are open for some requests alone by themselves. */
function withSome(all: ConnectionSet, some: ConnectionSet): ListedPorts[] {
  const marked = some.ranges().map((range): ListedPorts => ({ ...range, l7: true }));
  const order = (range: ListedPorts) => PROTOCOLS.indexOf(range.protocol) * 100_000 + range.port;
  return [...all.difference(some).ranges(), ...marked].sort((a, b) => order(a) - order(b));
}

/** The answer to each end that rows lead to, by its place. */
function answersOf(rows: readonly PairsRow[], places: Places): Map<number, Answered> {
  const answers = new Map<number, Answered>();
  for (const { to } of rows) {
    for (const { certain, depends, endpointSets } of to) {
      for (const endpoints of endpointSets) {
        for (const place of places(endpoints)) answers.set(place, together({ certain, depends }, answers.get(place)));
      }
    }
  }
  return answers;
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
