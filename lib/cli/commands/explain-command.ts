import { type Command, Option } from 'commander';
import type { ExplainOptions } from '../explain';
import { EXPLAIN_FORMATS, GRANT_FORMATS } from '../formats';
import { endsHelpWith, UNJUDGED_IS_ERROR } from './help-text';
import { type CommandContext, KUBECTL_GET, pathsOf, takesInput, takesPlatform, takesReading } from './shared-options';

/** `ringfence explain`. */
export function addExplain(program: Command, { io, end }: CommandContext): void {
  const command = program
    .command('explain')
    .description('explain why a connection is allowed or denied, and what would allow it');
  takesInput(command)
    .option('--from <workload>', 'a workload as namespace/name, or an address')
    .option('--to <workload>', 'a workload as namespace/name, or an address')
    .option('--port <port>', 'such as 6379, 53/UDP, or the name of a container port of the destination')
    .option('--flow <line>', 'instead of these three, a line of a flow log; docs/flows.md has the formats')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(EXPLAIN_FORMATS).default('text'))
    .addOption(
      new Option('--as <language>', 'what to write the suggested grant in').choices(GRANT_FORMATS).default('yaml'),
    );
  takesReading(takesPlatform(command)).action((paths: string[], { filename, ...options }) => {
    const { explain } = require('../explain') as typeof import('../explain');
    end(explain(pathsOf(command, paths, filename), options as ExplainOptions, io));
  });
  endsHelpWith(
    command,
    [
      ['ringfence explain dist/ --from front/web --to shop/cart --port 8080', 'between two workloads'],
      ['ringfence explain dist/ --from 192.0.2.7 --to shop/cart --port http', 'from an address, to a port by its name'],
      [`${KUBECTL_GET} | ringfence explain - --from front/web --to shop/cart --port 8080`, 'in a cluster'],
    ],
    { 0: 'the connection was explained, whether it is allowed or denied', 1: UNJUDGED_IS_ERROR },
  );
}
