/**
 * Bundles the command into build/cli: a start of it reads few files, and who installs the package gets none of the
 * packages that only the command needs. The library stays as the compiler writes it.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { commandsElsewhere, fileElsewhere, packagesElsewhere } from './elsewhere';
import { licencesOf } from './licences';

const root = join(__dirname, '..');
const outdir = join(root, 'build/cli');

/** Of this the bundle may hold one copy only: `main.js` asks what it catches whether it is one. */
const USAGE_ERROR = join(root, 'lib/files/usage-error.ts');

/** What few runs need, each a file of its own. */
const APART: Readonly<Record<string, string>> = {
  yaml: 'yaml.js',
  '@pnpm/tabtab': 'tabtab.js',
};

/** Large, and of JavaScript's own kind of module: users install it. */
const INSTALLED = ['@hpcc-js/wasm-graphviz'];

const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outdir,
  sourcemap: true,
  sourcesContent: false,
  external: INSTALLED,
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

async function main(): Promise<void> {
  rmSync(outdir, { recursive: true, force: true });
  const files = [fileElsewhere(USAGE_ERROR, './usage-error.js'), packagesElsewhere(APART)];
  const commands = new Set<string>();
  const apart = Object.fromEntries(Object.entries(APART).map(([name, file]) => [file.replace(/\.js$/, ''), name]));
  const started = await build({
    ...options,
    entryPoints: { main: 'lib/cli/main.ts' },
    plugins: [...files, commandsElsewhere(commands)],
  });
  // In an order that does not depend on which was found first: the same bytes each time.
  const contents = [...commands]
    .sort()
    .map((file) => `export * from './${relative(root, file)}';`)
    .join('\n');
  const run = await build({
    ...options,
    stdin: { contents, resolveDir: root, sourcefile: 'commands.ts' },
    entryNames: 'commands',
    plugins: files,
  });
  const shared = await build({ ...options, entryPoints: { 'usage-error': USAGE_ERROR } });
  const packages = await build({ ...options, sourcemap: false, entryPoints: apart });
  refuseTwoCopies(started.metafile, run.metafile);
  // The scripts of shells, which tabtab reads beside itself.
  cpSync(join(dirname(require.resolve('@pnpm/tabtab')), 'templates'), join(outdir, 'templates'), { recursive: true });
  const inputs = [started, run, shared, packages].flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync(join(outdir, 'LICENSES.txt'), licencesOf(inputs, root, 'The command holds code of these packages.'));
}

/** @throws where two files of the bundle would hold one class, whose objects the other would not know */
function refuseTwoCopies(one: Metafile, other: Metafile): void {
  const twice = Object.keys(one.inputs).filter((file) => file.startsWith('lib/') && file in other.inputs);
  const classes = twice.filter((file) =>
    /^\s*(export )?(abstract )?class /m.test(readFileSync(join(root, file), 'utf8')),
  );
  if (classes.length > 0) {
    throw new Error(
      `main.js and commands.js both hold the classes of ${classes.join(', ')}; load these where they are needed`,
    );
  }
}

void main();
