import { type LabelSpace, subtract } from '../../policy/label-space';
import type { LabelSelector } from '../../policy/manifest';
import type { Budget } from './budget';

/**
 * What none of the selectors matches of a label space, in disjoint pieces. Depth first, so that a caller who needs one piece does not wait
 * for all of them.
 * @throws UndecidedError where there are too many
 */
export function* unselectedByAny(
  space: LabelSpace,
  selectors: readonly LabelSelector[],
  budget: Budget,
): Iterable<LabelSpace> {
  /** The pieces that the selectors before leave, one for each selector. */
  const open: Iterator<LabelSpace>[] = [[space].values()];
  for (let left = open.at(-1); left !== undefined; left = open.at(-1)) {
    const { done, value: piece } = left.next();
    if (done) {
      open.pop();
      continue;
    }
    const selector = selectors[open.length - 1];
    if (selector === undefined) {
      yield piece;
      continue;
    }
    budget.spendOnSubtracting(selector, piece);
    open.push(pieces(subtract(piece, selector), budget));
  }
}

function* pieces(left: Iterable<LabelSpace>, budget: Budget): Generator<LabelSpace> {
  for (const piece of left) {
    budget.spend(1);
    yield piece;
  }
}
