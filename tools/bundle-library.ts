/**
 * Bundles what users import into build/library: few files in place of hundreds, since reading so many takes most of the time of loading.
 * What several entry points share is in files of its own, so that each class and each registry is there once. The declarations stay
 * where the compiler writes them.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
  outdir,
  write: false,
  logLevel: 'warning',
} satisfies BuildOptions;

async function main(): Promise<void> {
  // esbuild shares files between entry points in modules of ECMAScript alone; each is made CommonJS afterwards.
  const files = await Promise.all((await sharedFiles()).map(commonJs));
  refuseCycles(files);
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
    const { outputFiles } = await build({
      ...options,
      splitting: true,
      entryPoints,
      plugins: [loadedLater(apart), modules],
    });
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

/**
 * esbuild takes an entry point without exports for CommonJS, and wraps all that it imports into functions, which have to be called
 * before it is used.
 */
const modules: Plugin = {
  name: 'modules',
  setup({ onLoad }) {
    const files = new Set(Object.values(ENTRIES).map((entry) => join(root, entry)));
    onLoad({ filter: /\.ts$/ }, ({ path }) =>
      files.has(path) ? { contents: `${readFileSync(path, 'utf8')}\nexport {};\n`, loader: 'ts' } : undefined,
    );
  },
};

/** The matchers of the module for vitest are those that all other files share. */
const matchers: Plugin = {
  name: 'matchers',
  setup({ onResolve }) {
    onResolve({ filter: /\/matchers\/index\.js$/ }, () => ({ path: './matchers.js', external: true }));
  },
};

interface CommonJs {
  readonly path: string;
  readonly text: string;
}

/** What a file exports at its end, as esbuild writes it. */
const EXPORTS = /\nexport \{\n([\s\S]*?)\n\};\n$/;

/**
 * Exports are values that are set once the file has run. esbuild makes them getters of getters, which took a twentieth of the time
 * of judging a large cluster.
 * @throws where an export changes later, so that only a getter gives what it is
 */
async function commonJs({ path, text }: OutputFile): Promise<CommonJs> {
  if (dirname(path) !== outdir) throw new Error(`${path} is not in ${outdir}`);
  const exported = (EXPORTS.exec(text)?.[1]?.split(',\n') ?? []).map((item) => {
    const [, value = '', name = value] = /^ *(\w+)(?: as (\w+))?$/.exec(item) ?? [];
    const assigned = text.match(new RegExp(`(?<![.\\w])${value} *(?:=(?![=>])|[-+*/|&?]+=|\\+\\+|--)`, 'g')) ?? [];
    if (value === '' || assigned.length > 1) throw new Error(`${relative(root, path)} exports what changes: ${item}`);
    return { name, value };
  });
  const values = exported.map(({ name, value }) => `${name}: ${value}`).join(', ');
  const esm = text
    // In a module of ECMAScript esbuild hides `require` behind a name of its own, which the bundlers of users do not know.
    .replace(/\b__require\("/g, 'require("')
    .replace(EXPORTS, `\nmodule.exports = { ${values} };\n`);
  const { code } = await transform(esm, { format: 'cjs', platform: options.platform, target: options.target });
  const marks = exported.length === 0 ? '' : marksOf(exported.map(({ name }) => name));
  return { path, text: `${withOwnNames(code)}${marks}` };
}

/** What compilers and Node look for: that this was a module of ECMAScript, and its names, which an import from there may ask for. */
function marksOf(names: readonly string[]): string {
  return `Object.defineProperty(module.exports, "__esModule", { value: true });
0 && (module.exports = { ${names.join(', ')} });
`;
}

/** A class that mentions itself is called `_Name` by esbuild, and would be called so in messages. */
function withOwnNames(code: string): string {
  const names = Array.from(code.matchAll(/\b(\w+) = class _\1\b/g), ([, name = '']) => name);
  return names.reduce((text, name) => text.replace(new RegExp(`\\b_${name}\\b`, 'g'), name), code);
}

/** @throws where files load each other: the first would see none of the exports of the other */
function refuseCycles(files: readonly CommonJs[]): void {
  const loads = new Map(
    files.map(({ path, text }) => [
      relative(outdir, path),
      Array.from(text.matchAll(/^(?:var \w+ = )?require\("\.\/([^"]+)"\);$/gm), ([, file = '']) => file),
    ]),
  );
  const isBehind = new Map<string, boolean>();
  const visit = (file: string): void => {
    if (isBehind.get(file)) return;
    if (isBehind.has(file)) throw new Error(`${file} loads itself through other files`);
    isBehind.set(file, false);
    for (const other of loads.get(file) ?? []) visit(other);
    isBehind.set(file, true);
  };
  for (const file of loads.keys()) visit(file);
}

void main();
