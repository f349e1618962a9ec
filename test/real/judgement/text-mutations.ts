import type { Random } from './random';
import { SCALARS, type TextCase } from './texts';

const PIECES = [
  ...[
    ' ',
    '  ',
    '\t',
    '\n',
    '\r',
    '\r\n',
    '\n\n',
    '\n---\n',
    '\n...\n',
    '\n--- \n',
    '\n--- # x\n',
    '\n---x\n',
    ': ',
    ':',
    '- ',
    '-',
    '? ',
    '#',
    ' #',
    ',',
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '&a ',
    '*a',
    '!!str ',
    '!',
    '|',
    '>',
    '%',
    '@',
    '`',
    '<<: ',
    '~',
    '\\',
    '\u0000',
    '\u0085',
    '\u2028',
    '\ufeff',
    'é',
    '😀',
    '0',
    '_',
    '.',
    'e',
    'x',
  ],
];

/** A copy of the text with one to three places changed, as typing errors and bad templates change them. */
export function mutantText(random: Random, { name, text }: TextCase): TextCase {
  let changed = text;
  for (let left = random.int(1, 3); left > 0; left--) changed = change(random, changed);
  // Half a character is none.
  return { name: `a mutant of ${name}`, text: changed.replace(/\p{Cs}/gu, '') };
}

function change(random: Random, text: string): string {
  const at = random.int(0, text.length);
  const lines = text.split('\n');
  const line = random.int(0, lines.length - 1);
  switch (random.int(0, 8)) {
    case 0:
      return text.slice(0, at) + text.slice(at + random.int(1, 3));
    case 1:
      return text.slice(0, at) + random.one(PIECES) + text.slice(at);
    case 2:
      return text.slice(0, at) + random.one(PIECES) + text.slice(at + 1);
    case 3:
      return [...lines.slice(0, line + 1), ...lines.slice(line)].join('\n');
    case 4:
      return lines.filter((_, index) => index !== line).join('\n');
    case 5:
      return put(lines, line, random.chance(0.5) ? ` ${lines[line]}` : (lines[line] ?? '').slice(1)).join('\n');
    case 6:
      return put(
        lines,
        line,
        (lines[line] ?? '').replace(/: .*$/, () => `: ${random.one(SCALARS)}`),
      ).join('\n');
    case 7:
      return put(
        lines,
        line,
        (lines[line] ?? '').replace(/[\w./-]+(?=:)/, () => random.one(SCALARS)),
      ).join('\n');
    default:
      return put(lines, line, `${lines[line]}${random.one(PIECES)}`).join('\n');
  }
}

function put(lines: readonly string[], line: number, text: string): string[] {
  return lines.map((one, index) => (index === line ? text : one));
}
