/** So many pieces of what is allowed are looked at before a claim is left undecided; claims in practice need dozens. */
const MOST_PIECES = 200_000;

/** Why a claim is not decided that selects no pod of any cluster. */
export const NOBODY = 'no pod can be what is claimed';

/** Why a claim was not decided; it counts as failed. */
export class UndecidedError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'UndecidedError';
  }
}

/** Holds the work on one claim in bounds. */
export class Budget {
  private left = MOST_PIECES;

  /** @throws UndecidedError when nothing is left */
  spend(pieces: number): void {
    this.left -= pieces;
    if (this.left < 0) throw new UndecidedError(`what the policies allow falls into more than ${MOST_PIECES} pieces`);
  }
}
