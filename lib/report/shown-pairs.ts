import type { Reachability } from '../reachability/reachability';
import type { ShownPair } from './listed-ends';
import { filtered, type PairFilter } from './pair-filter';

/** All pairs, and what comes in through entries, made anew at each iteration. */
export function shownPairs(reachability: Reachability): Iterable<ShownPair> {
  const pairs = reachability.pairs();
  return {
    *[Symbol.iterator]() {
      yield* pairs;
      yield* reachability.entryPairs();
    },
  };
}

/** What a filter leaves of them. */
export function filteredPairs(pairs: Iterable<ShownPair>, filter: PairFilter): Iterable<ShownPair> {
  return {
    *[Symbol.iterator]() {
      for (const pair of pairs) {
        const left = filtered(pair, filter);
        if (left !== undefined) yield left;
      }
    },
  };
}
