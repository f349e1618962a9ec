import { type Command, Option } from 'commander';
import type { ExplainOptions } from '../explain';
import { EXPLAIN_FORMATS } from '../formats';
import type { CommandContext } from './shared-options';
import { cniOption, pathsOf, takesPaths } from './shared-options';

/** `ringfence explain`. */
export function addExplain(program: Command, { io, end }: CommandContext): void {
  takesPaths(
    program.command('explain').description('tell why a connection is allowed or denied, and what would allow it'),
  )
    .requiredOption('--from <workload>', 'a workload as namespace/name, or an address')
    .requiredOption('--to <workload>', 'a workload as namespace/name, or an address')
    .requiredOption('--port <port>', 'such as 6379 or 53/UDP')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(EXPLAIN_FORMATS).default('text'))
    .addOption(cniOption())
    .action((paths: string[], { filename, ...options }) => {
      const { explain } = require('../explain') as typeof import('../explain');
      end(explain(pathsOf(paths, filename), options as ExplainOptions, io));
    });
}
