import { type Command, Option } from 'commander';
import type { DoctorOptions } from '../doctor';
import { DOCTOR_FORMATS } from '../formats';
import { endsHelpWith } from './help-text';
import { type CommandContext, takesCluster } from './shared-options';

/** `ringfence doctor`. */
export function addDoctor(program: Command, { io, end }: CommandContext): void {
  const command = program
    .command('doctor')
    .description('find whether a cluster enforces its policies at all, and what else of its set-up decides');
  takesCluster(command)
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(DOCTOR_FORMATS).default('text'))
    .addOption(new Option('--fail-on <verdict>', 'exit with 2 where that is the answer').choices(['unknown']))
    .action((options: DoctorOptions) => {
      const { doctor } = require('../doctor') as typeof import('../doctor');
      end(doctor(options, io));
    });
  endsHelpWith(
    command,
    [
      ['ringfence doctor', 'the cluster of the current context'],
      ['ringfence doctor --context prod -o json', 'another one, for a program'],
      ['ringfence doctor --fail-on unknown', 'for CI: fail also where the API does not show it'],
    ],
    {
      0: 'policies are enforced, as far as the API shows it; or that is not known; or there are none',
      1: 'there are policies that nothing enforces',
      2: 'it is not known, with --fail-on unknown; or the cluster could not be read',
    },
  );
}
