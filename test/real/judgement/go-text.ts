/** Values as Go's fmt and strconv print them, which the API server's messages are made of. */

const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** What `strconv.Quote` leaves as it is. Source: unicode.IsPrint. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** A text as `%q` prints it. */
export function quoted(text: string): string {
  return `"${[...text.replace(/\p{Cs}/gu, '\ufffd')].map(inQuotes).join('')}"`;
}

function inQuotes(character: string): string {
  const short = ESCAPES[character];
  if (short !== undefined) return short;
  if (PRINTABLE.test(character)) return character;
  const point = character.codePointAt(0) ?? 0;
  const hexadecimal = point.toString(16);
  if (point < 0x80) return `\\x${hexadecimal.padStart(2, '0')}`;
  return point < 0x10000 ? `\\u${hexadecimal.padStart(4, '0')}` : `\\U${hexadecimal.padStart(8, '0')}`;
}
