import { escapeControls } from '../policy/unknown-value';

/** A text as a cell of a table; nothing in it becomes a column, a line, HTML, a link or a code that a terminal obeys. */
export function markdownCell(text: string): string {
  return escapeControls(text.replace(/\s+/g, ' '))
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll('](', ']\\(')
    .replaceAll('<', '&lt;');
}

/** A table whose cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** A text as a cell of CSV. */
export function csvCell(text: string): string {
  // A spreadsheet takes what begins like a formula for one.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as columns of text, aligned to the left but for those that are named; no line ends in spaces. */
export function columns(rows: readonly (readonly string[])[], rightAligned: ReadonlySet<number> = new Set()): string[] {
  const widths: number[] = [];
  for (const row of rows) widen(widths, row);
  return rows.map((row) => alignedRow(row, widths, rightAligned));
}

/** Makes columns so wide that a row fits in. */
export function widen(widths: number[], row: readonly string[]): void {
  row.forEach((cell, column) => {
    widths[column] = Math.max(widths[column] ?? 0, cell.length);
  });
}

/** A row of columns so wide; the line does not end in spaces. */
export function alignedRow(
  row: readonly string[],
  widths: readonly number[],
  rightAligned: ReadonlySet<number> = new Set(),
): string {
  return row
    .map((cell, column) => {
      const width = widths[column] as number;
      return rightAligned.has(column) ? cell.padStart(width) : cell.padEnd(width);
    })
    .join('  ')
    .trimEnd();
}
