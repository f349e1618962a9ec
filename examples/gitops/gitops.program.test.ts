import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { FROM_SOURCES } from '../../test/support/command';
import { commitAll, gitRepository, testWithGit } from '../../test/support/git-repository';

const root = join(__dirname, '../..');
const readYaml = (file: string) => parse(readFileSync(join(__dirname, file), 'utf8'));
const temporary = (name: string) => mkdtempSync(join(tmpdir(), `ringfence-${name}-`));

/** What the app writes, file by file. */
function synthesized(): Record<string, string> {
  const outdir = temporary('gitops');
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = outdir;
  try {
    jest.isolateModules(() => require('./main'));
  } finally {
    if (before === undefined) delete process.env.CDK8S_OUTDIR;
    else process.env.CDK8S_OUTDIR = before;
  }
  return filesIn(outdir);
}

function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

test('what is committed in dist/ is what the app says', () => {
  expect(filesIn(join(__dirname, 'dist'))).toEqual(synthesized());
});

describe('the workflow', () => {
  const { jobs, on } = readYaml('.github/workflows/boundaries.yaml');
  const steps: readonly { uses?: string; run?: string }[] = jobs.boundaries.steps;
  const used = steps.flatMap(({ uses }) => uses ?? []);
  const commands = steps.flatMap(({ run }) => (run?.includes('ringfence') ? [run] : []));

  test('runs on pull requests, with pinned actions and only the rights that it needs', () => {
    expect(on).toBe('pull_request');
    expect(jobs.boundaries.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^actions\/[a-z-]+@[\da-f]{40}$/);
  });

  test('no command holds a value that the author of a pull request may choose', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('$' + '{{');
  });

  testWithGit('checks dist/, and shows what the change of the README opens, as the README has it', () => {
    expect(commands).toHaveLength(2);
    const folder = pullRequest((dist) => cpSync(distOfReadme(), dist, { recursive: true }));
    const [checked, compared] = commands.map((command) => runIn(folder, command));
    expect(checked).toEqual({ code: 0, out: '', err: '' });
    expect(compared).toEqual({ code: 0, out: '', err: '' });
    const comment = readFileSync(join(folder, 'boundaries.md'), 'utf8');
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toBe(comment);
    expect(comment).toContain('| **opened** | shop/web[Deployment] | shop/database[StatefulSet] |');
    expect(readme).toContain(`<!-- the comment -->\n${comment.trim()}\n`);
  });

  testWithGit('fails where a policy is one that the API server refuses', () => {
    const folder = pullRequest((dist) => {
      const file = join(dist, 'boundary.k8s.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('port: 5432', 'port: 54320000'));
    });
    expect(runIn(folder, commands[0] as string)).toMatchObject({ code: 1, out: expect.stringContaining('::error ') });
  });
});

test('Argo CD applies the folder that is committed, from the branch that pull requests go to', () => {
  const { kind, spec } = readYaml('argocd/application.yaml');
  expect(kind).toBe('Application');
  expect(spec.source).toMatchObject({ path: 'dist', targetRevision: 'main' });
});

const readme = readFileSync(join(__dirname, 'README.md'), 'utf8');

/** What the app writes with the change that the README makes to `boundary.ts`. */
function distOfReadme(): string {
  const [, before = '', after = ''] = /^- {4}(.*)\n\+ {4}(.*)$/m.exec(readme) ?? [];
  const folder = temporary('gitops');
  for (const file of ['main.ts', 'workloads.ts', 'boundary.ts']) cpSync(join(__dirname, file), join(folder, file));
  const file = join(folder, 'boundary.ts');
  const code = readFileSync(file, 'utf8');
  expect(code).toContain(before);
  writeFileSync(file, code.replace(before, after));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const ran = run(process.execPath, [...FROM_SOURCES, 'main.ts'], folder, { CDK8S_OUTDIR: 'dist' });
  expect(ran).toEqual({ code: 0, out: '', err: '' });
  return join(folder, 'dist');
}

/** A clone in which the commit of a pull request has changed the folder `dist`. */
function pullRequest(change: (dist: string) => void): string {
  const folder = temporary('pull-request');
  for (const name of ['dist', '.ringfence.yaml'])
    cpSync(join(__dirname, name), join(folder, name), { recursive: true });
  const git = gitRepository(folder);
  commitAll(git, 'before');
  change(join(folder, 'dist'));
  commitAll(git, 'after');
  return folder;
}

/** Runs a step as the runner does, with the command of this repository in place of an installed one. */
function runIn(folder: string, command: string) {
  const bin = temporary('bin');
  const npx = join(bin, 'npx');
  const cli = [process.execPath, ...FROM_SOURCES, join(root, 'lib/cli/main.ts')].map((word) => `'${word}'`).join(' ');
  writeFileSync(npx, `#!/bin/sh\n[ "$1" = ringfence ] || exit 99\nshift\nexec ${cli} "$@"\n`);
  chmodSync(npx, 0o755);
  return run('bash', ['-eo', 'pipefail', '-c', command], folder, {
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
  });
}

function run(file: string, args: readonly string[], cwd: string, env: Record<string, string>) {
  const tsconfig = { TSX_TSCONFIG_PATH: join(root, 'tsconfig.dev.json') };
  const ran = spawnSync(file, args, { cwd, env: { ...process.env, ...tsconfig, ...env }, encoding: 'utf8' });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}
