import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FROM_SOURCES, folderOf, ringfence } from '../support/command';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const folder = folderOf({
  'dist/workloads.yaml': WORKLOADS,
  'dist/policies.yaml': POLICIES,
  // No name of Kubernetes, and a command in a shell that takes it as it stands.
  'hostile.yaml': WORKLOADS.replace('name: web, namespace: front', 'name: "$(touch hacked)", namespace: "`id`"'),
});

const isThere = (program: string) => spawnSync(program, ['--version']).status === 0;
const testWithBash = isThere('bash') ? test : test.skip;

/** What bash would insert or list, with the generated script and the sources in place of an installed `ringfence`. */
function inBash(lines: readonly (readonly string[])[]): string[] {
  const main = join(__dirname, '../../lib/cli/main.ts');
  const program = join(folder, 'ringfence');
  writeFileSync(
    program,
    `#!/bin/sh\nexec '${process.execPath}' ${FROM_SOURCES.map((word) => `'${word}'`).join(' ')} '${main}' "$@"\n`,
  );
  chmodSync(program, 0o755);
  const asked = lines.map((words) => `ask ${words.map((word) => `'${word}'`).join(' ')}`);
  const script = `eval "$(ringfence completion bash)"
ask() {
  COMP_WORDS=(ringfence "$@"); COMP_CWORD=$#; COMP_LINE="\${COMP_WORDS[*]}"; COMP_POINT=\${#COMP_LINE}; COMPREPLY=()
  _ringfence_completion
  echo "\${COMPREPLY[*]}"
}
${asked.join('\n')}
complete -p ringfence`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
    cwd: folder,
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.trimEnd().split('\n');
}

testWithBash('the script of bash completes commands, options, their values, and names in the manifests', () => {
  const answers = inBash([
    ['li'],
    ['list', '--out'],
    ['list', '-o', 'm'],
    // Words as bash splits them.
    ['list', '--output', '=', 'j'],
    ['explain', 'dist', '--from', 'fr'],
    ['check', 'di'],
  ]);
  expect(answers).toEqual([
    'list',
    '--output',
    'markdown',
    'json',
    'front/web',
    // No answer, so that bash completes files, as the next line says.
    '',
    'complete -o default -F _ringfence_completion ringfence',
  ]);
});

/** What the script of a shell gets, for a line whose cursor is at its end. */
async function asked(shell: string, line: string): Promise<string> {
  const words = line.split(' ');
  const env = { SHELL: shell, COMP_CWORD: String(words.length - 1), COMP_LINE: line, COMP_POINT: String(line.length) };
  // Fish has no word where there is nothing yet.
  const given = shell.endsWith('fish') ? words.filter((word) => word !== '') : words;
  const { code, out, err } = await ringfence(['completion-server', '--', ...given], '', { env });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

const LINES = [
  'ringfence l',
  'ringfence list --fo',
  'ringfence list -o ',
  'ringfence list --output=j',
  'ringfence check --cni cilium',
  'ringfence check di',
  `ringfence explain ${folder}/dist --to `,
  'ringfence help ex',
  'ringfence completion ',
  'ringfence nothing ',
  'ringfence list --port ',
];

test.each([['zsh'], ['fish']])('what %s reads', async (shell) => {
  const answers: string[] = [];
  for (const line of LINES) answers.push(`${line}|\n${await asked(shell, line)}`);
  expect(answers.join('\n').replaceAll(folder, '.')).toMatchSnapshot();
});

test('a shell may be named by its path', async () => {
  expect(await asked('/usr/bin/fish', 'ringfence l')).toBe(await asked('fish', 'ringfence l'));
});

test('names in manifests are those of all paths of the line, as arguments and behind -f', async () => {
  const line = (rest: string) => `ringfence list ${folder}/dist/policies.yaml ${rest}`;
  expect(await asked('bash', line('-n '))).toBe('shop\n');
  expect(await asked('bash', line(`-f ${folder}/dist/workloads.yaml -n `))).toBe('front\nshop\n');
  expect(await asked('bash', line(`-f ${folder}/dist/workloads.yaml --to shop/cart --focus `))).toBe(
    'front/web\nshop/cart\n',
  );
});

test('what is no name of Kubernetes is not offered to a shell', async () => {
  expect(await asked('bash', `ringfence list ${folder}/hostile.yaml --to `)).toBe('shop/cart\n');
  expect(await asked('bash', `ringfence list ${folder}/hostile.yaml -n `)).toBe('shop\n');
});

test('what cannot be read offers nothing, and standard input is not read', async () => {
  expect(await asked('bash', 'ringfence list /nowhere --to ')).toBe('');
  expect(await asked('bash', 'ringfence list - --to ')).toBe('');
  expect(await asked('', 'ringfence li')).toBe('');
});

describe('kubectl', () => {
  const kubectl = async (...words: string[]) =>
    (await ringfence(words, '', { calledAs: 'kubectl_complete-ringfence' })).out;

  test('asks kubectl_complete-ringfence what may follow `kubectl ringfence`', async () => {
    expect(await kubectl('li')).toBe('list\tlist who can reach whom\n:4\n');
    expect(await kubectl('list', '--output=j')).toBe('--output=json\n:4\n');
    // 0 is: complete the name of a file.
    expect(await kubectl('check', '')).toBe(':0\n');
  });

  test('is what the usage names where it called', async () => {
    const { out } = await ringfence(['list', '--help'], '', { calledAs: 'kubectl-ringfence' });
    expect(out).toMatch(/^Usage: kubectl ringfence list \[options\] \[path\.\.\.\]\n/);
    expect((await ringfence(['list', '--help'])).out).toMatch(/^Usage: ringfence list /);
  });
});

test('there are scripts for three shells', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, out } = await ringfence(['completion', shell]);
    expect({ shell, code }).toEqual({ shell, code: 0 });
    expect(out).toContain('ringfence completion-server -- ');
  }
  const { code, err } = await ringfence(['completion', 'tcsh']);
  expect({ code, err }).toEqual({
    code: 2,
    err: "error: command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.\n",
  });
});
