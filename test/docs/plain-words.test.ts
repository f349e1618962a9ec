import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const root = join(__dirname, '../..');
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'bench/README.md',
  ...filesIn('docs', /\.(md|schema\.json)$/).filter((file) => !file.startsWith('docs/api')),
  ...['gitops', 'online-shop', 'pulumi-scenario-20', 'scenario-20'].map((name) => `examples/${name}/README.md`),
];
const sources = [
  '.projenrc.ts',
  ...['lib', 'test', 'examples', 'bench', 'tools'].flatMap((folder) => filesIn(folder, /\.[cm]?tsx?$|\.cjs$/)),
].filter((file) => file !== 'test/docs/plain-words.test.ts');

/** Words that a reader of the Kubernetes documentation does not meet there, and what to write instead. */
const INSTEAD: readonly (readonly [word: RegExp, instead: string])[] = [
  [/\bmend(s|ed|ing|able)?\b/i, 'fix, correct'],
  [/\b(tell|tells|told|telling)\b/i, 'report, show, say; distinguish'],
  [/\bnobody\b/i, 'nothing, no pod, no policy'],
  [/\bwhoever\b/i, 'anyone who, what'],
  [/\bheard\b/i, 'reported'],
  [/\bthereof\b/i, 'of it'],
  // A Promise of JavaScript has a capital, as its type has.
  [/\bpromises?\b/, 'claim'],
  [/\bpart(y|ies)\b/i, 'peer, subject, endpoint'],
  [/\bstands? (behind|beside)\b/i, 'comes after, together with'],
  [/\bhangs? (on|whether)\b|\bon which it hangs\b/i, 'depends on'],
  [/\balter(s|ed|ing)?\b/i, 'change'],
];

test.each(pages)('%s is written in plain technical English', (page) => {
  const prose = readFileSync(join(root, page), 'utf8')
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, '');
  expect(oldWordsIn(prose)).toEqual([]);
});

test('so are comments and texts of the code, and names of tests', () => {
  expect(sources.length).toBeGreaterThan(500);
  const found = sources.flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    // A source is parsed only where a word is in it, if perhaps as a name.
    if (oldWordsIn(source).length === 0) return [];
    return textsIn(source, file).flatMap(({ text, line }) =>
      oldWordsIn(text).map((word) => `${file}:${line}: ${word}`),
    );
  });
  expect(found).toEqual([]);
});

test('comments, strings and templates are read, and names in the code are not', () => {
  const code = `
    // nobody
    /** told */ const heard = promise.tell();
    'mended';
    jest.mock('./told', () => require('./heard'));
    \`a \${party} whoever \${\`altered\`} thereof\`;
  `;
  const words = textsIn(code, 'a.ts').flatMap(({ text, line }) => oldWordsIn(text).map((word) => `${line} ${word}`));
  expect(words.map((word) => word.split(':')[0])).toEqual([
    '2 "nobody"',
    '3 "told"',
    '4 "mended"',
    '6 "whoever"',
    '6 "altered"',
    '6 "thereof"',
  ]);
});

function oldWordsIn(prose: string): string[] {
  return INSTEAD.flatMap(([word, instead]) => {
    const match = word.exec(prose);
    return match === null ? [] : [`"${match[0]}": write ${instead}`];
  });
}

interface Text {
  readonly text: string;
  readonly line: number;
}

/** The comments and literals of a source, with the lines that they begin on. */
function textsIn(source: string, file: string): Text[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found = new Map<number, Text>();
  const add = (from: number, to: number) => {
    const text = source.slice(from, to);
    found.set(from, { text, line: parsed.getLineAndCharacterOfPosition(from).line + 1 });
  };
  const visit = (node: ts.Node): void => {
    const start = node.getStart(parsed);
    for (const { pos, end } of ts.getLeadingCommentRanges(source, node.getFullStart()) ?? []) add(pos, end);
    for (const { pos, end } of ts.getTrailingCommentRanges(source, node.getEnd()) ?? []) add(pos, end);
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (!isName(node)) add(start, node.getEnd());
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return [...found.values()].sort((a, b) => a.line - b.line);
}

/** Whether a string names something of JavaScript or a file, and is no text: a type, a property, a module. */
function isName({ parent }: ts.Node): boolean {
  if (parent === undefined) return false;
  const isModule = ts.isCallExpression(parent) && ['jest.mock', 'require'].includes(parent.expression.getText());
  return isModule || ts.isLiteralTypeNode(parent) || ts.isImportDeclaration(parent);
}

function filesIn(folder: string, name: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => name.test(file) && !file.includes('node_modules') && !file.includes('/dist/'));
}
