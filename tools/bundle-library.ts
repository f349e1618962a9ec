/**
 * Bundles what users import into build/library: few files in place of hundreds, since reading so many takes most of the time of loading.
 * What several entry points share is in files of its own, so that each class and each registry is there once. The declarations stay
 * where the compiler writes them.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type BuildOptions, build, type OnResolveArgs, type OutputFile, type Plugin, transform } from 'esbuild';

const root = join(__dirname, '..');
const outdir = join(root, 'build/library');

/** By the names of their files. */
const ENTRIES: Readonly<Record<string, string>> = {
  index: 'lib/index.ts',
  cdk8s: 'lib/cdk8s/index.ts',
  pulumi: 'lib/pulumi/index.ts',
  'pulumi-package': 'lib/pulumi/package/serve-package.ts',
  'policy-pack': 'lib/policy-pack/index.ts',
  matchers: 'lib/matchers/index.ts',
  jest: 'lib/jest/index.ts',
  vitest: 'lib/vitest/index.ts',
};

const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  keepNames: true,
  outdir,
  write: false,
  logLevel: 'warning',
} satisfies BuildOptions;

async function main(): Promise<void> {
  // esbuild shares files between entry points in modules of ECMAScript alone; each is made CommonJS afterwards.
  const files = await Promise.all((await sharedFiles()).map(commonJs));
  const [vitest] = (await build({ ...options, entryPoints: { vitest: 'lib/vitest/index.mts' }, plugins: [matchers] }))
    .outputFiles;
  if (vitest === undefined) throw new Error('esbuild wrote no module for vitest');
  files.push({ path: vitest.path.replace(/\.js$/, '.mjs'), text: vitest.text });
  const written = `${outdir}.${process.pid}`;
  rmSync(written, { recursive: true, force: true });
  mkdirSync(written, { recursive: true });
  for (const { path, text } of files) writeFileSync(join(written, relative(outdir, path)), text);
  rmSync(outdir, { recursive: true, force: true });
  renameSync(written, outdir);
}

/** What is only loaded when it is needed may itself load more so: each is an entry point, until no other is found. */
async function sharedFiles(): Promise<OutputFile[]> {
  const apart = new Map<string, string>();
  for (;;) {
    const known = apart.size;
    const entryPoints = { ...ENTRIES, ...Object.fromEntries([...apart].map(([file, name]) => [name, file]).sort()) };
    const { outputFiles } = await build({ ...options, splitting: true, entryPoints, plugins: [loadedLater(apart)] });
    if (apart.size === known) return outputFiles;
  }
}

/** Sources that are loaded by `require` stand in files of their own, which are added to `apart` by their names. */
function loadedLater(apart: Map<string, string>): Plugin {
  return {
    name: 'loaded-later',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }: OnResolveArgs) => {
        // As far from each file of build/library as from those that the compiler writes.
        if (path.endsWith('/package.json')) return { path: '../../package.json', external: true };
        if (kind !== 'require-call') return undefined;
        const file = resolve(resolveDir, `${path}.ts`);
        const name = relative(join(root, 'lib'), file).replace(/\.ts$/, '').replace(/[\\/]/g, '-');
        apart.set(file, name);
        return { path: `./${name}.js`, external: true };
      });
    },
  };
}

/** The matchers of the module for vitest are those that all other files share. */
const matchers: Plugin = {
  name: 'matchers',
  setup({ onResolve }) {
    onResolve({ filter: /\/matchers\/index\.js$/ }, () => ({ path: './matchers.js', external: true }));
  },
};

async function commonJs({ path, text }: OutputFile): Promise<{ path: string; text: string }> {
  if (dirname(path) !== outdir) throw new Error(`${path} is not in ${outdir}`);
  // In a module of ECMAScript esbuild hides `require` behind a name of its own, which the bundlers of users do not know.
  const plain = text.replace(/\b__require\("/g, 'require("');
  const { code } = await transform(plain, { format: 'cjs', platform: options.platform, target: options.target });
  return { path, text: code };
}

void main();
