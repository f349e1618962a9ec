import fc from 'fast-check';

/** Another run each time; `SEED=<the number in a title>` repeats one. */
export const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** So many runs of a property test, or a share of them where something else decides how long tests may take. */
export function runs(most: number): number {
  return Math.ceil(most * Number(process.env.RUNS_SHARE ?? 1));
}

/** Fails with what was found in the smallest value in which anything was found. */
export function findNothing<T>(
  values: fc.Arbitrary<T>,
  numRuns: number,
  problemIn: (value: T) => string | undefined,
): void {
  fc.assert(
    fc.property(values, (value) => problemIn(value) === undefined),
    {
      seed,
      numRuns,
      reporter: ({ failed, counterexample, numRuns }) => {
        if (!failed) return;
        if (counterexample === null) throw new Error(`no value was made, after ${numRuns} runs`);
        // What is thrown there comes out as it is.
        throw new Error(problemIn(counterexample[0]));
      },
    },
  );
}
