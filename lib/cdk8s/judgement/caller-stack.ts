/**
 * Whether the functions that were called to get here are as a pattern says, as far as the stack names them: minified code does not, and a
 * program may format stacks in its own way.
 * @param frames how many functions are looked at
 * @param asker the function that asks; those that called it are looked at
 */
export function isCalledAs(pattern: RegExp, frames: number, asker: () => unknown): boolean {
  const limit = Error.stackTraceLimit;
  const called: { readonly stack?: unknown } = {};
  Error.stackTraceLimit = frames;
  Error.captureStackTrace(called, asker);
  Error.stackTraceLimit = limit;
  const { stack } = called;
  return typeof stack === 'string' && pattern.test(stack);
}
