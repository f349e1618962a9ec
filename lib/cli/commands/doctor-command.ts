import { type Command, Option } from 'commander';
import type { DoctorOptions } from '../doctor';
import { DOCTOR_FORMATS } from '../formats';
import { endsHelpWith } from './help-text';
import { type CommandContext, takesCluster } from './shared-options';

/** `ringfence doctor`. */
export function addDoctor(program: Command, { io, end }: CommandContext): void {
  const command = program.command('doctor').description('find whether a cluster enforces NetworkPolicies at all');
  takesCluster(command)
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(DOCTOR_FORMATS).default('text'))
    .action((options: DoctorOptions) => {
      const { doctor } = require('../doctor') as typeof import('../doctor');
      end(doctor(options, io));
    });
  endsHelpWith(
    command,
    [
      ['ringfence doctor', 'the cluster of the current context'],
      ['ringfence doctor --context prod -o json', 'another one, for a program'],
    ],
    {
      0: 'NetworkPolicies are enforced, as far as the API shows it',
      1: 'nothing enforces them',
      2: 'that is not known, or the cluster could not be read',
    },
  );
}
