import { type Command, Option } from 'commander';
import { REPLAY_FORMATS } from '../formats';
import type { ReplayCommandOptions } from '../replay';
import { takesFlows } from './flow-options';
import { endsHelpWith } from './help-text';
import { type CommandContext, pathsOf, takesInput, takesPlatform, takesReading } from './shared-options';

/** `ringfence replay`. */
export function addReplay(program: Command, { io, end }: CommandContext): void {
  const more = (value: string, before: string[] | undefined) => [
    ...(before ?? []),
    ...value.split(',').flatMap((name) => name.trim() || []),
  ];
  const command = program
    .command('replay')
    .description('find which connections of a flow log the manifests would deny');
  takesFlows(takesInput(command))
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(REPLAY_FORMATS).default('text'))
    .option('--against <path>', 'what was in force when the log was written: a file, a folder or a Git revision')
    .addOption(
      new Option(
        '--deny-default <namespace>',
        'try a default deny in this namespace, which the manifests do not have: a,b for several; may be repeated',
      ).argParser(more),
    )
    .option('--suggest', 'print as well the grants that would allow what is denied, and rules that no traffic used');
  takesReading(takesPlatform(command)).action(async (paths: string[], { filename, ...options }) => {
    const { replay } = require('../replay') as typeof import('../replay');
    end(await replay(pathsOf(command, paths, filename), options as ReplayCommandOptions, io));
  });
  endsHelpWith(
    command,
    [
      ['ringfence replay --flows flows.jsonl dist/', 'what these manifests would cut'],
      ['ringfence replay --flows flows.jsonl --against main dist/', 'and what they cut that the branch main does not'],
      [
        'ringfence replay --flows flows.jsonl --deny-default shop --suggest dist/',
        'the grants that a default deny needs',
      ],
    ],
    { 0: 'no recorded connection would be denied', 1: 'at least one would be' },
  );
}
