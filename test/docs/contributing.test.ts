import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const textOf = (file: string) => readFileSync(join(__dirname, '../..', file), 'utf8');
const guide = textOf('CONTRIBUTING.md');
const { scripts, packages, tasks } = {
  ...(JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }),
  ...(JSON.parse(textOf('package-lock.json')) as { packages: Record<string, object> }),
  ...(JSON.parse(textOf('.projen/tasks.json')) as { tasks: Record<string, { steps?: { exec?: string }[] }> }),
};

test('CONTRIBUTING.md names every script of ours, and none that does not exist', () => {
  const named = new Set(Array.from(guide.matchAll(/`npm (?:run )?([\w:-]+)/g), ([, name = '']) => name));
  named.delete('ci');
  named.delete('publish');
  expect([...named].filter((name) => scripts[name] === undefined)).toEqual([]);
  const ours = Array.from(textOf('.projenrc.ts').matchAll(/project\.addTask\('([\w:-]+)'/g), ([, name = '']) => name);
  expect(ours).toContain('update-dependencies');
  expect(ours.filter((name) => !named.has(name))).toEqual([]);
});

describe('an update of dependencies', () => {
  test('keeps to the ranges, runs no script of a package, and lists what is newer', () => {
    const commands = tasks['update-dependencies']?.steps?.map(({ exec }) => exec) ?? [];
    expect(commands).toEqual([
      expect.stringMatching(/^npm update .*--ignore-scripts.*--omit-lockfile-registry-resolved/),
      'npm outdated || true',
    ]);
  });

  test('leaves a lock file that names the address of no package', () => {
    const installed = Object.entries(packages).filter(([path]) => path !== '');
    expect(installed.length).toBeGreaterThan(500);
    expect(installed.filter(([, locked]) => 'resolved' in locked).map(([path]) => path)).toEqual([]);
  });
});
