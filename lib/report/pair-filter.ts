import type { ClusterWorkload } from '../cluster/cluster';
import type { ReachablePair } from '../reachability/all-pairs/reachable-pairs';
import { narrowedTo, possibleOf } from '../reachability/answers/answer';
import type { ConnectionSet } from '../reachability/sets/connection-set';
import type { ShownEnd, ShownPair } from './listed-ends';

/** Which of all pairs are shown; what is undefined leaves them all. */
export interface PairFilter {
  /** Pairs of which either end is in this namespace. */
  readonly namespace?: string;
  readonly from?: ClusterWorkload;
  readonly to?: ClusterWorkload;
  /** Pairs of which either end is this workload. */
  readonly focus?: ClusterWorkload;
  /** Pairs that have any of these connections to their destination; no others of theirs are shown. */
  readonly connectionsTo?: (to: ReachablePair['to']) => ConnectionSet;
}

/** The pair as far as the filter leaves it; undefined where it leaves nothing. */
export function filtered<T extends ShownPair>(pair: T, filter: PairFilter): T | undefined {
  const { namespace, from, to, focus, connectionsTo } = filter;
  const ends: readonly ShownEnd[] = [pair.from, pair.to];
  if (namespace !== undefined && !ends.some((end) => 'namespace' in end && end.namespace === namespace))
    return undefined;
  if (from !== undefined && pair.from !== from) return undefined;
  if (to !== undefined && pair.to !== to) return undefined;
  if (focus !== undefined && !ends.includes(focus)) return undefined;
  if (connectionsTo === undefined) return possibleOf(pair).isEmpty ? undefined : pair;
  const connections = connectionsTo(pair.to);
  const groups = pair.groups?.map((group) => ({ ...group, ...narrowedTo(connections, group) }));
  const left = { ...pair, ...narrowedTo(connections, pair), ...(groups && { groups }) };
  return possibleOf(left).isEmpty ? undefined : left;
}
