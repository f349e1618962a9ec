/** A text as a cell of CSV. */
export function csvCell(text: string): string {
  // A spreadsheet takes what begins like a formula for one.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
