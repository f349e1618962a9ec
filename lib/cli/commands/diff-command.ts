import { type Command, Option } from 'commander';
import type { DiffOptions } from '../diff';
import { DIFF_FORMATS } from '../formats';
import { endsHelpWith } from './help-text';
import {
  allowEmptyOption,
  type CommandContext,
  namespaceOption,
  takesCluster,
  takesPlatform,
  takesReading,
} from './shared-options';

/** `ringfence diff`. */
export function addDiff(program: Command, { io, end }: CommandContext): void {
  const command = program
    .command('diff')
    .description('show which connections a change opened, closed and changed')
    .argument('<old>', 'a file, a folder, - for standard input, or a Git revision such as main:dist/')
    .argument('[new]', 'the same; with a running cluster, or with --staged, one input is enough')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(DIFF_FORMATS).default('text'))
    .addOption(namespaceOption('only connections with an end in this namespace'))
    .addOption(
      new Option('--fail-on <changes>', 'which changes exit with 1').choices(['any', 'opened', 'none']).default('any'),
    );
  takesCluster(command).option(
    '--prune',
    'with a running cluster: policies that the input does not have are removed, in namespaces in which it has some',
  );
  takesReading(takesPlatform(command))
    .addOption(allowEmptyOption())
    .action(async (older: string, newer: string | undefined, options: DiffOptions) => {
      const { diff } = require('../diff') as typeof import('../diff');
      end(await diff(older, newer, options, io));
    });
  endsHelpWith(
    command,
    [
      ['ringfence diff main:dist/ dist/', 'what the working tree changes, compared with a branch'],
      [
        'ringfence diff old.yaml new.yaml --fail-on opened',
        'fail only where something can connect that could not before',
      ],
      ['ringfence diff main:dist/ dist/ -o html > change.html', 'the change as a page to look at'],
      ['ringfence diff dist/ --staged', "what enforcing Calico's staged policies would change"],
      ['helm template shop chart/ | ringfence diff dist/ -', 'a folder compared with what a tool renders'],
      ['ringfence diff --cluster dist/', 'what applying a folder would open and close in a running cluster'],
      ['ringfence diff --cluster --prune dist/', 'the same, with policies that the folder does not have: drift'],
    ],
    {
      0: 'no changes that --fail-on counts',
      1: 'changes that --fail-on counts, or policies of other APIs with --unjudged error',
    },
  );
}
