/**
 * esbuild splits a bundle so finely that no entry point loads a line that it does not need, not even one that another loads later. To
 * open a file takes longer than to read some more lines, so what the same entry points load at their start becomes one file here.
 */
import { build, type Plugin } from 'esbuild';
import { BUNDLE } from './bundle-options';
import { exportsOf, importOf, withImports } from './module-text';

/** A module of ECMAScript as esbuild writes it. */
export interface BundledModule {
  /** What other files of the bundle load it by, such as `chunk-ABC.js`. */
  readonly name: string;
  readonly text: string;
  /** The names of the files that it loads at its start. */
  readonly loads: readonly string[];
}

/** @param starts the files whose start counts. They stay files of their own, and so does what none of them loads at its start. */
export async function mergedFiles(
  modules: readonly BundledModule[],
  starts: readonly string[],
): Promise<readonly Omit<BundledModule, 'loads'>[]> {
  const groups = groupsOf(modules, starts);
  const homes = new Map(groups.flatMap((group) => homesIn(group)));
  return Promise.all(groups.map((group) => oneFile(group, homes)));
}

/** A group of files that become one is loaded by the same starts. What a file loads has at least its starts, so no two groups load each other. */
function groupsOf(modules: readonly BundledModule[], starts: readonly string[]): readonly (readonly BundledModule[])[] {
  const loads = new Map(modules.map(({ name, loads }) => [name, loads]));
  const loadedBy = starts.map((start) => {
    const files = new Set([start]);
    for (const file of files) for (const other of loads.get(file) ?? []) files.add(other);
    return files;
  });
  const groups = new Map<string, BundledModule[]>();
  for (const module of modules) {
    const loading = starts.filter((_, index) => loadedBy[index]?.has(module.name));
    const key = starts.includes(module.name) || loading.length === 0 ? module.name : `of ${loading.join(' ')}`;
    groups.set(key, [...(groups.get(key) ?? []), module]);
  }
  return [...groups.values()];
}

/** Where a module is now, and what its exports are called there. */
interface Home {
  readonly file: string;
  readonly exports: ReadonlyMap<string, string>;
}

function homesIn(group: readonly BundledModule[]): readonly (readonly [string, Home])[] {
  const file = group[0]?.name ?? '';
  const taken = new Set<string>();
  return group.map(({ name, text }) => {
    const exports = new Map(exportsOf(text).map(({ name }) => [name, unused(name, taken)]));
    return [name, { file, exports }];
  });
}

function unused(name: string, taken: Set<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}_${count}`;
  taken.add(free);
  return free;
}

async function oneFile(
  group: readonly BundledModule[],
  homes: ReadonlyMap<string, Home>,
): Promise<Omit<BundledModule, 'loads'>> {
  const [first, ...others] = group;
  if (first === undefined) throw new Error('a group has a file');
  const name = first.name;
  if (others.length === 0) return { name, text: fromHomes(first.text, name, homes) };
  const texts = new Map(group.map((module) => [module.name, fromHomes(module.text, name, homes)]));
  const exports = group.map((module) => {
    const names = Array.from(homes.get(module.name)?.exports ?? [], ([from, to]) => `${from} as ${to}`);
    return `export { ${names.join(', ')} } from './${module.name}';`;
  });
  const { outputFiles } = await build({
    ...BUNDLE,
    stdin: { contents: exports.join('\n'), resolveDir: '.' },
    plugins: [inside(texts)],
  });
  return { name, text: outputFiles.map(({ text }) => text).join('') };
}

/** What comes from another home is taken from there, by the name that it has there. */
function fromHomes(text: string, own: string, homes: ReadonlyMap<string, Home>): string {
  return withImports(text, (module, taken) => {
    const { file = module, exports } = homes.get(module) ?? {};
    const names = (name: string) => (file === own ? name : (exports?.get(name) ?? name));
    const renamed = taken.map(({ name, value }) => ({ name: names(name), value }));
    return importOf(file === own ? module : file, renamed);
  });
}

/** These modules are there as texts; every other file is elsewhere. */
function inside(texts: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'inside',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /.*/ }, ({ path, kind }) => {
        if (kind === 'entry-point') return undefined;
        const name = path.replace(/^\.\//, '');
        return texts.has(name) ? { path: name, namespace: 'inside' } : { path, external: true };
      });
      onLoad({ filter: /.*/, namespace: 'inside' }, ({ path }) => ({ contents: texts.get(path) ?? '' }));
    },
  };
}
