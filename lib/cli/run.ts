import { Command, CommanderError, Option } from 'commander';
import type { ExplainOptions } from './explain';
import { type ExitCode, type Io, UsageError } from './io';
import type { ListOptions } from './list';

/** Runs the command line; what is wrong with it goes to standard error and never up as an exception. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = commandLine(io, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    io.err(`ringfence: ${error instanceof UsageError ? error.message : String(error)}\n`);
    return 2;
  }
}

/** Commands are loaded when they are called, so that help costs nothing. */
function commandLine(io: Io, end: (code: ExitCode) => void): Command {
  const program = new Command('ringfence')
    .description('Who can reach whom, by the NetworkPolicies of YAML and JSON manifests.')
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .exitOverride();
  program
    .command('list')
    .description('list who can reach whom')
    .argument('[path...]', 'files, folders, or - for standard input')
    .option('-f, --filename <path...>', 'the same as an argument')
    .addOption(
      new Option('-o, --output <format>', 'how to print it')
        .choices(['text', 'wide', 'markdown', 'csv', 'json'])
        .default('text'),
    )
    .option('-n, --namespace <name>', 'only pairs with an end in this namespace')
    .option('--from <workload>', 'only pairs from this workload, as namespace/name')
    .option('--to <workload>', 'only pairs to this workload, as namespace/name')
    .option('--focus <workload>', 'only pairs with this workload at either end')
    .option('--port <port>', 'only this port, such as 6379 or 53/UDP')
    .addOption(
      new Option('--ip-blocks-match-pods <boolean>', 'whether an ipBlock matches pods whose address is known')
        .choices(['true', 'false'])
        .default('true'),
    )
    .action((paths: string[], { filename = [], ipBlocksMatchPods, ...options }) => {
      const { list } = require('./list') as typeof import('./list');
      const given: ListOptions = { ...options, ipBlocksMatchPods: ipBlocksMatchPods === 'true' };
      end(list([...paths, ...filename], given, io));
    });
  program
    .command('explain')
    .description('tell why a connection is allowed or denied, and what would allow it')
    .argument('[path...]', 'files, folders, or - for standard input')
    .option('-f, --filename <path...>', 'the same as an argument')
    .requiredOption('--from <party>', 'a workload as namespace/name, or an address')
    .requiredOption('--to <party>', 'a workload as namespace/name, or an address')
    .requiredOption('--port <port>', 'such as 6379 or 53/UDP')
    .action((paths: string[], { filename = [], ...options }) => {
      const { explain } = require('./explain') as typeof import('./explain');
      end(explain([...paths, ...filename], options as ExplainOptions, io));
    });
  return program;
}
