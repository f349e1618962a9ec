import { type Command, Option } from 'commander';
import { LIST_FORMATS } from '../formats';
import type { ListOptions } from '../list';
import { endsHelpWith, UNJUDGED_IS_ERROR } from './help-text';
import {
  allowEmptyOption,
  type CommandContext,
  ipBlocksOption,
  KUBECTL_GET,
  namespaceOption,
  pathsOf,
  takesInput,
  takesPlatform,
  takesReading,
} from './shared-options';

/** `ringfence list`; its code is loaded when it is called, so that help costs nothing. */
export function addList(program: Command, { io, end }: CommandContext): void {
  const command = program.command('list').description('list who can reach whom');
  takesInput(command)
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(LIST_FORMATS).default('text'))
    .addOption(namespaceOption('only pairs with an end in this namespace'))
    .option('--from <workload>', 'only pairs from this workload, as namespace/name')
    .option('--to <workload>', 'only pairs to this workload, as namespace/name')
    .option('--focus <workload>', 'only pairs with this workload at either end')
    .option('--port <port>', 'only this port, such as 6379, 53/UDP, or the name of a container port')
    .option('--depends', 'print also each connection that depends on something that the input does not say')
    .option(
      '--exposed',
      'instead, what outsiders can reach and through which entry: Ingresses, routes, Services for outside',
    )
    .option('--exposure', 'instead, who could reach each workload or be reached, of pods that do not exist yet');
  takesPlatform(command).addOption(ipBlocksOption());
  takesReading(command)
    .addOption(allowEmptyOption())
    .action(async (paths: string[], { filename, ipBlocksMatchPods, ...options }) => {
      const { list } = require('../list') as typeof import('../list');
      const given: ListOptions = { ...options, ipBlocksMatchPods: ipBlocksMatchPods && ipBlocksMatchPods === 'true' };
      end(await list(pathsOf(command, paths, filename), given, io));
    });
  endsHelpWith(
    command,
    [
      ['ringfence list dist/', 'every pair that can connect, by the manifests of a folder'],
      ['ringfence list dist/ --to shop/cart --port http', 'who reaches one workload on one port'],
      ['ringfence list dist/ --exposed', 'what outsiders can reach, and through which Ingress, route or Service'],
      [`${KUBECTL_GET} | ringfence list -`, 'who can reach whom in a cluster'],
    ],
    { 0: 'the list was printed', 1: UNJUDGED_IS_ERROR },
  );
}
