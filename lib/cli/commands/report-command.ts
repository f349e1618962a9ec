import type { Command } from 'commander';
import type { ReportOptions } from '../report';
import type { CommandContext } from './shared-options';
import { cniOption, pathsOf, takesPaths } from './shared-options';

/** `ringfence report`. */
export function addReport(program: Command, { io, end }: CommandContext): void {
  takesPaths(program.command('report').description('write a page to look at: who can reach whom, and why'))
    .requiredOption('-o, --output <file>', 'the HTML file, or - for standard output')
    .option('--title <text>', 'what the page is called', 'Who can reach whom')
    .addOption(cniOption())
    .action((paths: string[], { filename, ...options }) => {
      const { report } = require('../report') as typeof import('../report');
      end(report(pathsOf(paths, filename), options as ReportOptions, io));
    });
}
