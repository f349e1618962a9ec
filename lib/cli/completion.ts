import type { Command } from 'commander';
import { candidatesAt } from './completion/candidates';
import { namesIn } from './completion/input-names';
import { KUBECTL, SHELLS, type Shell, type ShellName, type ShellRequest } from './completion/shells';
import type { ExitCode } from './exit-code';
import type { Io } from './io';

const NAME = 'ringfence';

/**
 * `ringfence completion`: the script that makes a shell ask `ringfence` what may stand at the cursor.
 * @public required where it is called, so that it is loaded only then
 */
export async function completionScript(shell: ShellName, io: Io): Promise<ExitCode> {
  const { getCompletionScript } = require('@pnpm/tabtab') as typeof import('@pnpm/tabtab');
  io.out(`${(await getCompletionScript({ name: NAME, completer: NAME, shell })).trimEnd()}\n`);
  return 0;
}

/**
 * What may stand at the cursor, as the script of a shell wants it. The script that asks cannot show an error, so there is none.
 * @public required where it is called, so that it is loaded only then
 */
export function complete(program: Command, words: readonly string[], { env = {}, out }: Io): ExitCode {
  // Some shells set the path of their program.
  const shell = SHELLS[env.SHELL?.split('/').at(-1) as ShellName];
  if (shell !== undefined) answer(shell, program, { words, env }, out);
  return 0;
}

/**
 * `kubectl_complete-ringfence`, which kubectl calls to complete `kubectl ringfence`.
 * @public required where it is called, so that it is loaded only then
 */
export function completeForKubectl(program: Command, words: readonly string[], { out }: Io): ExitCode {
  answer(KUBECTL, program, { words, env: {} }, out);
  return 0;
}

function answer(shell: Shell, program: Command, request: ShellRequest, out: Io['out']): void {
  const line = shell.lineOf(request);
  for (const one of shell.answer(candidatesAt(program, line, namesIn), line)) out(`${one}\n`);
}
