import type { ClusterWorkload } from '../cluster/cluster';
import { acrossAlternatives } from './answers/alternatives';
import { type Answered, type Connections, EVERYTHING_ALLOWED, NOTHING_ALLOWED } from './answers/answer';
import { answerKey } from './answers/answer-key';
import type { Condition } from './answers/condition';
import { describedPods, type Pods } from './answers/connected-pods';
import { connectionsInTable } from './answers/groups';
import type { Engine } from './engine';
import { areOfOneFamily, type Endpoint } from './pods/endpoint';
import type { PairJudge } from './rules/pair-judge';
import { AddressSet } from './sets/address-set';
import { ENDS } from './unknowns/box';

/** Connections with some addresses that policies do not distinguish. */
export interface AddressConnections extends Connections {
  readonly addresses: AddressSet;
}

/** A source and a destination, each by all of its addresses. */
export type EndpointPair = readonly [source: readonly Endpoint[], destination: readonly Endpoint[]];

/** Every pod of the one with every pod of the other; of the same workload, different pods of it. */
export function podPairs(from: readonly Pods[], to: readonly Pods[], isSame: boolean): EndpointPair[] {
  return from.flatMap((source) =>
    to
      .filter((destination) => !isSame || arePair(source, destination))
      .map((destination): EndpointPair => [source.endpoints, destination.endpoints]),
  );
}

/** Whether there are two pods, the one of these and the other of those. */
function arePair(source: Pods, destination: Pods): boolean {
  return source !== destination || source.count > 1;
}

/** How two pods can meet: at addresses of one family. */
export function meetings([sources, destinations]: EndpointPair): (readonly [Endpoint, Endpoint])[] {
  return sources.flatMap((from) =>
    destinations.filter((to) => areOfOneFamily(from, to)).map((to) => [from, to] as const),
  );
}

/** Of two families each address is judged by itself; certain is what a pod reaches whichever of its addresses it uses. */
function answerOfPods(pair: EndpointPair, judge: PairJudge): Answered {
  const met = meetings(pair);
  const [only, ...others] = met;
  if (only === undefined) return NOTHING_ALLOWED;
  if (others.length === 0) return judge.answer(...only);
  return acrossMeetings(met, (source, destination) => judge.answer(source, destination));
}

/** What is so whichever of their addresses two pods use. */
export function acrossMeetings(
  met: readonly (readonly [Endpoint, Endpoint])[],
  answerOf: (source: Endpoint, destination: Endpoint) => Answered,
): Answered {
  return acrossAlternatives(
    met.map((ends) => ({ answered: answerOf(...ends), conditions: conditionsOfMeeting(ends, met) })),
  );
}

/** Which addresses they use, where they could use others. */
function conditionsOfMeeting(
  [source, destination]: readonly [Endpoint, Endpoint],
  met: readonly (readonly [Endpoint, Endpoint])[],
): Condition[] {
  const { family } = (source.address ?? destination.address) as NonNullable<Endpoint['address']>;
  const alike = met.filter(([from, to]) => (from.address ?? to.address)?.family === family);
  const addresses = ENDS.flatMap((end, index): Condition[] => {
    const endpoint = [source, destination][index] as Endpoint;
    const isOne = alike.every((other) => other[index] === endpoint);
    return isOne || !endpoint.address
      ? []
      : [{ type: 'address-in', end, addresses: AddressSet.ofAddresses([endpoint.address]) }];
  });
  return addresses.length > 0 ? addresses : [{ type: 'ip-family', family }];
}

/**
 * The connections from some pods to others, or between different ones of the same pods. A pod always reaches itself, which
 * is the answer where there is but one.
 */
export function connectionsOfPods(
  { judge }: Engine,
  sources: readonly Pods[],
  destinations: readonly Pods[],
  isSame: boolean,
): Connections {
  if (isSame && sources.length === 1 && sources[0]?.count === 1) return EVERYTHING_ALLOWED;
  return connectionsInTable({
    sources: describedPods(sources.map((kind) => [kind])),
    destinations: describedPods(destinations.map((kind) => [kind])),
    answers: sources.map((source) =>
      destinations.map((destination) => answerOfPods([source.endpoints, destination.endpoints], judge)),
    ),
    isPair: (source, destination) => !isSame || arePair(sources[source] as Pods, destinations[destination] as Pods),
  });
}

/** The connections from the pods of one workload to those of another, or between the different pods of one. */
export function connectionsBetween(engine: Engine, from: ClusterWorkload, to: ClusterWorkload): Connections {
  return connectionsOfPods(engine, engine.pods.kindsOf(from), engine.pods.kindsOf(to), from === to);
}

/** The connections from addresses outside of the cluster to a workload, those of equal connections together. */
export function connectionsFrom(engine: Engine, addresses: AddressSet, to: ClusterWorkload): AddressConnections[] {
  const kinds = engine.pods.kindsOf(to);
  return byAddress(engine, addresses, (address) => connectionsOfPods(engine, [outside(address)], kinds, false));
}

/** The same from a workload to addresses outside of the cluster. */
export function connectionsTo(engine: Engine, from: ClusterWorkload, addresses: AddressSet): AddressConnections[] {
  const kinds = engine.pods.kindsOf(from);
  return byAddress(engine, addresses, (address) => connectionsOfPods(engine, kinds, [outside(address)], false));
}

function outside(address: Endpoint): Pods {
  return { endpoints: [address], count: 1, addresses: [] };
}

function byAddress(
  engine: Engine,
  addresses: AddressSet,
  connectionsAt: (address: Endpoint) => Connections,
): AddressConnections[] {
  const merged = new Map<string, { readonly connections: Connections; readonly parts: AddressSet[] }>();
  for (const part of engine.segments.partsOf(addresses)) {
    const address = part.first();
    if (address === undefined) continue;
    const connections = connectionsAt({ type: 'address', address });
    const key = answerKey(connections);
    const before = merged.get(key);
    if (before === undefined) merged.set(key, { connections, parts: [part] });
    else before.parts.push(part);
  }
  return [...merged.values()].map(({ connections, parts }) => ({
    ...connections,
    addresses: AddressSet.unionOf(parts),
  }));
}
