import { type Command, Option } from 'commander';
import type { ImportOptions } from '../import';
import type { CommandContext } from './shared-options';
import { pathsOf, takesPaths } from './shared-options';

/** `ringfence import`. */
export function addImport(program: Command, { io, end }: CommandContext): void {
  takesPaths(program.command('import').description('write the TypeScript that makes the same policies'))
    .option('-n, --namespace <name>', 'the namespace of manifests that name none (default: default)')
    .addOption(new Option('--engine <engine>', 'for whom to write it').choices(['cdk8s', 'pulumi']).default('cdk8s'))
    .option('-o, --output <file>', 'the file to write (default: standard output)')
    .option('--force', 'replace the file if it is there')
    .action((paths: string[], { filename, ...options }) => {
      const { importManifests } = require('../import') as typeof import('../import');
      end(importManifests(pathsOf(paths, filename), options as ImportOptions, io));
    });
}
