/**
 * The code in Markdown documents, as tests see it. A fenced block has its marks after its language:
 *
 * - ```ts                   compiles and runs; an `app` that it makes is synthesized, what it makes for Pulumi registered
 * - ```ts continues         the same, after the last block that does not continue (imports, `app`, `chart`)
 * - ```ts does-not-compile  must not compile
 * - ```ts vitest            compiles as an ES module, and runs under vitest
 * - ```ts throws            compiles, and throws when it runs; the ```text block after it is the whole message
 *
 * A ```text block under a comment such as `<!-- scenario-20: table -->` is what some test generates; `textsUnder` finds it.
 * A ```yaml block under the comment `<!-- output -->` is what the app of the block before it synthesizes to; a ```text block
 * under `<!-- prints -->` is what that block prints, without what the block prints that it continues.
 */
export interface DocBlock {
  readonly file: string;
  /** The line of the opening fence, counted from 1. */
  readonly line: number;
  /** With the code of the block that it continues, if it does. */
  readonly code: string;
  /** The code of the block that it continues; empty where it continues none. */
  readonly base: string;
  readonly compiles: boolean;
  readonly throws: boolean;
  /** Whether it runs under vitest, and not under jest. */
  readonly vitest: boolean;
  /** The message that the block throws, if the document shows it. */
  readonly message?: string;
  /** The YAML that the block's app synthesizes to, if the document shows it. */
  readonly output?: string;
  /** What the block prints, if the document shows it. */
  readonly prints?: string;
}

interface Fence {
  readonly line: number;
  readonly info: readonly string[];
  readonly text: string;
  /** The last line before the fence that is not empty. */
  readonly above: string;
}

/** The TypeScript blocks of a document, in order. */
export function docBlocks(file: string, markdown: string): DocBlock[] {
  const fences = fencesOf(markdown);
  let base = '';
  return fences.flatMap((fence, index) => {
    const [language, ...marks] = fence.info;
    if (language !== 'ts') return [];
    const unknown = marks.find((mark) => !['continues', 'does-not-compile', 'throws', 'vitest'].includes(mark));
    if (unknown !== undefined) throw new Error(`${file}:${fence.line}: unknown mark '${unknown}'`);
    const isContinued = marks.includes('continues');
    const code = isContinued ? `${base}\n${fence.text}` : fence.text;
    const before = isContinued ? base : '';
    if (!isContinued) base = fence.text;
    const next = fences[index + 1];
    const throws = marks.includes('throws');
    return [
      {
        file,
        line: fence.line,
        code,
        base: before,
        compiles: !marks.includes('does-not-compile'),
        throws,
        vitest: marks.includes('vitest'),
        message: throws && next?.info[0] === 'text' ? next.text.trimEnd() : undefined,
        output: next?.info[0] === 'yaml' && next.above === '<!-- output -->' ? next.text : undefined,
        prints: next?.info[0] === 'text' && next.above === '<!-- prints -->' ? next.text : undefined,
      },
    ];
  });
}

/** The texts of the blocks that stand under a comment. */
export function textsUnder(comment: string, markdown: string): string[] {
  return fencesOf(markdown)
    .filter(({ above }) => above === `<!-- ${comment} -->`)
    .map(({ text }) => text);
}

function fencesOf(markdown: string): Fence[] {
  const fences: Fence[] = [];
  const lines = markdown.split('\n');
  for (let start = 0; start < lines.length; start++) {
    const info = /^```(\S.*)$/.exec(lines[start] as string)?.[1];
    if (info === undefined) continue;
    const end = lines.indexOf('```', start + 1);
    if (end === -1) throw new Error(`line ${start + 1}: the block is not closed`);
    const above =
      lines
        .slice(0, start)
        .reverse()
        .find((line) => line.trim() !== '') ?? '';
    fences.push({
      line: start + 1,
      info: info.trim().split(/\s+/),
      text: `${lines.slice(start + 1, end).join('\n')}\n`,
      above,
    });
    start = end;
  }
  return fences;
}
