import type { Position } from '../source';

/**
 * The place of one offset, from that of an earlier one: only the text between them is looked at. Lines break as YAML has
 * it, at LF, CR, or both.
 */
export function moved(position: Position, text: string, from: number, to: number): Position {
  let breaks = 0;
  let lineStart = from;
  eachLineStart(text, from, to, (start) => {
    breaks++;
    lineStart = start;
  });
  const column = breaks === 0 ? position.column + to - from : to - lineStart + 1;
  return placed(position, position.line + breaks, column);
}

/** Where the lines of a text begin, found once for many places. */
export class Lines {
  private readonly starts: readonly number[];

  constructor(text: string) {
    const starts: number[] = [];
    eachLineStart(text, 0, text.length, (start) => starts.push(start));
    this.starts = starts;
  }

  /** As the function `moved`. */
  moved(position: Position, from: number, to: number): Position {
    const last = this.startsUpTo(to);
    const breaks = last - this.startsUpTo(from);
    const column = breaks === 0 ? position.column + to - from : to - (this.starts[last - 1] as number) + 1;
    return placed(position, position.line + breaks, column);
  }

  /** How many lines begin up to an offset, the first one of the text not counted. */
  private startsUpTo(offset: number): number {
    let [low, high] = [0, this.starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A place in the same file. There is one for each object, and a spread takes longer than counting its lines. */
function placed({ file }: Position, line: number, column: number): Position {
  return file === undefined ? { line, column } : { file, line, column };
}

/** Visits where lines begin behind the line ends between two offsets. */
function eachLineStart(text: string, from: number, to: number, visit: (start: number) => void): void {
  const part = text.slice(from, to);
  if (!part.includes('\r')) {
    for (let at = part.indexOf('\n'); at >= 0; at = part.indexOf('\n', at + 1)) visit(from + at + 1);
    return;
  }
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) visit(at + 1);
  }
}
