import { type Command, Option } from 'commander';
import { PROBE_FORMATS } from '../formats';
import type { ProbeOptions } from '../probe-options';
import { endsHelpWith } from './help-text';
import { type CommandContext, namespaceOption, takesCluster, takesPlugin } from './shared-options';

/** `ringfence probe`. */
export function addProbe(program: Command, { io, end }: CommandContext): void {
  const command = program
    .command('probe')
    .description('connect from inside of the cluster, and compare what happens with the policies');
  takesPlugin(
    takesCluster(command)
      .option(
        '--model',
        'connect between your own pods, one pair for each boundary of the policies, by commands in them',
      )
      .option(
        '--contract <file>',
        'the same for the claims of a file, such as denied connections; docs/cluster.md has its form',
      )
      .option(
        '--ephemeral',
        'with these: add a container to pods without tools; it ends by itself, and stays in their description',
      )
      .addOption(
        namespaceOption('with these: only pods of these namespaces (a,b); kube-system only where it is named'),
      ),
  )
    .option('--plan', 'print what would run, and run nothing')
    .option('--yes', 'run it: without this, the plan is printed')
    .option('--cleanup', 'instead, remove what a run that was killed has left')
    .addOption(new Option('-o, --output <format>', 'how to print the results').choices(PROBE_FORMATS).default('text'))
    .option(
      '--image <image>',
      'what canaries and containers that are added run; it needs a shell, a tool that connects and, for canaries, one that listens',
    )
    .option('--start-timeout <seconds>', 'how long pods may take to start', '120')
    .option('--settle <seconds>', 'how long a policy may take until it has an effect', '30')
    .option('--rate <number>', 'at most so many connections a second', '10')
    .option('--most <number>', 'at most so many connections in all', '500')
    .action(async (options: ProbeOptions) => {
      const { probe } = require('../probe') as typeof import('../probe');
      end(await probe(options, io));
    });
  endsHelpWith(
    command,
    [
      ['ringfence probe', 'what would be done to find whether the cluster enforces policies'],
      ['ringfence probe --yes', 'do it, in a namespace of its own; no other pod is touched'],
      [
        'ringfence probe --model -n shop',
        'what would be done to compare the policies of a namespace with what happens',
      ],
      ['ringfence probe --contract claims.yaml --yes -o junit > probe.xml', 'claims of a file, for CI'],
      ['ringfence probe --cleanup', 'after a run that was killed'],
    ],
    {
      0: 'every planned connection was as the policies say',
      1: 'some were not: open where it should be closed, or closed where it should be open',
      2: 'none was otherwise, but some could not be known; or nothing was probed',
    },
  );
}
