import type { UnjudgedPolicy } from '../../cluster/cluster';
import type { LabelSpace } from '../../policy/label-space';
import type { LabelSelector } from '../../policy/manifest';

/** So many pieces of what is allowed are looked at before a claim is left undecided; claims in practice need dozens. */
const MOST_PIECES = 200_000;

/** Why a claim is not decided that selects no pod of any cluster. */
export const NO_PODS = 'no pod can be what is claimed';

/** Why a claim was not decided; it counts as failed. */
export class UndecidedError extends Error {
  /** @param unjudged the policies that leave it open, where it is those */
  constructor(
    reason: string,
    readonly unjudged?: readonly UnjudgedPolicy[],
  ) {
    super(reason);
    this.name = 'UndecidedError';
  }
}

/** That there were more pieces than a claim may take. */
export class TooManyPiecesError extends UndecidedError {}

/** A piece that is said by so many conditions on labels is as much work as another. */
const CONDITIONS_OF_A_PIECE = 100;

/** Holds the work on one claim in bounds. */
export class Budget {
  private left = MOST_PIECES;

  /**
   * For taking what a selector matches out of a label space: up to a piece for each condition, said by the conditions of both.
   * @throws UndecidedError when nothing is left
   */
  spendOnSubtracting(selector: LabelSelector, from: LabelSpace): void {
    const conditions = conditionsOf(selector);
    this.spend(Math.floor((conditions * (conditions + from.size)) / CONDITIONS_OF_A_PIECE));
  }

  /**
   * For a piece that is said by many conditions.
   * @throws UndecidedError when nothing is left
   */
  spendOnConditions(labels: LabelSpace): void {
    this.spend(Math.floor(labels.size / CONDITIONS_OF_A_PIECE));
  }

  /** @throws UndecidedError when nothing is left */
  spend(pieces: number): void {
    this.left -= pieces;
    if (this.left < 0)
      throw new TooManyPiecesError(`what the policies allow falls into more than ${MOST_PIECES} pieces`);
  }
}

/** How many conditions on labels a selector has. */
export function conditionsOf({ matchLabels, matchExpressions }: LabelSelector): number {
  return Object.keys(matchLabels ?? {}).length + (matchExpressions ?? []).length;
}
