/** Deploys a program with the Automation API, in this process: `node automation-up.js <folder of the project> <program>`. */
import { LocalWorkspace } from '@pulumi/pulumi/automation';

async function main([workDir, program]: string[]): Promise<void> {
  const stack = await LocalWorkspace.createOrSelectStack(
    {
      stackName: 'dev',
      projectName: 'project',
      program: async () => require(program as string),
    },
    { workDir },
  );
  const { summary } = await stack.up({ onOutput: (line) => process.stdout.write(line), color: 'never' });
  process.stdout.write(`${summary.result}\n`);
}

main(process.argv.slice(2)).catch(() => {
  process.exitCode = 1;
});
