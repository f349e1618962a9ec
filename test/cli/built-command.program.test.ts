import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { folderOf } from '../support/command';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const build = join(__dirname, '../../build');

/** The files of the bundle and the parts of Node that a run of the command loaded. */
function loadedBy(...args: readonly string[]): {
  readonly files: readonly string[];
  readonly builtins: readonly string[];
} {
  const folder = folderOf({
    'all.yaml': `${POLICIES}---\n${WORKLOADS}`,
    'print.cjs': `process.on('exit', () => {
  console.error(JSON.stringify([Object.keys(require.cache), process.moduleLoadList]));
});`,
  });
  const script = ['--require', join(folder, 'print.cjs'), join(build, 'cli/main.js')];
  const { stderr } = spawnSync(process.execPath, [...script, ...args, join(folder, 'all.yaml')], { encoding: 'utf8' });
  const [files, builtins] = JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as [string[], string[]];
  return { files: files.map((file) => basename(file)), builtins };
}

const ALL = readdirSync(join(build, 'cli')).filter((file) => file.endsWith('.js'));
const COMMANDS = ALL.filter((file) => /^cli-(?!list-graph|live-input|ignored-by)/.test(file));

test.each(['list', 'check'])('%s loads itself, and no other command', (command) => {
  const { files } = loadedBy(command);
  expect(COMMANDS.length).toBeGreaterThan(10);
  expect(files.filter((file) => COMMANDS.includes(file))).toEqual([`cli-${command}.js`]);
});

test('list loads no rule of check, which a setting may name', () => {
  expect(readdirSync(join(build, 'cli'))).toContain('lint-rules.js');
  expect(loadedBy('list').files).not.toContain('lint-rules.js');
});

test('list of NetworkPolicies reads few files, none of which is about other policies, proofs or pictures', () => {
  const { files } = loadedBy('list');
  const own = files.filter((file) => ALL.includes(file));
  expect(own.length).toBeLessThanOrEqual(6);
  const text = own.map((file) => readFileSync(join(build, 'cli', file), 'utf8')).join('');
  const later = [
    'readCiliumPolicy',
    'readCalicoPolicy',
    'readAdminPolicy',
    'madeStages',
    'onlyAllowsOutOf',
    'dotGraph',
  ];
  expect(later.filter((name) => text.includes(`function ${name}(`))).toEqual([]);
  const everything = ALL.map((file) => readFileSync(join(build, 'cli', file), 'utf8')).join('');
  expect(later.filter((name) => !everything.includes(`function ${name}(`))).toEqual([]);
});

test('list loads nothing of Node that takes long and that it does not need', () => {
  const { builtins } = loadedBy('list');
  expect(builtins).toContain('NativeModule fs');
  expect(builtins.filter((name) => /^NativeModule (child_process|crypto|zlib|readline)$/.test(name))).toEqual([]);
});
