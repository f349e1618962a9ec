import fc from 'fast-check';

/** Another run each time; `SEED=<the number in a title or a message>` repeats one. */
export const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** A number of runs that `runs` made. */
export type Runs = number & { readonly runs: unique symbol };

/**
 * So many runs of a property test, or a share of them, and no fewer than `least`: `RUNS_SHARE` is between 0 and 1. Daily work makes
 * a tenth of them, CI all (`.ci/run`).
 */
export function runs(most: number, least = 1): Runs {
  return Math.max(least, Math.ceil(most * shareOfRuns())) as Runs;
}

function shareOfRuns(): number {
  return Number(process.env.RUNS_SHARE ?? 0.1);
}

/**
 * Expects that what random values are to have is found in more than a share of the runs. In the few runs of daily work it may be found
 * less often by chance: by five times the standard deviation at most.
 */
export function expectShare(found: number, numRuns: Runs, share: number): void {
  const byChance = shareOfRuns() >= 1 ? 0 : 5 * Math.sqrt(numRuns * share * (1 - share));
  expect(found).toBeGreaterThan(numRuns * share - byChance);
}

/** Fails with the smallest value that does not have the property. Tests call this and not fast-check's `assert`. */
export function assertProperty<T>(property: fc.IAsyncProperty<T>, numRuns?: Runs): Promise<void>;
export function assertProperty<T>(property: fc.IProperty<T>, numRuns?: Runs): void;
export function assertProperty<T>(property: fc.IRawProperty<T>, numRuns = runs(100)): unknown {
  return fc.assert(property as fc.IProperty<T>, { seed, numRuns });
}

/** Fails with what was found in the smallest value in which anything was found. */
export function findNothing<T>(
  values: fc.Arbitrary<T>,
  numRuns: Runs,
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

/** As many values as there would be runs, the same each time. */
export function sample<T>(values: fc.Arbitrary<T>, numRuns: Runs): T[] {
  return fc.sample(values, { seed: 1, numRuns });
}

/** As many values as there would be runs, others with each seed. */
export function drawn<T>(values: fc.Arbitrary<T>, numRuns: Runs): T[] {
  return fc.sample(values, { seed, numRuns });
}
