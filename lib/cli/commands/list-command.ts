import { type Command, Option } from 'commander';
import { LIST_FORMATS } from '../formats';
import type { ListOptions } from '../list';
import type { CommandContext } from './shared-options';
import { cniOption, ipBlocksOption, pathsOf, takesPaths } from './shared-options';

/** `ringfence list`; its code is loaded when it is called, so that help costs nothing. */
export function addList(program: Command, { io, end }: CommandContext): void {
  takesPaths(program.command('list').description('list who can reach whom'))
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(LIST_FORMATS).default('text'))
    .option('-n, --namespace <namespace>', 'only pairs with an end in this namespace')
    .option('--from <workload>', 'only pairs from this workload, as namespace/name')
    .option('--to <workload>', 'only pairs to this workload, as namespace/name')
    .option('--focus <workload>', 'only pairs with this workload at either end')
    .option('--port <port>', 'only this port, such as 6379 or 53/UDP')
    .option('--exposure', 'instead, who could reach each workload or be reached, of pods that do not exist yet')
    .addOption(cniOption())
    .addOption(ipBlocksOption())
    .action(async (paths: string[], { filename, ipBlocksMatchPods, ...options }) => {
      const { list } = require('../list') as typeof import('../list');
      const given: ListOptions = { ...options, ipBlocksMatchPods: ipBlocksMatchPods && ipBlocksMatchPods === 'true' };
      end(await list(pathsOf(paths, filename), given, io));
    });
}
