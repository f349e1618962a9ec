/**
 * Whether functions of these names called each other to get here, the nearest first, the first and the last of them in one file; as far
 * as the stack names them, which it does not in minified code.
 * @param frames how many functions are looked at
 */
export function isCalledBy(names: readonly string[], frames: number): boolean {
  const stack = callers(frames);
  const last = names.length - 1;
  return stack.some(
    (caller, at) =>
      names.every((name, index) => isNamed(stack[at + index], name)) &&
      stack[at + last]?.getFileName() === caller.getFileName(),
  );
}

/** Of a method that was made by an assignment the name has its class before it. */
function isNamed(caller: NodeJS.CallSite | undefined, name: string): boolean {
  const own = caller?.getFunctionName();
  return own === name || own?.endsWith(`.${name}`) === true;
}

/** The functions that called, without the text of a stack, which takes longer, and which programs format as they like. */
function callers(frames: number): readonly NodeJS.CallSite[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  // This function and the one above are two more. Programs may freeze what belongs to JavaScript.
  Reflect.set(Error, 'stackTraceLimit', frames + 2);
  Reflect.set(Error, 'prepareStackTrace', asTheyAre);
  const { stack } = new Error() as { stack?: unknown };
  Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  if (prepareStackTrace === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
  else Reflect.set(Error, 'prepareStackTrace', prepareStackTrace);
  return Array.isArray(stack) ? stack : [];
}

function asTheyAre(_: Error, stack: NodeJS.CallSite[]): unknown {
  return stack;
}
