import { type Command, Option } from 'commander';
import { SEVERITIES } from '../../lint/lint-rule';
import type { CheckOptions } from '../check';
import { CHECK_FORMATS } from '../formats';
import type { CommandContext } from './shared-options';
import { cniOption, pathsOf, takesPaths } from './shared-options';

/** `ringfence check`; its code is loaded when it is called, so that help costs nothing. */
export function addCheck(program: Command, { io, end }: CommandContext): void {
  takesPaths(
    program.command('check').description('tell what the API server would refuse, and what is probably not meant'),
  )
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(CHECK_FORMATS).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 from this severity on (default: error)').choices(SEVERITIES),
    )
    .option('--fix', 'mend in the files what can be mended with certainty, and tell the rest')
    .option('--config <file>', 'settings and silences (default: .ringfence.yaml, if it is there)')
    .addOption(cniOption())
    .action((paths: string[], { filename, ...options }) => {
      const { check } = require('../check') as typeof import('../check');
      end(check(pathsOf(paths, filename), options as CheckOptions, io));
    });
}
