import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type DocBlock, docBlocks } from '../support/doc-blocks';
import { compileErrors, runBlock } from '../support/doc-program';
import { newStack, settled } from '../support/pulumi-mocks';

const root = join(__dirname, '../..');
const docs = existsSync(join(root, 'docs'))
  ? readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  : [];
const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', ...docs.map((file) => join('docs', file))];
const blocks = documents
  .filter((file) => file.endsWith('.md'))
  .flatMap((file) => docBlocks(file, readFileSync(join(root, file), 'utf8')));

const errors = compileErrors(blocks);
const titled = (some: readonly DocBlock[]) => some.map((block) => [`${block.file}:${block.line}`, block] as const);

beforeAll(() => {
  process.env.CDK8S_OUTDIR = mkdtempSync(join(tmpdir(), 'ringfence-docs-'));
});

afterAll(() => {
  delete process.env.CDK8S_OUTDIR;
});

// Blocks for Pulumi run with mocks in the place of an engine, each as a program of its own.
beforeEach(() => {
  newStack();
});

afterEach(settled);

test.each(titled(blocks.filter(({ compiles }) => compiles)))('%s compiles', (_, block) => {
  expect(errors.get(block)).toEqual([]);
});

test.each(titled(blocks.filter(({ compiles }) => !compiles)))('%s does not compile', (_, block) => {
  expect(errors.get(block)).not.toEqual([]);
});

test.each(titled(blocks.filter(({ compiles, throws, vitest }) => compiles && !throws && !vitest)))(
  '%s runs, and its app can be synthesized',
  (_, block) => {
    runBlock(block, require).app?.synthYaml();
  },
);

test.each(titled(blocks.filter(({ throws }) => throws)))('%s throws what it says', (_, block) => {
  let message: string | undefined;
  try {
    runBlock(block, require);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toBeDefined();
  if (block.message !== undefined) expect(message).toBe(block.message);
});

test.each(titled(blocks.filter(({ output }) => output !== undefined)))('%s gives the YAML below it', (_, block) => {
  expect(runBlock(block, require).app?.synthYaml()).toBe(block.output);
});

test.each(titled(blocks.filter(({ prints }) => prints !== undefined)))('%s prints what is below it', (_, block) => {
  const { printed } = runBlock(block, require);
  expect(printed).toBe(`${runBlock({ ...block, code: block.base }, require).printed}${block.prints}`);
});

test('docs/cdk8s.md shows what each construct gives', () => {
  const shown = blocks.flatMap(({ file, output }) =>
    file === 'docs/cdk8s.md' && output !== undefined ? [output] : [],
  );
  const names = shown.flatMap((yaml) =>
    parseAllDocuments(yaml).map((document) => document.getIn(['metadata', 'name'])),
  );
  for (const name of ['default-deny-ingress', 'allow-dns', 'namespace-isolation', 'cart-allow-ingress', 'web']) {
    expect(names).toContain(name);
  }
});
