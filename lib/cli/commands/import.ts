import type { Command } from 'commander';
import type { ImportOptions } from '../import';
import type { CommandContext } from './command-context';
import { pathsOf, takesPaths } from './shared-options';

/** `ringfence import`. */
export function addImport(program: Command, { io, end }: CommandContext): void {
  takesPaths(program.command('import').description('write the TypeScript of a cdk8s app that makes the same policies'))
    .option('-n, --namespace <name>', 'the namespace of manifests that name none (default: default)')
    .option('-o, --output <file>', 'the file to write (default: standard output)')
    .option('--force', 'replace the file if it is there')
    .action((paths: string[], { filename, ...options }) => {
      const { importManifests } = require('../import') as typeof import('../import');
      end(importManifests(pathsOf(paths, filename), options as ImportOptions, io));
    });
}
