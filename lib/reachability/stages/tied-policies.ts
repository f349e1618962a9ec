import type { PolicyType } from '../../policy/manifest';
import { byPorts } from '../rules/partly-open';
import type { ConnectionSet } from '../sets/connection-set';
import { type Box, boxKey, boxWith } from '../unknowns/box';
import { boxInOrder } from '../unknowns/tied-order';
import { textOfKey } from '../unknowns/unknown-labels';
import type { CompiledPolicy, CompiledRule } from './compiled-rules';

/** A rule that matches where the unknowns are in a box. */
export interface Matched {
  readonly by: CompiledRule;
  readonly box: Box;
  readonly ports: ConnectionSet;
}

/** A policy with its rules that match. */
export type MatchedPolicy = readonly [policy: CompiledPolicy, matched: readonly Matched[]];

/** So many policies of one rank may each decide in its own way; of more it is not worked out. */
const MOST_TIED = 30;
/** Of so many policies the order of any two is one fact; of more, which of them is the first. */
const MOST_ORDERED = 5;
/** So many policies that decide alike are named. */
const MOST_NAMED = 5;

/** The policies of one series, and what they match, in their order. */
interface Series {
  readonly ids: string[];
  readonly matched: Matched[];
}

/**
 * Each of several policies as the first of all. Whatever their order is, one of those that match is asked before the others, and
 * none of the others decides what it matches. Policies that match in the same way stand for one another.
 * @returns undefined where too many decide each in its own way
 */
export function inAnyOrder(
  byPolicy: readonly MatchedPolicy[],
  direction: PolicyType,
  place: number,
): Matched[] | undefined {
  const areOrdered = byPolicy.length <= MOST_ORDERED && byPolicy.every(([{ id, series }]) => series === id);
  const first: Matched[] = [];
  for (const cell of cellsOf(byPolicy)) {
    const groups = likeGroups(cell);
    if (groups.length === 1) continue;
    if (groups.length > MOST_TIED) return undefined;
    first.push(...(areOrdered ? byOrder(groups) : byFirst(groups, `${direction} ${place}`)));
  }
  return first;
}

/** Port by port, since policies that differ on one may decide alike on another; of many policies all ports together. */
function cellsOf(byPolicy: readonly MatchedPolicy[]): (readonly MatchedPolicy[])[] {
  if (byPolicy.length > MOST_TIED) return [byPolicy];
  const all = byPolicy.flatMap(([policy, matched]) => matched.map((one) => ({ policy, one, ports: one.ports })));
  return byPorts(all).map(({ ports, parts }) => {
    const cell = new Map<CompiledPolicy, Matched[]>();
    for (const { policy, one } of parts) {
      const own = cell.get(policy) ?? [];
      cell.set(policy, own);
      own.push({ ...one, ports });
    }
    return [...cell];
  });
}

/** The policies, those together that match in the same way. */
function likeGroups(byPolicy: readonly MatchedPolicy[]): Series[][] {
  const groups = new Map<string, Series[]>();
  for (const series of inSeries(byPolicy)) {
    const key = series.matched.map(({ by, box, ports }) => `${by.action} ${ports} ${boxKey(box)}`).join('\n\n');
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [series]);
    else same.push(series);
  }
  return [...groups.values()];
}

/** What policies of one series match, in their order. */
function inSeries(byPolicy: readonly MatchedPolicy[]): Series[] {
  const all = new Map<string, Series>();
  for (const [{ id, series }, matched] of byPolicy) {
    const same = all.get(series);
    if (same === undefined) all.set(series, { ids: [id], matched: [...matched] });
    else {
      same.ids.push(id);
      for (const one of matched) same.matched.push(one);
    }
  }
  return [...all.values()];
}

/** A policy is the first where it stands before each that decides in another way. */
function byOrder(groups: readonly Series[][]): Matched[] {
  return groups.flatMap((group) => {
    const others = groups.flatMap((other) => (other === group ? [] : other.flatMap(({ ids }) => ids)));
    return group.flatMap(({ ids, matched }) =>
      matched.map((one) => ({ ...one, box: boxInOrder(one.box, ids[0] as string, others) })),
    );
  });
}

/** Which one is the first is one fact; in each direction, since other policies of a series may match there. */
function byFirst(groups: readonly Series[][], where: string): Matched[] {
  const named = groups
    .map((group) =>
      group
        .flatMap(({ ids }) => ids)
        .sort()
        .slice(0, MOST_NAMED),
    )
    .sort(([x = ''], [y = '']) => (x < y ? -1 : 1));
  const key = textOfKey(['first', where, JSON.stringify(named)]);
  return groups.flatMap((group) => {
    const [id] = group.flatMap(({ ids }) => ids).sort();
    const [{ matched }] = group as [Series];
    return matched.map((one) => ({ ...one, box: boxWith(one.box, key, id as string) }));
  });
}
