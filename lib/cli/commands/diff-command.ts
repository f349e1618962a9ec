import { type Command, Option } from 'commander';
import type { DiffOptions } from '../diff';
import { DIFF_FORMATS } from '../formats';
import type { CommandContext } from './shared-options';
import { cniOption } from './shared-options';

/** `ringfence diff`. */
export function addDiff(program: Command, { io, end }: CommandContext): void {
  program
    .command('diff')
    .description('tell what a change opens, closes and alters')
    .argument('<old>', 'a file, a folder, or a Git revision such as main:dist/')
    .argument('<new>', 'the same')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(DIFF_FORMATS).default('text'))
    .addOption(
      new Option('--fail-on <changes>', 'which changes exit with 1').choices(['any', 'opened', 'none']).default('any'),
    )
    .addOption(cniOption())
    .action((older: string, newer: string, options: DiffOptions) => {
      const { diff } = require('../diff') as typeof import('../diff');
      end(diff(older, newer, options, io));
    });
}
