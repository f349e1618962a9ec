/** Far more than anything takes that ends at all, on any machine; how fast things are is for the bench to say. */
const HANGING_MS = 60_000;

/** Fails where something hangs: the time limit of jest stops only what waits. */
export function ends<T>(run: () => T): T {
  const started = performance.now();
  const result = run();
  if (performance.now() - started > HANGING_MS) throw new Error(`took more than ${HANGING_MS / 1000} s`);
  return result;
}
