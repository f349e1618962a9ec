import { type Command, Option } from 'commander';
import { SEVERITIES } from '../../lint/lint-rule';
import type { CheckOptions } from '../check';
import { CHECK_FORMATS } from '../formats';
import { endsHelpWith } from './help-text';
import {
  allowEmptyOption,
  type CommandContext,
  KUBECTL_GET,
  namespaceOption,
  pathsOf,
  takesInput,
  takesPlatform,
  takesReading,
} from './shared-options';

/** `ringfence check`; its code is loaded when it is called, so that help costs nothing. */
export function addCheck(program: Command, { io, end }: CommandContext): void {
  const command = program.command('check').description('report what the API server refuses, and likely mistakes');
  takesInput(command)
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(CHECK_FORMATS).default('text'))
    .addOption(namespaceOption('only findings about this namespace and what is in it'))
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 from this severity on (default: error)').choices(SEVERITIES),
    )
    .option('--fix', 'fix in the files what has one certain fix, and report the rest');
  takesReading(takesPlatform(command))
    .addOption(allowEmptyOption())
    .action((paths: string[], { filename, ...options }) => {
      const { check } = require('../check') as typeof import('../check');
      end(check(pathsOf(command, paths, filename), options as CheckOptions, io));
    });
  endsHelpWith(
    command,
    [
      ['ringfence check dist/', 'the manifests of a folder'],
      ['ringfence check dist/ --fail-on warning -o github', 'in a workflow, with annotations on the lines'],
      [`${KUBECTL_GET} | ringfence check -`, 'what a cluster holds'],
    ],
    {
      0: 'no findings of the severity of --fail-on or above',
      1: 'findings of that severity or above, or policies of other APIs with --unjudged error',
    },
  );
}
