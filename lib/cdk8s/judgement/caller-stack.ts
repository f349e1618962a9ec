/**
 * Whether the functions that were called to get here are as a pattern says, as far as the stack names them: minified code does not, and a
 * program may format stacks in its own way.
 * @param frames how many functions are looked at
 */
export function isCalledAs(pattern: RegExp, frames: number): boolean {
  const limit = Error.stackTraceLimit;
  // This function is one more.
  Error.stackTraceLimit = frames + 1;
  const { stack } = new Error();
  Error.stackTraceLimit = limit;
  return typeof stack === 'string' && pattern.test(stack);
}
