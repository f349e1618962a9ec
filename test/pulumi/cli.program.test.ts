import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CliProject, type CommandResult, pulumiVersion } from '../support/pulumi-cli';

/** With the real CLI and engine, where `pulumi` is on the PATH, and a provider that returns its inputs. */
const describeCli = pulumiVersion === undefined ? describe.skip : describe;

const SECONDS = 120_000;
const program = (name: string) => join(__dirname, 'programs', `${name}.ts`);
const projects: CliProject[] = [];

async function projectOf(name: string): Promise<CliProject> {
  const project = new CliProject(program(name));
  projects.push(project);
  expect(await project.run(['stack', 'init', 'dev'])).toMatchObject({ exitCode: 0 });
  return project;
}

const up = (project: CliProject, env: Record<string, string>): Promise<CommandResult> =>
  project.run(['up', '--yes', '--skip-preview'], env);

/** Deploys with the Automation API, in a process that goes on. */
function automation({ folder, env }: CliProject, name: string, own: Record<string, string>): Promise<CommandResult> {
  const loader = join(__dirname, '../support/run-typescript.cjs');
  const args = ['--require', loader, join(__dirname, '../support/automation-up.ts'), folder, program(name)];
  const child = spawn(process.execPath, args, { env: { ...env, NODE_OPTIONS: '', ...own } });
  let output = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode, output })));
}

const INTERNAL = /Calling \[|PromiseRejectionHandledWarning|findings: \[/;

/** How often a text says something. */
const times = (text: string, part: string) => text.split(part).length - 1;

afterAll(() => {
  for (const project of projects) project.remove();
});

describeCli('on the Pulumi CLI', () => {
  test(
    'a component that is renamed keeps its policies in the cluster',
    async () => {
      const project = await projectOf('renaming');
      expect(await up(project, { PROGRAM: 'plain', NAME: 'deny' })).toMatchObject({ exitCode: 0 });
      const before = project.objects();
      expect(before).toHaveLength(5);
      const renamed = await up(project, { PROGRAM: 'plain', NAME: 'deny2' });
      expect(renamed.output).toContain('2 deleted');
      expect(project.objects()).toEqual(before);
    },
    SECONDS,
  );

  test.each([
    ['plain values', 'plain', 'direction: Unsupported value: "sideways"'],
    ['values that are known later', 'late', 'Invalid value: "999.1.1.1/99"'],
    ['an output of another stack that there is not', 'undefined', 'the Output that was given is undefined'],
    ['an Output where the structure has to be known', 'structure', 'an Output does not'],
    ['a secret', 'secret', 'Invalid value: [secret]'],
  ])(
    'a program that is wrong in %s fails with one readable message, and writes no policy',
    async (_, name, message) => {
      const project = await projectOf('wrong');
      if (name === 'undefined') {
        const other = await project.run(['stack', 'init', 'organization/project/shared']);
        expect(other).toMatchObject({ exitCode: 0 });
        await project.run(['stack', 'select', 'dev']);
      }
      const { exitCode, output } = await up(project, { PROGRAM: name });
      expect(exitCode).not.toBe(0);
      const diagnostics = output.slice(output.indexOf('Diagnostics:'));
      expect(diagnostics).toContain(message);
      expect(diagnostics).not.toMatch(INTERNAL);
      expect(diagnostics).not.toMatch(/chart|sword/i);
      expect(project.objects()).toEqual([]);
    },
    SECONDS,
  );

  test(
    'a contract that does not hold fails the preview, and says so once',
    async () => {
      const project = await projectOf('contracts');
      const { exitCode, output } = await project.run(['preview'], { PROGRAM: 'broken' });
      expect(exitCode).not.toBe(0);
      const diagnostics = output.slice(output.indexOf('Diagnostics:'));
      expect(times(diagnostics, 'the contract does not hold')).toBe(1);
      expect(diagnostics).toContain('allowed by rule 1 of data/leak: from addresses 192.0.2.0/24 on TCP 6379');
    },
    SECONDS,
  );

  test(
    'a warning has its prefix once',
    async () => {
      const project = await projectOf('renaming');
      const { output } = await up(project, { PROGRAM: 'output', NAME: 'deny' });
      expect(output).toContain('warning: renaming: the name or namespace of its policies is an Output');
      expect(output).not.toContain('warning: warning');
    },
    SECONDS,
  );

  test(
    'a policy pack reports a flow that breaks its contract, and names the resource of a finding',
    async () => {
      const project = await projectOf('contracts');
      project.write('pack/PulumiPolicy.yaml', 'runtime: nodejs\n');
      project.write('pack/package.json', '{ "main": "index.js", "version": "0.1.0" }\n');
      // The host of packs has put its own compiler before ours.
      const loader = JSON.stringify(join(__dirname, '../support/run-typescript.cjs'));
      project.write(
        'pack/index.js',
        `delete require.cache[${loader}];\nrequire(${loader});\nrequire(${JSON.stringify(program('pack'))});\n`,
      );
      const { exitCode, output } = await project.run(['preview', '--policy-pack', 'pack'], { PROGRAM: 'open' });
      expect(output).toContain('the contract does not hold: nothing reaches app=cache in namespace data');
      expect(output).toContain('lint  (kubernetes:networking.k8s.io/v1:NetworkPolicy: data/cache-allow-ingress)');
      expect(exitCode).not.toBe(0);
    },
    SECONDS,
  );

  test(
    'the component package has a schema that the CLI takes',
    async () => {
      const project = await projectOf('contracts');
      const folder = join(__dirname, '../../pulumi-package');
      const { exitCode, output } = await project.run(['package', 'get-schema', folder], { NODE_OPTIONS: '' });
      expect(output).toContain('"ringfence:index:ServiceAccessGrant"');
      expect(exitCode).toBe(0);
    },
    SECONDS,
  );

  describe('with the Automation API', () => {
    test(
      'a program that fails deletes nothing',
      async () => {
        const project = await projectOf('contracts');
        expect(await automation(project, 'contracts', { PROGRAM: 'kept' })).toMatchObject({ exitCode: 0 });
        const before = project.objects();
        expect(before).toHaveLength(4);
        const failed = await automation(project, 'wrong', { PROGRAM: 'late' });
        expect(failed.exitCode).not.toBe(0);
        expect(failed.output).toContain('Invalid value: "999.1.1.1/99"');
        expect(project.objects()).toEqual(before);
      },
      SECONDS,
    );

    test.each([
      ['needed', 'the contract does not hold'],
      ['circle', 'the contract cannot be judged'],
    ])(
      'a contract that something depends on fails (%s)',
      async (name, message) => {
        const project = await projectOf('contracts');
        const failed = await automation(project, 'contracts', { PROGRAM: name });
        expect(failed.exitCode).not.toBe(0);
        expect(failed.output).toContain(message);
      },
      SECONDS,
    );
  });
});
