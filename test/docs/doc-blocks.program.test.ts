import { docBlocks } from '../support/doc-blocks';
import { compileErrors, runBlock } from '../support/doc-program';

/** The harness must be able to fail. */

const document = (...fences: [string, string][]) =>
  fences.map(([info, text]) => `\`\`\`${info}\n${text}\n\`\`\``).join('\n\n');

test('a block that continues comes after the last one that does not', () => {
  const blocks = docBlocks(
    'x.md',
    document(['ts', 'const a = 1;'], ['ts continues', 'a + 1;'], ['ts continues', 'a + 2;']),
  );
  expect(blocks.map(({ code }) => code)).toEqual([
    'const a = 1;\n',
    'const a = 1;\n\na + 1;\n',
    'const a = 1;\n\na + 2;\n',
  ]);
});

test('a block is found with its line, its message and its output', () => {
  const markdown = `text\n\n${document(['ts throws', 'x'], ['text', 'why'])}\n\n${document(['ts', 'y'])}\n<!-- output -->\n${document(['yaml', 'a: 1'])}\n`;
  expect(docBlocks('x.md', markdown)).toMatchObject([
    { line: 3, throws: true, message: 'why' },
    { line: 11, output: 'a: 1\n' },
  ]);
});

test('what a block prints is found below it, and apart from what it continues', () => {
  const [, block] = docBlocks(
    'x.md',
    `${document(['ts', "console.log('a');"], ['ts continues', "console.log('b', { c: 1 });"])}\n\n<!-- prints -->\n${document(['text', 'b { c: 1 }'])}`,
  );
  if (block === undefined) throw new Error('the document has two blocks');
  expect(block).toMatchObject({ base: "console.log('a');\n", prints: 'b { c: 1 }\n' });
  expect(runBlock(block, require).printed).toBe('a\nb { c: 1 }\n');
});

test('an unknown mark is an error', () => {
  expect(() => docBlocks('x.md', document(['ts skip', 'x']))).toThrow("x.md:1: unknown mark 'skip'");
});

test('errors of the compiler belong to the block that has them', () => {
  const blocks = docBlocks(
    'x.md',
    document(['ts', "import { Pods } from 'ringfence';\nPods.some();"], ['ts', "import 'ringfence/cdk8s';"]),
  );
  const errors = compileErrors(blocks);
  expect(blocks.map((block) => errors.get(block))).toEqual([
    [expect.stringContaining("Property 'some' does not exist")],
    [],
  ]);
});

test('a block for vitest is an ES module, which others are not', () => {
  const code = "import 'ringfence/vitest';\nawait import('vitest');";
  const blocks = docBlocks('x.md', document(['ts vitest', code], ['ts', code]));
  const errors = compileErrors(blocks);
  expect(blocks.map((block) => errors.get(block)?.length === 0)).toEqual([true, false]);
});

test('a block that throws, throws', () => {
  const [block] = docBlocks('x.md', document(['ts', "throw new Error('from the block');"]));
  expect(() => runBlock(block as never, require)).toThrow('from the block');
});
