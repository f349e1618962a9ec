let now = Date.now();

/**
 * Takes the place of a `setTimeout` that returns a Promise, where a test mocks that: a wait takes no time, and moves the clock of
 * `Date.now()`, which nothing else moves from then on. Waits that run side by side add up.
 */
export async function virtualWait(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  now += milliseconds;
}

Date.now = () => now;
