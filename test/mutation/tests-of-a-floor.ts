import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * All tests that hold a floor, as one file: a run of mutants then loads the code once a mutant and not once a file. Examples
 * come before properties, since they notice most mutants and take less time; input of hostile size stays out, since each
 * survivor would wait for it.
 */
const isProperty = (file: string) => file.includes('.property.');
const folders = (process.env.TEST_FOLDERS ?? '').split(',');
const files = folders
  .flatMap((folder) => testsIn(join(__dirname, '..', folder)))
  .sort((a, b) => Number(isProperty(a)) - Number(isProperty(b)) || (a < b ? -1 : 1));

for (const file of files) {
  describe(relative(join(__dirname, '..'), file), () => {
    require(file);
  });
}

function testsIn(folder: string): string[] {
  if (folder.endsWith('.test.ts')) return [folder];
  if (!existsSync(folder)) throw new Error(`TEST_FOLDERS names ${folder}, which is not there`);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !/hostile[^/]*\.test\.ts$/.test(name))
    .map((name) => join(folder, name));
}
