import type { Answered, DependentConnections } from './answer';
import { answerKey, conditionsKey } from './answer-key';
import type { Condition } from './condition';

/** One of several ways to look at a pair, such as an IP family or some pods of each end. */
export interface Alternative {
  readonly answered: Answered;
  /** What makes it be this one. */
  readonly conditions: readonly Condition[];
}

/** So many ways are listed; more would be too many to read. */
const MOST_WAYS = 50;

/** What is so whichever of the alternatives it is, and under which conditions more is. There is one at least. */
export function acrossAlternatives(alternatives: readonly Alternative[]): Answered {
  const [first, ...others] = alternatives as [Alternative, ...Alternative[]];
  const key = answerKey(first.answered);
  if (others.every(({ answered }) => answerKey(answered) === key)) return first.answered;
  const certain = others.reduce((all, { answered }) => all.intersection(answered.certain), first.answered.certain);
  const shared = sharedWays(alternatives).map(({ connections, conditions }) => ({
    connections: connections.difference(certain),
    conditions,
  }));
  const ways = alternatives.flatMap(({ answered, conditions }) => [
    { connections: answered.certain.difference(certain), conditions },
    ...answered.depends.map((way) => ({
      connections: without(way, shared),
      conditions: [...conditions.filter((condition) => !isImplied(condition, way.conditions)), ...way.conditions],
    })),
  ]);
  return { certain, depends: tidyWays([...shared, ...ways]) };
}

/** What is allowed under the same conditions in each alternative, or without any. */
function sharedWays(alternatives: readonly Alternative[]): DependentConnections[] {
  const [first, ...others] = alternatives as [Alternative, ...Alternative[]];
  return first.answered.depends.map(({ connections, conditions }) => {
    const key = conditionsKey(conditions);
    const everywhere = others.reduce((left, { answered }) => {
      const same = answered.depends.filter((way) => conditionsKey(way.conditions) === key);
      return left.intersection(same.reduce((sum, way) => sum.union(way.connections), answered.certain));
    }, connections);
    return { connections: everywhere, conditions };
  });
}

function without(way: DependentConnections, shared: readonly DependentConnections[]) {
  const key = conditionsKey(way.conditions);
  return shared
    .filter(({ conditions }) => conditionsKey(conditions) === key)
    .reduce((left, { connections }) => left.difference(connections), way.connections);
}

/** Addresses are of one family each. */
function isImplied({ type }: Condition, by: readonly Condition[]): boolean {
  return type === 'ip-family' && by.some((condition) => condition.type === 'address-in');
}

/** The same ways in fewer words: equal conditions once, those that differ in the addresses of one end together. */
export function tidyWays(ways: readonly DependentConnections[]): DependentConnections[] {
  const merged = byKey(
    ways.filter(({ connections }) => !connections.isEmpty),
    ({ conditions }) => conditionsKey(conditions),
    (a, b) => ({ ...a, connections: a.connections.union(b.connections) }),
  );
  const tidy = (['source', 'destination'] as const).reduce(
    (all, end) =>
      byKey(
        all,
        (way) => `${way.connections} ${conditionsKey(way.conditions.filter((one) => !isAddressAt(one, end)))}`,
        (a, b) => eitherAddress(a, b, end),
      ),
    merged,
  );
  return tidy.length <= MOST_WAYS ? tidy : [undecidedWay(tidy)];
}

function undecidedWay(ways: readonly DependentConnections[]): DependentConnections {
  const [first, ...others] = ways.map(({ connections }) => connections);
  const connections = others.reduce((sum, one) => sum.union(one), first as DependentConnections['connections']);
  return { connections, conditions: [{ type: 'undecided' }] };
}

function isAddressAt(condition: Condition, end: 'source' | 'destination'): boolean {
  return condition.type === 'address-in' && condition.end === end;
}

/** Of two ways of which all else is equal; one that asks nothing of the address holds the other. */
function eitherAddress(a: DependentConnections, b: DependentConnections, end: 'source' | 'destination') {
  const [one, other] = [a, b].map(({ conditions }) => conditions.find((condition) => isAddressAt(condition, end)));
  if (one?.type !== 'address-in') return a;
  if (other?.type !== 'address-in') return b;
  const addresses = one.addresses.union(other.addresses);
  return { ...a, conditions: a.conditions.map((condition) => (condition === one ? { ...one, addresses } : condition)) };
}

function byKey(
  ways: readonly DependentConnections[],
  keyOf: (way: DependentConnections) => string,
  merge: (a: DependentConnections, b: DependentConnections) => DependentConnections,
): DependentConnections[] {
  const merged = new Map<string, DependentConnections>();
  for (const way of ways) {
    const key = keyOf(way);
    const before = merged.get(key);
    merged.set(key, before === undefined ? way : merge(before, way));
  }
  return [...merged.values()];
}
