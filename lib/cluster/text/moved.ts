import type { Position } from '../source';

/**
 * The place of one offset, from that of an earlier one: only the text between them is looked at. Lines break as YAML has
 * it, at LF, CR, or both.
 */
export function moved(position: Position, text: string, from: number, to: number): Position {
  let breaks = 0;
  let lineStart = from;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) {
      breaks++;
      lineStart = at + 1;
    }
  }
  const column = breaks === 0 ? position.column + to - from : to - lineStart + 1;
  return { ...position, line: position.line + breaks, column };
}
