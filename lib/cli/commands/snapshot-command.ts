import type { Command } from 'commander';
import type { SnapshotCommandOptions } from '../snapshot';
import { endsHelpWith } from './help-text';
import { type CommandContext, namespaceOption, takesCluster } from './shared-options';

/** `ringfence snapshot`. */
export function addSnapshot(program: Command, { io, end }: CommandContext): void {
  const command = program.command('snapshot').description('write what decides in a cluster to a file, for offline use');
  takesCluster(command)
    .addOption(namespaceOption('the namespace to read where namespaces cannot be listed'))
    .option('-o, --output <file>', 'the file to write (default: standard output)')
    .option('--force', 'replace the file if it is there')
    .option('--redact', 'replace names, labels and images; addresses and ports stay')
    .action((options: SnapshotCommandOptions) => {
      const { snapshot } = require('../snapshot') as typeof import('../snapshot');
      end(snapshot(options, io));
    });
  endsHelpWith(
    command,
    [
      ['ringfence snapshot -o dump.json', 'the cluster of the current context'],
      ['ringfence snapshot --context prod --redact -o shown.json', 'another one, to show to others'],
      ['ringfence list dump.json', 'the same answers as from the cluster, without it'],
    ],
    { 0: 'everything was read', 2: 'something may not be read, which the file says; or the cluster cannot be reached' },
  );
}
