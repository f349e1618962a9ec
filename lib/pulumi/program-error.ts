import { RunError } from '@pulumi/pulumi';

/**
 * The error for whatever only the program as a whole shows: a boundary that comes too late for another, values that turn
 * out to be wrong, a contract that does not hold. (What is wrong with the props of one component is an `InvalidPolicyError`, as
 * in the library.) Pulumi prints the stack of an error in place of its message, and that leads nowhere after the program
 * has run; so the message is the stack, and names the boundary that is at fault.
 */
export function programError(author: string, lines: readonly string[], what = 'the policies were not written'): Error {
  const message = [`${author}: ${what}:`, ...lines.map((line) => `  ${line}`)].join('\n');
  const error = new RunError(message);
  error.stack = message;
  return error;
}
