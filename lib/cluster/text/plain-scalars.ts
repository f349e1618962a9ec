import { readPlainScalar } from './scalar-values';

/** Thrown by the readers of plain YAML for what the parser has to read. */
export const NOT_PLAIN = new Error('not plain YAML');

export const [NEWLINE, SPACE, QUOTES, HASH, APOSTROPHE, COMMA, DASH, COLON] = [10, 32, 34, 35, 39, 44, 45, 58] as const;
const BACKSLASH = 92;

/** Which characters of ASCII a class of a regular expression holds, by their codes. */
export function charactersOf(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => Number(pattern.test(String.fromCharCode(code))));
}

/** Characters of a key without quotes. */
const IN_KEY = charactersOf(/[A-Za-z0-9_./-]/);
/** The parser looks no further for the colon behind a key. */
const LONGEST_KEY = 500;

/** Where the quote is that ends a text of one line without escapes. */
export function quotedEnd(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  for (let end = at + 1; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === quote) {
      if (quote === APOSTROPHE && text.charCodeAt(end + 1) === APOSTROPHE) break;
      return end;
    }
    if (code === NEWLINE || (code === BACKSLASH && quote === QUOTES)) break;
  }
  throw NOT_PLAIN;
}

/** Where the colon behind a key is, or -1 where there is no key. */
export function keyEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  let end = at;
  if (code === QUOTES || code === APOSTROPHE) end = quotedEnd(text, at) + 1;
  else if (code !== DASH) while (IN_KEY[text.charCodeAt(end)] === 1) end++;
  if (end === at || end - at > LONGEST_KEY || text.charCodeAt(end) !== COLON) return -1;
  return end + 1 === text.length || text.charCodeAt(end + 1) <= SPACE ? end : -1;
}

/** The key between two offsets. */
export function keyText(text: string, at: number, end: number): string {
  const code = text.charCodeAt(at);
  return code === QUOTES || code === APOSTROPHE ? keyOf(text.slice(at + 1, end - 1), true) : knownKey(text, at, end);
}

/** The last keys that were read, by a number that few others have. */
const KNOWN_KEYS: string[] = [];

/** A key of which there was one before is the same string: making one and finding it again costs more than reading it. */
function knownKey(text: string, at: number, end: number): string {
  const slot =
    (end - at + 31 * text.charCodeAt(at) + 7 * text.charCodeAt(end - 1) + text.charCodeAt((at + end) >> 1)) & 255;
  const known = KNOWN_KEYS[slot];
  if (known !== undefined && known.length === end - at && text.startsWith(known, at)) return known;
  const key = keyOf(text.slice(at, end), false);
  KNOWN_KEYS[slot] = key;
  return key;
}

/** Keys that are no text, a merge, and a name that means more to JavaScript are for the parser. */
function keyOf(key: string, isQuoted: boolean): string {
  if (key === '__proto__' || key === '<<' || (!isQuoted && typeof readPlainScalar(key) !== 'string')) throw NOT_PLAIN;
  return key;
}
