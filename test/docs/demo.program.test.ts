import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FROM_SOURCES, ringfence } from '../support/command';

const root = join(__dirname, '../..');

/** What `npm run demo` prints behind the synth, by the sources in place of the build. */
const printed = execFileSync(process.execPath, [...FROM_SOURCES, 'demo.ts'], {
  cwd: join(root, 'examples/scenario-20'),
  encoding: 'utf8',
});
const yaml = printed.indexOf('--- # ');
const end = printed.indexOf('\n\n20 connections');

test('the demo begins with what the boundary changes', () => {
  expect(printed.slice(0, yaml)).toMatchSnapshot();
});

test('then comes the YAML of every file', () => {
  const files = printed.slice(yaml, end).matchAll(/^--- # (.*)$/gm);
  expect(Array.from(files, ([, name]) => name)).toEqual([
    '0000-namespaces.k8s.yaml',
    '0001-boundary.k8s.yaml',
    '0002-cache.k8s.yaml',
    '0003-default.k8s.yaml',
    '0004-monolith.k8s.yaml',
  ]);
});

test('it ends with commands to try next, and each of them works', async () => {
  expect(printed.slice(end + 2)).toMatchSnapshot();
  const commands = Array.from(printed.matchAll(/^ {2}npx ringfence (.*)$/gm), ([, command]) => command as string);
  const page = join(mkdtempSync(join(tmpdir(), 'ringfence-demo-')), 'reach.html');
  const cwd = process.cwd();
  process.chdir(root);
  try {
    for (const command of commands) {
      const args = command.replace('PATH', 'docs/cli/after.yaml').replace('reach.html', page).split(' ');
      const { code, err } = await ringfence(args);
      const isFine = args[0] === 'report' ? err.startsWith(`wrote ${page} (`) : err === '';
      expect({ command, code, err, isFine }).toMatchObject({ code: args[0] === 'diff' ? 1 : 0, isFine: true });
    }
  } finally {
    process.chdir(cwd);
  }
});
