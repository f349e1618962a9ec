/** How texts are ordered wherever the order shows: by their UTF-16 code units, the same on every machine. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** `a, b and 7 more`: the first of some names, and how many others there are. */
export function someOf(names: readonly string[], most: number): string {
  const listed = names.slice(0, most).join(', ');
  return names.length > most ? `${listed} and ${names.length - most} more` : listed;
}

/** `1,204`; what Node has for it reads the rules of all languages first, which takes as long as reading a small cluster. */
export function withCommas(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
