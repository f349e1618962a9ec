import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '../..');
const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const filesIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
const library = filesIn('lib');
const architecture = textOf('ARCHITECTURE.md');
const guide = textOf('docs/finding-things.md');

/** What stands in backticks, outside of blocks of code. */
const codeIn = (markdown: string) =>
  [...markdown.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** Whether the repository has a file or a folder that may be named without `lib/` and without the folders around it. */
function exists(path: string): boolean {
  const wanted = path.replace(/\/$/, '');
  return [wanted, join('lib', wanted)].some((one) => existsSync(join(root, one)))
    ? true
    : library.some((one) => one.endsWith(`/${wanted}`));
}

const isPath = (code: string) => /^\.?[\w-]+(\/[\w.-]+)*(\/|\.(ts|mts|cjs|md|json|yaml))$/.test(code);

/** Made by `npm run compile`, or by users. */
const NOT_OF_THE_REPOSITORY = ['main.js', 'commands.js', 'usage-error.js', '.ringfence.yaml', 'package.json'];

describe('ARCHITECTURE.md', () => {
  test('names no file or folder that is not there', () => {
    const paths = codeIn(architecture).filter(isPath);
    expect(paths.length).toBeGreaterThan(50);
    expect(paths.filter((path) => !exists(path) && !NOT_OF_THE_REPOSITORY.includes(path))).toEqual([]);
  });

  test('names no function, type or constant that the code does not have', () => {
    const known = identifiersOf(library.filter((file) => /\.m?ts$/.test(file)));
    const names = codeIn(architecture).flatMap((code) => {
      const name = /^\.?([A-Za-z_]\w*)(\.[A-Za-z]\w*)?(\(.*\))?$/.exec(code);
      return name === null ? [] : [name[1] as string, ...(name[2] === undefined ? [] : [name[2].slice(1)])];
    });
    // A word in lower case, such as `auto`, may be a value, a key of YAML or a program.
    const declared = names.filter((name) => /[A-Z]/.test(name));
    expect(declared.length).toBeGreaterThan(30);
    expect([...new Set(declared.filter((name) => !known.has(name)))]).toEqual([]);
  });

  test('lists the floors that the import rules enforce, and every folder of lib/', () => {
    expect(documentedFloors()).toEqual(enforcedFloors());
    const folders = readdirSync(join(root, 'lib'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(enforcedFloors().flat().sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  test('every file of lib/ has a base name of its own, but for the entry points', () => {
    const names = library.filter((file) => /\.m?ts$/.test(file)).map((file) => basename(file).replace(/\.m?ts$/, ''));
    const repeated = names.filter((name, index) => name !== 'index' && names.indexOf(name) !== index);
    expect(repeated).toEqual([]);
  });

  test('no file of lib/ is longer than 300 lines', () => {
    const long = library.filter((file) => /\.m?ts$/.test(file) && textOf(file).split('\n').length > 301);
    expect(long).toEqual([]);
  });
});

test('CONTRIBUTING.md names no file or folder of the library that is not there', () => {
  const paths = codeIn(textOf('CONTRIBUTING.md')).filter(
    (code) => isPath(code) && /^(lib|test|docs|tools)\//.test(code),
  );
  expect(paths.length).toBeGreaterThan(5);
  expect(paths.filter((path) => !exists(path))).toEqual([]);
});

describe('docs/finding-things.md', () => {
  const questions = [...guide.matchAll(/^\| (.+\?) \| `([^`]+)`.* \|$/gm)].map(([, question, path = '']) => ({
    question,
    path,
  }));

  test('answers as many questions as ARCHITECTURE.md says, each with a file or folder that is there', () => {
    expect(architecture).toContain(`answers "where is ...?" for ${questions.length} questions`);
    expect(questions.length).toBeGreaterThanOrEqual(24);
    expect(questions.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
  });
});

/** Every name that code uses; comments and strings do not count. */
function identifiersOf(files: readonly string[]): Set<string> {
  const names = new Set<string>();
  for (const file of files) {
    const scanner = ts.createScanner(ts.ScriptTarget.ES2022, true, ts.LanguageVariant.Standard, textOf(file));
    for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
      if (token >= ts.SyntaxKind.Identifier) names.add(scanner.getTokenText());
    }
  }
  return names;
}

/** The folders of each floor, from the ground up, as the list at the head of ARCHITECTURE.md has them. */
function documentedFloors(): string[][] {
  const floors: string[][] = [];
  for (const [, folder = '', floor = ''] of architecture.matchAll(/^ {2}([\w-]+)\/ +(\d+) {2}\S/gm)) {
    floors[Number(floor)] = [...(floors[Number(floor)] ?? []), folder].sort();
  }
  return floors;
}

/** The same as the rules of dependency-cruiser have them: each floor but the uppermost has one that looks upwards. */
function enforcedFloors(): string[][] {
  const { forbidden } = require('../../.dependency-cruiser.cjs') as {
    forbidden: readonly { readonly from: { readonly path?: string }; readonly to: { readonly path?: string } }[];
  };
  const foldersOf = (path = '') => (/^\^lib\/\(([\w|-]+)\)\/$/.exec(path)?.[1] ?? '').split('|').filter(Boolean);
  const upwards = forbidden.filter(({ from, to }) => foldersOf(from.path).length > 0 && foldersOf(to.path).length > 0);
  const last = upwards.at(-1);
  return [...upwards.map(({ from }) => foldersOf(from.path)), foldersOf(last?.to.path)].map((floor) => floor.sort());
}
