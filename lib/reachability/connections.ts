import type { ClusterWorkload } from '../cluster/cluster';
import type { Engine } from './engine';
import { areOfOneFamily, type Endpoint } from './pods/endpoint';
import type { PairJudge } from './rules/pair-judge';
import { AddressSet } from './sets/address-set';
import { ConnectionSet } from './sets/connection-set';

/**
 * The connections from one party to another. Pods of one workload may differ in labels or addresses, and a manifest
 * rarely tells the address of a pod; so there are three answers, each contained in the next.
 */
export interface Connections {
  /** From every pod of the one to every pod of the other in each IP family that both have, taking no block to match an address that is not known. */
  readonly certain: ConnectionSet;
  /** From some pod of the one to some pod of the other, by what is known. */
  readonly allowed: ConnectionSet;
  /** The same, where each address that is not known is in any block of `podCidrs` that suits. */
  readonly possible: ConnectionSet;
}

/** Connections with some addresses that policies do not tell apart. */
export interface AddressConnections extends Connections {
  readonly addresses: AddressSet;
}

/** A source and a destination, each by all of its addresses. */
export type EndpointPair = readonly [source: readonly Endpoint[], destination: readonly Endpoint[]];

/** Some pods, by all of the addresses of each. */
export interface Pods {
  readonly endpoints: readonly Endpoint[];
  readonly count: number;
}

/** Every pod of the one with every pod of the other; of the same workload, different pods of it. */
export function podPairs(from: readonly Pods[], to: readonly Pods[], isSame: boolean): EndpointPair[] {
  const single = from.length === 1 && from[0]?.count === 1;
  return from.flatMap((source) =>
    to
      .filter((destination) => !isSame || destination !== source || source.count > 1 || single)
      .map((destination): EndpointPair => [source.endpoints, destination.endpoints]),
  );
}

/** Of two families each address is judged by itself; what any of them reaches, the pod reaches. */
function connectionsOfPair(pair: EndpointPair, judge: PairJudge): ConnectionSet {
  return meetings(pair).reduce((some, [from, to]) => some.union(judge.connections(from, to)), ConnectionSet.none);
}

/** What a pod reaches whichever of its addresses it uses. */
function certainOfPair(pair: EndpointPair, judge: PairJudge): ConnectionSet {
  const [first, ...others] = meetings(pair).map(([from, to]) => judge.connections(from, to));
  return others.reduce((all, one) => all.intersection(one), first ?? ConnectionSet.none);
}

/** How two ends can meet: at addresses of one family. */
export function meetings([sources, destinations]: EndpointPair): (readonly [Endpoint, Endpoint])[] {
  return sources.flatMap((from) =>
    destinations.filter((to) => areOfOneFamily(from, to)).map((to) => [from, to] as const),
  );
}

/** The connections from the pods of one workload to those of another, or between the pods of one. */
export function connectionsBetween(engine: Engine, from: ClusterWorkload, to: ClusterWorkload): Connections {
  const { pods } = engine;
  return connectionsOfPairs(podPairs(pods.kindsOf(from), pods.kindsOf(to), from === to), engine);
}

/** The connections from addresses outside of the cluster to a workload, those of equal connections together. */
export function connectionsFrom(engine: Engine, addresses: AddressSet, to: ClusterWorkload): AddressConnections[] {
  const kinds = engine.pods.kindsOf(to);
  return byAddress(engine, addresses, (address) => kinds.map(({ endpoints }) => [[address], endpoints]));
}

/** The same from a workload to addresses outside of the cluster. */
export function connectionsTo(engine: Engine, from: ClusterWorkload, addresses: AddressSet): AddressConnections[] {
  const kinds = engine.pods.kindsOf(from);
  return byAddress(engine, addresses, (address) => kinds.map(({ endpoints }) => [endpoints, [address]]));
}

function byAddress(
  engine: Engine,
  addresses: AddressSet,
  pairsOf: (address: Endpoint) => readonly EndpointPair[],
): AddressConnections[] {
  const merged = new Map<string, { readonly connections: Connections; readonly parts: AddressSet[] }>();
  for (const part of engine.segments.partsOf(addresses)) {
    const address = part.first();
    if (address === undefined) continue;
    const connections = connectionsOfPairs(pairsOf({ type: 'address', address }), engine);
    const key = `${connections.certain}|${connections.allowed}|${connections.possible}`;
    const before = merged.get(key);
    if (before === undefined) merged.set(key, { connections, parts: [part] });
    else before.parts.push(part);
  }
  return [...merged.values()].map(({ connections, parts }) => ({
    ...connections,
    addresses: AddressSet.unionOf(parts),
  }));
}

function connectionsOfPairs(pairs: readonly EndpointPair[], { judge, cautious }: Engine): Connections {
  const unionBy = (by: PairJudge) =>
    pairs.reduce((some, pair) => some.union(connectionsOfPair(pair, by)), ConnectionSet.none);
  return {
    certain: pairs.reduce((all, pair) => all.intersection(certainOfPair(pair, judge)), ConnectionSet.all),
    allowed: unionBy(judge),
    possible: unionBy(cautious),
  };
}
