import { type Command, Option } from 'commander';
import type { ImportOptions } from '../import';
import { endsHelpWith, UNJUDGED_IS_ERROR } from './help-text';
import { type CommandContext, namespaceOption, pathsOf, takesInput, takesReading } from './shared-options';

/** `ringfence import`. */
export function addImport(program: Command, { io, end }: CommandContext): void {
  const command = program.command('import').description('write the TypeScript that makes the same policies');
  takesInput(command)
    .addOption(namespaceOption('only the policies of this namespace'))
    .addOption(new Option('--engine <engine>', 'for whom to write it').choices(['cdk8s', 'pulumi']).default('cdk8s'))
    .option('-o, --output <file>', 'the file to write (default: standard output)')
    .option('--force', 'replace the file if it is there');
  takesReading(command).action((paths: string[], { filename, ...options }) => {
    const { importManifests } = require('../import') as typeof import('../import');
    end(importManifests(pathsOf(command, paths, filename), options as ImportOptions, io));
  });
  endsHelpWith(
    command,
    [
      ['ringfence import policies/ -o boundaries.ts', 'a cdk8s app that makes the policies of a folder'],
      ['ringfence import policies/ -n shop --engine pulumi', 'a Pulumi program for those of one namespace'],
      ['ringfence import --cluster -n shop -o shop.ts', 'the policies of a namespace of a running cluster'],
    ],
    { 0: 'all policies were imported, each proved equal', 1: UNJUDGED_IS_ERROR },
  );
}
