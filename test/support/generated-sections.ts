/** A document with what stands between `<!-- name -->` and `<!-- /name -->` made anew. */
export function withGenerated(document: string, sections: Readonly<Record<string, string>>): string {
  return Object.entries(sections).reduce((text, [name, content]) => {
    const parts = new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`);
    if (!parts.test(text)) throw new Error(`the document has no section ${name}`);
    return text.replace(parts, (_, start: string, end: string) => `${start}\n${content}\n${end}`);
  }, document);
}

/** A Markdown table; what is in a cell is Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
