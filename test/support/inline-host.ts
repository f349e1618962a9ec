/** Runs a program as the Automation API does, which serves the engine from its own process: `inline-host.ts <engine> <program>`. */
import { RunRequest } from '@pulumi/pulumi/proto/language_pb';

// Its declaration is left out of those of the SDK.
const { LanguageServer } = require('@pulumi/pulumi/automation/server');

const [address, program] = process.argv.slice(2) as [string, string];
const request = new RunRequest();
request.setProject('project');
request.setStack('stack');
request.setParallel(16);
request.setMonitorAddress(address);
request.setArgsList([address]);

// Such a process has other things to do; it does not end with the program.
setInterval(() => undefined, 1_000);

new LanguageServer(async () => require(program)).run({ request }, (error?: unknown) => {
  process.exit(error ? 1 : 0);
});
