import { RunError } from '@pulumi/pulumi';

/**
 * An error for what turns out to be wrong after the program has run. Pulumi prints the stack of such an error in the place
 * of its message, and that leads nowhere; so the message has to say which boundary is at fault.
 */
export function failure(author: string, lines: readonly string[], what = 'the policies were not written'): Error {
  const message = [`${author}: ${what}:`, ...lines.map((line) => `  ${line}`)].join('\n');
  const error = new RunError(message);
  error.stack = message;
  return error;
}
