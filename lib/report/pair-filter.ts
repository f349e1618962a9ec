import type { ClusterWorkload } from '../cluster/cluster';
import { ConnectionSet } from '../reachability/sets/connection-set';
import type { ReachablePair } from './reachable-pairs';

/** Which of all pairs are told; what is undefined leaves them all. */
export interface PairFilter {
  /** Pairs of which either end is in this namespace. */
  readonly namespace?: string;
  readonly from?: ClusterWorkload;
  readonly to?: ClusterWorkload;
  /** Pairs of which either end is this workload. */
  readonly focus?: ClusterWorkload;
  /** Pairs that have any of these connections; no others of theirs are told. */
  readonly connections?: ConnectionSet;
}

/** The pair as far as the filter leaves it; undefined where it leaves nothing. */
export function filtered(pair: ReachablePair, filter: PairFilter): ReachablePair | undefined {
  const { namespace, from, to, focus, connections = ConnectionSet.all } = filter;
  const ends = [pair.from, pair.to];
  if (namespace !== undefined && !ends.some((end) => 'namespace' in end && end.namespace === namespace))
    return undefined;
  if (from !== undefined && pair.from !== from) return undefined;
  if (to !== undefined && pair.to !== to) return undefined;
  if (focus !== undefined && !ends.includes(focus)) return undefined;
  const left = pair.connections.intersection(connections);
  return left.isEmpty ? undefined : { ...pair, connections: left };
}
