import { Command, CommanderError } from 'commander';
import { UsageError } from '../files/usage-error';
import { addCheck } from './commands/check-command';
import { addCompletion } from './commands/completion-command';
import { addDenials } from './commands/denials-command';
import { addDiff } from './commands/diff-command';
import { addDoctor } from './commands/doctor-command';
import { addExplain } from './commands/explain-command';
import { endsHelpWith } from './commands/help-text';
import { addImport } from './commands/import-command';
import { addList } from './commands/list-command';
import { addProbe } from './commands/probe-command';
import { addReplay } from './commands/replay-command';
import { addReport } from './commands/report-command';
import { type CommandContext, KUBECTL_GET } from './commands/shared-options';
import { addSnapshot } from './commands/snapshot-command';
import type { ExitCode } from './exit-code';
import type { Io } from './io';
import { printError } from './print-error';

/** What kubectl calls `ringfence` as its plugin, and what it calls to complete the words behind that. */
const KUBECTL_PLUGIN = 'kubectl-ringfence';
const COMPLETES_FOR_KUBECTL = 'kubectl_complete-ringfence';

/** Runs the command line; what is wrong with it goes to standard error and never up as an exception. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  const completes = io.calledAs === COMPLETES_FOR_KUBECTL;
  const end = (ended: ExitCode) => {
    code = ended;
  };
  const program = commandLine({ io, end }, completes ? undefined : args[0]);
  try {
    if (completes) {
      const { completeForKubectl } = require('./completion') as typeof import('./completion');
      return completeForKubectl(program, args, io);
    }
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    reportFailure(error, io);
    return 2;
  }
}

function reportFailure(error: unknown, io: Io): void {
  if (error instanceof UsageError) {
    const last = error.errors.length - 1;
    for (const [index, one] of error.errors.entries()) printError(io, one, index === last ? error.hint : undefined);
    return;
  }
  // What was not foreseen; a stack trace does not help a user who only wants to read manifests.
  printError(io, `${String(error)}: this is a fault of ringfence, not of the input; please report it`);
}

/** By their names, in the order of the help. Each loads its code when it is called. */
const COMMANDS: ReadonlyMap<string, (program: Command, context: CommandContext) => void> = new Map([
  ['check', addCheck],
  ['list', addList],
  ['import', addImport],
  ['explain', addExplain],
  ['diff', addDiff],
  ['denials', addDenials],
  ['replay', addReplay],
  ['report', addReport],
  ['snapshot', addSnapshot],
  ['doctor', addDoctor],
  ['probe', addProbe],
  ['completion', addCompletion],
]);

/** @param asked the command that is called: the options of others are not set up then */
function commandLine(context: CommandContext, asked: string | undefined): Command {
  const { io } = context;
  const only = asked === undefined ? undefined : COMMANDS.get(asked);
  const program = new Command(io.calledAs === KUBECTL_PLUGIN ? 'kubectl ringfence' : 'ringfence')
    .description('Who can reach whom, by the NetworkPolicies of YAML and JSON manifests.')
    .version(require('../../package.json').version as string)
    .configureOutput({ writeOut: io.out, writeErr: io.err, getOutHelpWidth: () => io.columns ?? 80 })
    .exitOverride();
  for (const add of only === undefined ? COMMANDS.values() : [only]) add(program, context);
  return endsHelpWith(
    program,
    [
      ['ringfence list dist/', 'who can reach whom, by the manifests of a folder'],
      ['ringfence check dist/', 'what the API server refuses, and likely mistakes'],
      [`${KUBECTL_GET} | ringfence list -`, 'who can reach whom in a cluster'],
    ],
    { 0: 'fine', 1: 'findings or changes' },
  );
}
