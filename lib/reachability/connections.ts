import type { AddressSet } from './address-set';
import { ConnectionSet } from './connection-set';
import { areOfOneFamily, type Endpoint } from './endpoint';
import type { PairJudge } from './pair-judge';
import type { PodKind } from './pod-kinds';

/**
 * The connections from one party to another. Pods of one workload may differ in labels or addresses, and a manifest
 * rarely tells the address of a pod; so there are three answers, each contained in the next.
 */
export interface Connections {
  /** From every pod of the one to every pod of the other, taking no block to match an address that is not known. */
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
export type EndPair = readonly [source: readonly Endpoint[], destination: readonly Endpoint[]];

/** Every pod of the one with every pod of the other; of the same workload, different pods of it. */
export function podPairs(from: readonly PodKind[], to: readonly PodKind[], isSame: boolean): EndPair[] {
  const single = from.length === 1 && from[0]?.count === 1;
  return from.flatMap((source) =>
    to
      .filter((destination) => !isSame || destination !== source || source.count > 1 || single)
      .map((destination): EndPair => [source.endpoints, destination.endpoints]),
  );
}

/** Of two families each address is judged by itself; what any of them reaches, the pod reaches. */
export function connectionsOfPair([sources, destinations]: EndPair, judge: PairJudge): ConnectionSet {
  let sum = ConnectionSet.none;
  for (const source of sources) {
    for (const destination of destinations) {
      if (areOfOneFamily(source, destination)) sum = sum.union(judge.connections(source, destination));
    }
  }
  return sum;
}

export function connectionsOfPairs(pairs: readonly EndPair[], judge: PairJudge, cautious: PairJudge): Connections {
  const known = pairs.map((pair) => connectionsOfPair(pair, judge));
  return {
    certain: known.reduce((all, one) => all.intersection(one), ConnectionSet.all),
    allowed: known.reduce((some, one) => some.union(one), ConnectionSet.none),
    possible: pairs.reduce((some, pair) => some.union(connectionsOfPair(pair, cautious)), ConnectionSet.none),
  };
}
