import { createColors } from 'picocolors';
import type { Painter } from './colours';
import type { Io } from './io';

/** Enough at once that a write costs nothing beside its text. */
const CHARACTERS_AT_ONCE = 2 ** 16;

/** Prints text, with colours on a terminal. */
export function print(io: Io, text: string, painter: Painter): void {
  const paint = painted(io, painter);
  io.out(`${text.split('\n').map(paint).join('\n')}\n`);
}

/** Prints lines as they are made, and no faster than they are read. */
export function printLines(io: Io, lines: Iterable<string>, painter: Painter): Promise<void> {
  return printPieces(io, paintedLines(lines, painted(io, painter)));
}

/** Prints the pieces of a text as they are made, and no faster than they are read: all of it may be more than memory holds. */
export async function printPieces(io: Io, pieces: Iterable<string>): Promise<void> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < CHARACTERS_AT_ONCE) continue;
    io.out(text);
    text = '';
    await io.drained?.();
  }
  io.out(text);
}

/** A line may itself have several. */
function* paintedLines(lines: Iterable<string>, paint: (line: string) => string): Generator<string> {
  for (const line of lines) {
    for (const one of line.split('\n')) yield `${paint(one)}\n`;
  }
}

function painted({ colour = false }: Io, painter: Painter): (line: string) => string {
  const colours = createColors(colour);
  return (line) => painter(line, colours);
}
