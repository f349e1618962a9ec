import type { Cluster } from '../cluster/cluster';
import { isStaged } from '../dialects/calico/staged';
import { someOf } from '../policy/texts';

/** So many are named; the others are counted. */
const MOST_NAMED = 3;

/** That Calico's staged policies decide nothing, or are judged as if they did, in one line; none where there are none. */
export function stagedLines({ dialectObjects }: Pick<Cluster, 'dialectObjects'>, isJudged: boolean): string[] {
  const staged = dialectObjects.filter(isStaged);
  if (staged.length === 0) return [];
  const which = someOf(
    staged.map(({ kind, id }) => `${kind} ${id}`),
    MOST_NAMED,
  );
  const are = staged.length === 1 ? 'is' : 'are';
  return [
    isJudged
      ? `${which} ${are} judged as if Calico enforced ${staged.length === 1 ? 'it' : 'them'}`
      : `Calico does not enforce ${which}, which ${are} staged; --staged judges as if it did`,
  ];
}
