import { Argument, type Command } from 'commander';
import type { ShellName } from '../completion/shells';
import { endsHelpWith } from './help-text';
import type { CommandContext } from './shared-options';

/** `ringfence completion`, and the hidden command that its scripts ask at each press of the tab key. */
export function addCompletion(program: Command, { io, end }: CommandContext): void {
  const command = program
    .command('completion')
    .description('print a script that completes commands, options and names in your shell')
    .addArgument(new Argument('<shell>', 'whose script to print').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: ShellName) => {
      const { completionScript } = require('../completion') as typeof import('../completion');
      end(await completionScript(shell, io));
    });
  endsHelpWith(
    command,
    [
      ['eval "$(ringfence completion bash)"', 'in ~/.bashrc'],
      ['source <(ringfence completion zsh)', 'in ~/.zshrc, behind compinit'],
      ['ringfence completion fish > ~/.config/fish/completions/ringfence.fish', 'once'],
    ],
    { 0: 'the script was printed' },
  );
  // The name is the one that the scripts of tabtab call.
  program
    .command('completion-server', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) => {
      const { complete } = require('../completion') as typeof import('../completion');
      end(complete(program, words, io));
    });
}
