/// <reference lib="dom" />
import { useLayoutEffect, useState } from 'preact/hooks';

/** The sides of a cell. */
export const CELL = 24;
const [LOWEST, HIGHEST] = [70, 162];
/** So much of the height a letter of a title takes, which stands aslant. */
const LETTER = 7.3;

/** The height of the titles above. */
export function headHeight(titles: readonly string[]): number {
  const longest = titles.reduce((most, { length }) => Math.max(most, length), 0);
  return Math.round(Math.min(HIGHEST, Math.max(LOWEST, longest * LETTER + 14)));
}
/** So many rows and columns beyond what is seen are in the document. */
const BEYOND = 4;

/** A cell by its row and column. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

interface Seen {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** What of the grid is seen, followed as it is scrolled and resized. */
export function useSeen(grid: { readonly current: HTMLDivElement | null }): Seen {
  const [seen, setSeen] = useState<Seen>({ top: 0, left: 0, width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = grid.current;
    if (element === null) return undefined;
    const look = () => {
      const { scrollTop: top, scrollLeft: left, clientWidth: width, clientHeight: height } = element;
      setSeen({ top, left, width, height });
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      observer.disconnect();
    };
  }, [grid.current === null]);
  return seen;
}

/** The numbers that are seen, and the active one, so that what describes the focus is always there. */
export function span(from: number, length: number, count: number, active: number): number[] {
  const first = Math.max(0, Math.floor(from / CELL) - BEYOND);
  const last = Math.min(count - 1, Math.ceil((from + Math.max(length, 0)) / CELL) + BEYOND);
  const numbers = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  return active >= 0 && (active < first || active > last) ? [...numbers, active] : numbers;
}

/** What the grid names as its active cell. */
export function cellId({ row, column }: Place): string {
  return `cell-${row}-${column}`;
}

/** Where a key leads; undefined for keys that lead nowhere. */
export function moved(
  { key, ctrlKey }: KeyboardEvent,
  { row, column }: Place,
  rows: number,
  columns: number,
): Place | undefined {
  const to = (newRow: number, newColumn: number): Place => ({
    row: Math.min(Math.max(newRow, 0), rows - 1),
    column: Math.min(Math.max(newColumn, 0), columns - 1),
  });
  switch (key) {
    case 'ArrowDown':
      return to(row + 1, column);
    case 'ArrowUp':
      return to(row - 1, column);
    case 'ArrowRight':
      return to(row, column + 1);
    case 'ArrowLeft':
      return to(row, column - 1);
    case 'PageDown':
      return to(row + 10, column);
    case 'PageUp':
      return to(row - 10, column);
    case 'Home':
      return to(ctrlKey ? 0 : row, 0);
    case 'End':
      return to(ctrlKey ? rows - 1 : row, columns - 1);
    default:
      return undefined;
  }
}

/** Brings a cell into sight, beside the headers that stay. */
export function scrollTo(
  grid: HTMLDivElement | null,
  { row, column }: Place,
  { side, head }: { readonly side: number; readonly head: number },
): void {
  if (grid === null) return;
  const { scrollTop, scrollLeft, clientWidth, clientHeight } = grid;
  const [top, left] = [row * CELL, column * CELL];
  if (top < scrollTop) grid.scrollTop = top;
  else if (top + CELL > scrollTop + clientHeight - head) grid.scrollTop = top + CELL - clientHeight + head;
  if (left < scrollLeft) grid.scrollLeft = left;
  else if (left + CELL > scrollLeft + clientWidth - side) grid.scrollLeft = left + CELL - clientWidth + side;
}
