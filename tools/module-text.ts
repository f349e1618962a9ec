/** Modules of ECMAScript as esbuild writes them into a bundle: what they take from each other, and what they export. */

/** What is called `value` in a file, and `name` in others. */
export interface Exported {
  readonly name: string;
  readonly value: string;
}

const EXPORTS = /\nexport \{\n([\s\S]*?)\n\};\n$/;

/** Names, or none where the other file only has to have run. */
const IMPORTS = /^import (?:\{\n([^}]*)\n\} from )?"\.\/([^"]+)";$/gm;

export function exportsOf(text: string): readonly Exported[] {
  const items = EXPORTS.exec(text)?.[1]?.split(',\n') ?? [];
  return items.map((item) => exported(item));
}

/** Puts this in place of the exports, where there are any. */
export function withExports(text: string, exports: string): string {
  return text.replace(EXPORTS, () => exports);
}

/**
 * Puts in place of each import from another file of the bundle what `rewrite` returns for it.
 * @param rewrite gets the name of the other file, and what is taken from there
 */
export function withImports(text: string, rewrite: (file: string, taken: readonly Exported[]) => string): string {
  return text.replace(IMPORTS, (_, items: string | undefined, file: string) =>
    rewrite(file, items?.split(',\n').map((item) => exported(item, 'import')) ?? []),
  );
}

/** An import as esbuild writes it. */
export function importOf(file: string, taken: readonly Exported[]): string {
  const items = taken.map(({ name, value }) => `  ${name} as ${value}`);
  return items.length === 0 ? `import "./${file}";` : `import {\n${items.join(',\n')}\n} from "./${file}";`;
}

/**
 * In a module of ECMAScript esbuild calls `require` by a name of its own, which the bundlers of users do not know. This calls it plainly.
 * @throws where what is required is no text
 */
export function withRequire(text: string): string {
  const calls = text.replace(/\b__require\d*\("/g, 'require("').replace(OWN_REQUIRE, '');
  const imports = withImports(calls, (file, taken) => importOf(file, taken.filter(isNotRequire)));
  const plain = withExports(imports, exportText(exportsOf(imports).filter(isNotRequire)));
  if (/(?<!function )\b__require\b/.test(plain)) throw new Error('what is required is no text');
  return plain;
}

/** How esbuild says what its own name stands for. */
const OWN_REQUIRE = /^var __require\d* = [^\n]*\n[\s\S]*?\n\}\);\n/m;

function isNotRequire({ name }: Exported): boolean {
  return name !== '__require';
}

function exportText(exports: readonly Exported[]): string {
  const items = exports.map(({ name, value }) => `  ${value} as ${name}`);
  return items.length === 0 ? '\n' : `\nexport {\n${items.join(',\n')}\n};\n`;
}

/** Of an import the name comes first, of an export the value. */
function exported(item: string, of: 'export' | 'import' = 'export'): Exported {
  const [, first, second = first] = /^ *(\w+)(?: as (\w+))?$/.exec(item) ?? [];
  if (first === undefined || second === undefined) throw new Error(`not as esbuild writes it: ${item}`);
  return of === 'export' ? { value: first, name: second } : { name: first, value: second };
}
