import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { FROM_SOURCES, folderOf } from '../support/command';

const root = join(__dirname, '../..');
const [hook, ...others] = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8'));
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const [command, ...words] = hook.entry.split(' ');

const policy = (port: number) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: ${port}}]}]}
`;

/** What pre-commit runs in a repository, with the sources in place of what it installs. */
function commit(files: Readonly<Record<string, string>>, args: readonly string[] = hook.args) {
  const main = join(root, (bin[command] as string).replace('build/', 'lib/').replace(/\.js$/, '.ts'));
  const cli = [...FROM_SOURCES, main, ...words, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, cli, { cwd: folderOf(files), encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('the hook is one that pre-commit can install: a command of this package, in Node', () => {
  expect(others).toEqual([]);
  expect(hook).toMatchObject({ id: 'ringfence-check', language: 'node', pass_filenames: false });
  expect(Object.keys(bin)).toContain(command);
});

test('it runs for commits of manifests', () => {
  const files = new RegExp(hook.files);
  expect(['dist/shop.k8s.yaml', 'web.yml', 'list.json'].filter((file) => !files.test(file))).toEqual([]);
  expect(['README.md', 'main.ts', 'yaml'].filter((file) => files.test(file))).toEqual([]);
});

test('it fails a commit by what the API server would refuse, wherever that is', () => {
  const refused = commit({ 'shop/web.yaml': policy(80800), 'README.md': '# shop' });
  expect(refused).toMatchObject({ status: 1, stderr: '' });
  expect(refused.stdout).toContain('shop/web.yaml:4:69: error: NetworkPolicy shop/web: spec.ingress[0].ports[0].port');
  expect(commit({ 'shop/web.yaml': policy(8080) })).toMatchObject({ status: 0, stderr: '' });
});

test('a repository without manifests is no error', () => {
  expect(commit({ 'README.md': '# shop' })).toMatchObject({ status: 0, stderr: '' });
  expect(commit({ 'README.md': '# shop' }, ['.'])).toMatchObject({ status: 2 });
});

test('its folder can be another', () => {
  const files = { 'dist/web.yaml': policy(8080), 'chart/templates/web.yaml': 'kind: {{ .Values.kind }}\n' };
  expect(commit(files)).toMatchObject({ status: 0, stderr: expect.stringContaining('note: 1 file is a template') });
  expect(commit(files, ['dist/'])).toMatchObject({ status: 0 });
});
