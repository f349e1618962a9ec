/**
 * Bundles the command into build/cli: a start of it reads few files, those that the command needs, and who installs the package gets none
 * of the packages that only the command needs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLE } from './bundle-options';
import { withLateBuiltins } from './late-builtins';
import { licencesOf } from './licences';
import { packagesElsewhere } from './packages-elsewhere';
import { putFiles, splitBundle } from './split-bundle';

const root = join(__dirname, '..');
const outdir = join(root, 'build/cli');

/** What few runs need, each a file of its own. */
const APART: Readonly<Record<string, string>> = {
  yaml: 'yaml.js',
  '@pnpm/tabtab': 'tabtab.js',
};

/** Large, and of JavaScript's own kind of module: users install it. */
const INSTALLED = ['@hpcc-js/wasm-graphviz'];

/** What is loaded at these starts stands in few files. */
const STARTS = ['main', 'cli-list', 'cli-check'];

async function main(): Promise<void> {
  const command = await splitBundle(
    { main: 'lib/cli/main.ts' },
    { outdir, external: INSTALLED, starts: STARTS, plugins: [packagesElsewhere(APART)] },
  );
  const entryPoints = Object.fromEntries(
    Object.entries(APART).map(([name, file]) => [file.replace(/\.js$/, ''), name]),
  );
  const packages = await build({ ...BUNDLE, format: 'cjs', outdir, entryPoints });
  // The scripts of shells, which tabtab reads beside itself.
  const templates = join(dirname(require.resolve('@pnpm/tabtab')), 'templates');
  const inputs = [...command.inputs, ...Object.keys(packages.metafile.inputs)];
  const licences = licencesOf(inputs, root, 'The command holds code of these packages.');
  putFiles(outdir, [
    ...command.files.map(({ path, text }) => ({ path, text: withLateBuiltins(text) })),
    ...packages.outputFiles,
    ...readdirSync(templates).map((name) => ({
      path: join(outdir, 'templates', name),
      text: readFileSync(join(templates, name), 'utf8'),
    })),
    { path: join(outdir, 'LICENSES.txt'), text: licences },
  ]);
}

void main();
