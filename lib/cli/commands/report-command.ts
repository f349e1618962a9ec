import type { Command } from 'commander';
import type { ReportOptions } from '../report';
import { takesFlows } from './flow-options';
import { endsHelpWith, UNJUDGED_IS_ERROR } from './help-text';
import {
  allowEmptyOption,
  type CommandContext,
  KUBECTL_GET,
  pathsOf,
  takesInput,
  takesPlatform,
  takesReading,
} from './shared-options';

/** `ringfence report`. */
export function addReport(program: Command, { io, end }: CommandContext): void {
  const command = program.command('report').description('write a page to look at: who can reach whom, and why');
  takesFlows(takesInput(command), { isMandatory: false })
    .requiredOption('-o, --output <file>', 'the HTML file, or - for standard output')
    .option('--title <text>', 'what the page is called', 'Who can reach whom');
  takesReading(takesPlatform(command))
    .addOption(allowEmptyOption())
    .action(async (paths: string[], { filename, ...options }) => {
      const { report } = require('../report') as typeof import('../report');
      end(await report(pathsOf(command, paths, filename), options as ReportOptions, io));
    });
  endsHelpWith(
    command,
    [
      ['ringfence report dist/ -o page.html', 'the manifests of a folder as one HTML file'],
      ['ringfence report dist/ --flows flows.jsonl -o page.html', 'with what a flow log shows beside what is allowed'],
      [`${KUBECTL_GET} | ringfence report - -o page.html --title production`, 'a cluster, with a title'],
    ],
    { 0: 'the page was written', 1: UNJUDGED_IS_ERROR },
  );
}
