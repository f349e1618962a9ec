/** Rows in columns, the first of them aligned to the left and the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows
    .map((row) =>
      widths.map((width, column) =>
        column === 0 ? cellOf(row, column).padEnd(width) : cellOf(row, column).padStart(width),
      ),
    )
    .map((cells) => `  ${cells.join('  ')}`.trimEnd())
    .join('\n');
}

function cellOf(row: readonly string[], column: number): string {
  return row[column] ?? '';
}
