/**
 * Bundles the command into build/cli: a start of it reads few files, those that the command needs, and who installs the package gets none
 * of the packages that only the command needs.
 */
import { cpSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { withLateBuiltins } from './late-builtins';
import { licencesOf } from './licences';
import { packagesElsewhere } from './packages-elsewhere';
import { BUNDLE, putFiles, splitBundle } from './split-bundle';

const root = join(__dirname, '..');
const outdir = join(root, 'build/cli');

/** What few runs need, each a file of its own. */
const APART: Readonly<Record<string, string>> = {
  yaml: 'yaml.js',
  '@pnpm/tabtab': 'tabtab.js',
};

/** Large, and of JavaScript's own kind of module: users install it. */
const INSTALLED = ['@hpcc-js/wasm-graphviz'];

async function main(): Promise<void> {
  const command = await splitBundle(
    { main: 'lib/cli/main.ts' },
    { outdir, external: INSTALLED, plugins: [packagesElsewhere(APART)] },
  );
  const entryPoints = Object.fromEntries(
    Object.entries(APART).map(([name, file]) => [file.replace(/\.js$/, ''), name]),
  );
  const packages = await build({ ...BUNDLE, format: 'cjs', outdir, entryPoints });
  putFiles(outdir, [
    ...command.files.map(({ path, text }) => ({ path, text: withLateBuiltins(text) })),
    ...packages.outputFiles,
  ]);
  // The scripts of shells, which tabtab reads beside itself.
  cpSync(join(dirname(require.resolve('@pnpm/tabtab')), 'templates'), join(outdir, 'templates'), { recursive: true });
  const inputs = [...command.inputs, ...Object.keys(packages.metafile.inputs)];
  writeFileSync(join(outdir, 'LICENSES.txt'), licencesOf(inputs, root, 'The command holds code of these packages.'));
}

void main();
