import { join } from 'node:path';
import { inspect } from 'node:util';
import { transformSync } from '@swc/core';
import ts from 'typescript';
import type { DocBlock } from './doc-blocks';

const root = join(__dirname, '../..');

/** What is no block, which every program takes from here, since they all have the same options. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** The compiler's errors for each block, all blocks in one program with the options of the tests. */
export function compileErrors(blocks: readonly DocBlock[]): ReadonlyMap<DocBlock, readonly string[]> {
  const options = optionsOfTests();
  const files = new Map(
    blocks.map((block, index) => [join(root, 'test', `doc-block-${index}.${block.vitest ? 'mts' : 'ts'}`), block]),
  );
  const host = ts.createCompilerHost(options);
  // Comments are half of what the packages declare, and hold no errors.
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
  const { fileExists, getSourceFile, readFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => (files.has(file) ? codeOf(files.get(file) as DocBlock) : readFile(file));
  host.getSourceFile = (file, ...others) => {
    if (files.has(file)) return getSourceFile(file, ...others);
    if (!parsed.has(file)) parsed.set(file, getSourceFile(file, ...others));
    return parsed.get(file);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return new Map(
    [...files].map(([file, block]) => [
      block,
      ts
        .getPreEmitDiagnostics(program, program.getSourceFile(file))
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    ]),
  );
}

/** What a block leaves behind. */
export interface RanBlock {
  readonly app?: { synthYaml(): string };
  /** What it printed with `console.log`. */
  readonly printed: string;
}

/**
 * Runs a block with a `require`. A test in it runs at once.
 * @throws whatever the block throws
 */
export function runBlock({ code }: Pick<DocBlock, 'code'>, require: NodeJS.Require): RanBlock {
  let printed = '';
  const log = (...values: readonly unknown[]) => {
    printed += `${values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' ')}\n`;
  };
  const leaving = /^const app\b/m.test(code) ? '\nexport { app };' : '';
  const { code: script } = transformSync(codeOf({ code }) + leaving, {
    swcrc: false,
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const exports = {};
  const test = (_title: string, body: () => void) => body();
  new Function('require', 'exports', 'console', 'test', script)(require, exports, { ...console, log }, test);
  return { ...exports, printed };
}

/** Always a module, so that blocks do not see one another's names. */
function codeOf({ code }: Pick<DocBlock, 'code'>): string {
  return `${code}\nexport {};`;
}

function optionsOfTests(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.dev.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  return { ...options, noEmit: true, noUnusedLocals: false, skipLibCheck: true };
}
