import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FROM_SOURCES, folderOf, ringfence, within } from '../support/command';
import { commitAll, gitRepository, testWithGit } from '../support/git-repository';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const BAD = POLICIES.replace('port: http', 'port: 80800');

/** A folder whose policies are behind a link, as in a volume of a ConfigMap. */
function linked(policies: string): string {
  const folder = folderOf({ 'shared/policies.txt': policies, 'dist/workloads.yaml': WORKLOADS });
  symlinkSync('../shared/policies.txt', join(folder, 'dist/policies.yaml'));
  symlinkSync('../shared', join(folder, 'dist/folder.yaml'));
  return folder;
}

describe('a link', () => {
  test('to a file is that file', async () => {
    const folder = linked(BAD);
    const { code, out } = await ringfence(['check', join(folder, 'dist')]);
    expect(code).toBe(1);
    expect(within(folder, out)).toMatch(/^dist\/policies\.yaml:\d+:\d+: error: .* 80800: must be between 1 and 65535/m);
  });

  testWithGit('is the same in a Git revision as in the working tree', () => {
    const folder = linked(POLICIES);
    const git = gitRepository(folder);
    commitAll(git, 'all');
    const main = join(__dirname, '../../lib/cli/main.ts');
    const diff = (older: string, newer: string) =>
      spawnSync(process.execPath, [...FROM_SOURCES, main, 'diff', older, newer], {
        cwd: folder,
        encoding: 'utf8',
      });
    expect(diff('HEAD:dist', 'dist')).toMatchObject({
      stdout: 'nothing that could connect has changed\n',
      stderr: '',
      status: 0,
    });
    expect(diff('HEAD:dist/policies.yaml', 'dist/policies.yaml')).toMatchObject({ stderr: '', status: 0 });
    writeFileSync(join(folder, 'dist/policies.yaml'), '');
    expect(diff('HEAD:dist', 'dist')).toMatchObject({ stdout: expect.stringContaining(' opened'), status: 1 });
    symlinkSync('nothing', join(folder, 'dist/gone.yaml'));
    commitAll(git, 'gone');
    expect(diff('HEAD:dist', 'dist')).toMatchObject({
      stderr: expect.stringContaining('note: 1 link leads to nothing: HEAD:dist/gone.yaml\n'),
      status: 0,
    });
  });
});

test('what is named twice is read once', async () => {
  const once = await ringfence(['list', '-'], `${WORKLOADS}---\n${POLICIES}`);
  expect(once.out).toContain('shop/cart');
  expect(await ringfence(['list', '-', '-'], `${WORKLOADS}---\n${POLICIES}`)).toEqual(once);
});

test('standard input is no two sides of a comparison', async () => {
  const { code, out, err } = await ringfence(['diff', '-', '-'], POLICIES);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toBe('error: standard input is one side at most: name the other\n');
});

test('a terminal obeys no name of a file', async () => {
  const folder = folderOf({ 'a.yaml': '' });
  symlinkSync('nothing', join(folder, '\u001b[31mred.yaml'));
  const { code, err } = await ringfence(['check', folder]);
  expect(code).toBe(0);
  expect(err).toContain('note: 1 link leads to nothing: ');
  expect(err).toContain('\\u001b[31mred.yaml');
  expect(err).not.toContain('\u001b');
});

test('a byte order mark and line ends of Windows change nothing', async () => {
  const text = `${WORKLOADS}---\n${POLICIES}`;
  const list = async (changed: string) => (await ringfence(['list', '-', '-o', 'json'], changed)).out;
  expect(await list(`\ufeff${text}`)).toBe(await list(text));
  expect(await list(text.replaceAll('\n', '\r\n'))).toBe(await list(text));
});

test('the version is that of the package', async () => {
  const { version } = require('../../package.json');
  expect(await ringfence(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
});
