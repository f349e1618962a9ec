import { type Command, Option } from 'commander';
import type { DenialsOptions } from '../denials';
import { DENIALS_FORMATS } from '../formats';
import { takesFlows } from './flow-options';
import { endsHelpWith } from './help-text';
import { type CommandContext, pathsOf, takesInput, takesPlatform, takesReading } from './shared-options';

/** `ringfence denials`. */
export function addDenials(program: Command, { io, end }: CommandContext): void {
  const command = program
    .command('denials')
    .description('find what a flow log says was denied, and the smallest grants that would allow it');
  takesFlows(takesInput(command)).addOption(
    new Option('-o, --output <format>', 'how to print it').choices(DENIALS_FORMATS).default('text'),
  );
  takesReading(takesPlatform(command)).action(async (paths: string[], { filename, ...options }) => {
    const { denials } = require('../denials') as typeof import('../denials');
    end(await denials(pathsOf(command, paths, filename), options as DenialsOptions, io));
  });
  endsHelpWith(
    command,
    [
      [
        'ringfence denials --flows flows.jsonl dist/',
        'by a log of Hubble, Calico, GKE, AWS, Antrea, OVN or the kernel',
      ],
      ['hubble observe -o jsonpb --verdict DROPPED --last 1000 | ringfence denials --flows - dist/', 'from a pipe'],
      ['ringfence denials --flows flows.jsonl dist/ -o typescript', 'as code for a cdk8s app'],
    ],
    { 0: 'no grant is missing', 1: 'a grant is missing, or an address outside has to be decided on' },
  );
}
