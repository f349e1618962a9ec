import type { Command } from 'commander';

/** A command line as an example, and what it is for. `ringfence` in it stands for the name by which the command was called. */
type Example = readonly [line: string, purpose: string];

/** What the exit code of a command means; 2 means the same for every command but `doctor`. */
export interface ExitCodes {
  readonly 0: string;
  readonly 1?: string;
  /** @default - bad usage, or input that could not be read */
  readonly 2?: string;
}

/** Why commands that look for nothing wrong exit with 1. */
export const UNJUDGED_IS_ERROR = 'the input holds policies of other APIs, with --unjudged error';

const BAD_USAGE = 'bad usage, or input that could not be read';

/** Ends the help of a command with examples and exit codes. */
export function endsHelpWith(command: Command, examples: readonly Example[], codes: ExitCodes): Command {
  return command.addHelpText('after', () => {
    const name = (command.parent ?? command).name();
    const lines = [
      ['', 'Examples:'],
      ...examples.map(([line, purpose]) => [`  ${line.replace(/\bringfence\b/, name)}`, `      ${purpose}`]),
      ['', 'Exit codes:', `  0  ${codes[0]}`],
      codes[1] === undefined ? [] : [`  1  ${codes[1]}`],
      [`  2  ${codes[2] ?? BAD_USAGE}`],
    ];
    return lines.flat().join('\n');
  });
}
