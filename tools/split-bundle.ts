/**
 * Bundles that load little: what several entry points share stands in files of its own, so that each class and each registry is there
 * once, and what is loaded only when it is needed in files too.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type BuildOptions, type BuildResult, build, type OnResolveArgs, type Plugin, transform } from 'esbuild';
import { BUNDLE } from './bundle-options';
import { type BundledModule, mergedFiles } from './merged-files';
import { exportsOf, withExports, withImports, withRequire } from './module-text';

const root = BUNDLE.absWorkingDir;

/** A file of a bundle, in CommonJS. */
export interface BundledFile {
  readonly path: string;
  readonly text: string;
}

export interface SplitBundle {
  readonly files: readonly BundledFile[];
  /** The sources, from the root of the project. */
  readonly inputs: readonly string[];
}

/** What bundles differ in. */
export interface SplitOptions extends Pick<BuildOptions, 'external' | 'packages' | 'plugins'> {
  readonly outdir: string;
  /** The entry points whose start counts: what they load then stands in few files. */
  readonly starts: readonly string[];
}

/**
 * Bundles entry points of lib/, by the names of their files.
 * @throws where files load each other, or export what changes
 */
export async function splitBundle(
  entries: Readonly<Record<string, string>>,
  { plugins = [], starts, ...options }: SplitOptions,
): Promise<SplitBundle> {
  // What is only loaded when it is needed may itself load more so: each is an entry point, until no other is found.
  const apart = new Map<string, string>();
  for (;;) {
    const known = apart.size;
    const result = await build({
      ...BUNDLE,
      ...options,
      splitting: true,
      entryPoints: { ...entries, ...Object.fromEntries([...apart].map(([file, name]) => [name, file]).sort()) },
      plugins: [...plugins, loadedLater(apart), modules(entries)],
    });
    if (apart.size > known) continue;
    const split = modulesOf(result, options.outdir);
    split.forEach(refuseChanges);
    const merged = await mergedFiles(
      split,
      starts.map((start) => `${start}.js`),
    );
    // esbuild shares files between entry points in modules of ECMAScript alone; each is made CommonJS afterwards.
    const files = await Promise.all(
      merged.map(async ({ name, text }) => ({ path: join(options.outdir, name), text: await commonJs(text) })),
    );
    refuseCycles(files, options.outdir);
    return { files, inputs: Object.keys(result.metafile.inputs) };
  }
}

function modulesOf(
  { outputFiles, metafile }: BuildResult<{ write: false; metafile: true }>,
  outdir: string,
): BundledModule[] {
  const nameOf = (path: string) => relative(outdir, resolve(root, path));
  return outputFiles.map(({ path, text }) => {
    const imports = metafile.outputs[relative(root, path)]?.imports ?? [];
    const atStart = imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
    return { name: nameOf(path), text: withRequire(text), loads: atStart.map(({ path }) => nameOf(path)) };
  });
}

/** Puts the files in place of all that were in the folder, at once. */
export function putFiles(outdir: string, files: readonly BundledFile[]): void {
  const written = `${outdir}.${process.pid}`;
  rmSync(written, { recursive: true, force: true });
  for (const { path, text } of files) {
    const file = join(written, relative(outdir, path));
    mkdirSync(dirname(file), { recursive: true });
    // A file that begins so is run as a program.
    writeFileSync(file, text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
  }
  rmSync(outdir, { recursive: true, force: true });
  renameSync(written, outdir);
}

/** Sources that are loaded by `require` stand in files of their own, which are added to `apart` by their names. */
function loadedLater(apart: Map<string, string>): Plugin {
  return {
    name: 'loaded-later',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ kind, importer, path, resolveDir }: OnResolveArgs) => {
        // As far from each folder of build/ as from those that the compiler writes.
        if (path.endsWith('/package.json')) return { path: '../../package.json', external: true };
        // Not what packages load so.
        if (kind !== 'require-call' || !importer.endsWith('.ts')) return undefined;
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
function modules(entries: Readonly<Record<string, string>>): Plugin {
  return {
    name: 'modules',
    setup({ onLoad }) {
      const files = new Set(Object.values(entries).map((entry) => join(root, entry)));
      onLoad({ filter: /\.ts$/ }, ({ path }) =>
        files.has(path) ? { contents: `${readFileSync(path, 'utf8')}\nexport {};\n`, loader: 'ts' } : undefined,
      );
    },
  };
}

/**
 * Exports are values that are set once the file has run, and what a file takes from others are names of its own, as in one file. esbuild
 * makes them getters of getters, which took a twentieth of the time of judging a large cluster.
 */
async function commonJs(text: string): Promise<string> {
  const exported = exportsOf(text);
  const values = exported.map(({ name, value }) => `${name}: ${value}`).join(', ');
  const taking = withImports(withRequire(text), (file, taken) => {
    const names = taken.map(({ name, value }) => `${name}: ${value}`).join(', ');
    return taken.length === 0 ? `require("./${file}");` : `const { ${names} } = require("./${file}");`;
  });
  const plain = withExports(taking, `\nmodule.exports = { ${values} };\n`);
  const { code } = await transform(plain, { format: 'cjs', platform: BUNDLE.platform, target: BUNDLE.target });
  const marks = exported.length === 0 ? '' : marksOf(exported.map(({ name }) => name));
  return `${withOwnNames(code)}${marks}`;
}

/** @throws where an export changes later, so that only a getter gives what it is */
function refuseChanges({ name, text }: BundledModule): void {
  for (const { value } of exportsOf(text)) {
    const assigned = text.match(new RegExp(`(?<![.\\w])${value} *(?:=(?![=>])|[-+*/|&?]+=|\\+\\+|--)`, 'g')) ?? [];
    if (assigned.length > 1) throw new Error(`${name} exports what changes: ${value}`);
  }
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
function refuseCycles(files: readonly BundledFile[], outdir: string): void {
  const loads = new Map(
    files.map(({ path, text }) => [
      relative(outdir, path),
      Array.from(text.matchAll(/^(?:(?:\}|var \w+) = )?require\("\.\/([^"]+)"\);$/gm), ([, file = '']) => file),
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
