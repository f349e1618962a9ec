import { MOST_CHARACTERS } from './documents';
import { readPlainScalar } from './yaml-schema';

/** What a document of plain block YAML says, and where. */
export interface PlainBlock {
  readonly value: unknown;
  /** Where its first key begins. */
  readonly offset: number;
  /** Where the maps in its `items` begin, in order, if it has that key and it is a list of maps. */
  readonly items: readonly number[];
}

/**
 * Reads a document that is written as nearly all manifests are: maps and lists by indentation, scalars of one line, texts behind
 * `|`. It looks at each character once, which takes a fraction of the time that a parser of all YAML takes.
 *
 * @returns undefined for everything else, also for what is wrong: the parser decides then. A value that is returned is that of
 * the parser under the schema of kubectl; a property test holds that.
 */
export function readPlainBlock(text: string): PlainBlock | undefined {
  if (text.length > MOST_CHARACTERS || UNUSUAL.test(text)) return undefined;
  const reader = new Reader(text);
  try {
    return reader.document();
  } catch (error) {
    if (error === NOT_PLAIN) return undefined;
    throw error;
  }
}

/** Tabs, carriage returns, control characters, byte order marks, pairs of surrogates, and line ends that only kubectl knows. */
const UNUSUAL = /[^\n\x20-\x7e\xa1-\u2027\u202f-\ud7ff\ue000-\ufefe\uff00-\uffef]/;

/** Thrown for what the parser has to read. */
const NOT_PLAIN = new Error('not plain block YAML');

/** Far below what the parser takes. */
const MOST_DEPTH = 100;
/** The parser looks no further for the colon behind a key. */
const LONGEST_KEY = 500;

const [NEWLINE, SPACE, QUOTES, HASH, APOSTROPHE, DASH, COLON] = [10, 32, 34, 35, 39, 45, 58] as const;

/** Characters that begin a scalar without quotes, and nothing else. */
const BEGINS_PLAIN = flags((code) => /[A-Za-z0-9_./+$(~^;=\\-]/.test(String.fromCharCode(code)));
/** Characters of a key without quotes. */
const IN_KEY = flags((code) => /[A-Za-z0-9_./-]/.test(String.fromCharCode(code)));

function flags(holds: (code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => Number(holds(code)));
}

/** The last keys that were read, by a number that few others have. */
const KNOWN_KEYS: string[] = [];

/** Keys that are no text, a merge, and a name that means more to JavaScript are for the parser. */
function keyOf(key: string, isQuoted: boolean): string {
  if (key === '__proto__' || key === '<<' || (!isQuoted && typeof readPlainScalar(key) !== 'string')) throw NOT_PLAIN;
  return key;
}

class Reader {
  /** Where the content of the current line begins, how far it is indented, and whether there is one. */
  private at = 0;
  private indent = -1;
  private depth = 0;
  private items: number[] = [];

  constructor(private readonly text: string) {}

  document(): PlainBlock {
    this.toContent(0);
    if (this.indent === 0 && this.text.startsWith('---', this.at)) {
      if (!this.isLineBreak(this.at + 3)) throw NOT_PLAIN;
      this.toContent(this.nextLine(this.at));
    }
    const offset = this.at;
    const { indent } = this;
    if (indent < 0 || this.isItem()) throw NOT_PLAIN;
    const value = this.map(indent);
    if (this.indent >= 0) throw NOT_PLAIN;
    return { value, offset, items: this.items };
  }

  private map(indent: number): Record<string, unknown> {
    if (++this.depth > MOST_DEPTH) throw NOT_PLAIN;
    const map: Record<string, unknown> = {};
    do {
      const end = this.keyEnd(this.at);
      if (end < 0) throw NOT_PLAIN;
      const key = this.keyText(this.at, end);
      if (Object.hasOwn(map, key)) throw NOT_PLAIN;
      const at = this.skipSpaces(end + 1);
      if (this.isEndOfLine(at)) {
        if (at === end + 1 && this.text.charCodeAt(at) === HASH) throw NOT_PLAIN;
        this.toContent(this.nextLine(at));
        map[key] = this.below(indent, key);
      } else {
        map[key] = this.scalar(at, indent);
      }
    } while (this.indent === indent && !this.isItem());
    if (this.indent > indent) throw NOT_PLAIN;
    this.depth--;
    return map;
  }

  /** What stands below a key. */
  private below(indent: number, key: string): unknown {
    if (this.indent > indent) return this.isItem() ? this.list(this.indent, key) : this.map(this.indent);
    return this.indent === indent && this.isItem() ? this.list(indent, key) : null;
  }

  private list(indent: number, key: string): unknown[] {
    const isOfObjects = key === 'items' && this.depth === 1;
    // Only the objects of one list are placed here; what may be a list in a list is for the parser.
    if (key === 'items' && this.depth === 2) throw NOT_PLAIN;
    const list: unknown[] = [];
    do {
      const at = this.skipSpaces(this.at + 1);
      if (this.isEndOfLine(at) || this.isItemAt(at)) throw NOT_PLAIN;
      if (this.keyEnd(at) >= 0) {
        this.indent += at - this.at;
        this.at = at;
        if (isOfObjects) this.items.push(at);
        list.push(this.map(this.indent));
      } else {
        if (isOfObjects) throw NOT_PLAIN;
        list.push(this.scalar(at, indent));
      }
    } while (this.indent === indent && this.isItem());
    if (this.indent > indent) throw NOT_PLAIN;
    return list;
  }

  /** Reads a value that begins on this line, and goes on to the next line with content. */
  private scalar(at: number, indent: number): unknown {
    const { text } = this;
    const code = text.charCodeAt(at);
    switch (text[at]) {
      case '"':
      case "'": {
        const end = this.quotedEnd(at, code);
        const rest = this.skipSpaces(end + 1);
        // A comment needs a space before it.
        if (!this.isEndOfLine(rest) || (rest === end + 1 && text.charCodeAt(rest) === HASH)) throw NOT_PLAIN;
        this.toContent(this.nextLine(rest));
        return text.slice(at + 1, end);
      }
      case '|':
        return this.literal(at, indent);
      case '{':
      case '[': {
        const pair = text.slice(at, at + 2);
        if ((pair !== '{}' && pair !== '[]') || !this.isLineBreak(at + 2)) throw NOT_PLAIN;
        this.toContent(this.nextLine(at + 2));
        return pair === '{}' ? {} : [];
      }
      default:
        return this.plain(at, code);
    }
  }

  private plain(at: number, first: number): unknown {
    const { text } = this;
    if ((first < 128 && BEGINS_PLAIN[first] === 0) || this.isItemAt(at)) throw NOT_PLAIN;
    let end = at;
    let last = at;
    for (let code = first; end < text.length && code !== NEWLINE; code = text.charCodeAt(++end)) {
      if (code === HASH && text.charCodeAt(end - 1) === SPACE) break;
      if (code === COLON && (end + 1 === text.length || text.charCodeAt(end + 1) <= SPACE)) throw NOT_PLAIN;
      if (code !== SPACE) last = end;
    }
    this.toContent(this.nextLine(end));
    return readPlainScalar(text.slice(at, last + 1));
  }

  /** A text of several lines behind `|` or `|-`. */
  private literal(at: number, indent: number): string {
    const { text } = this;
    const strips = text.charCodeAt(at + 1) === DASH;
    if (!this.isLineBreak(at + (strips ? 2 : 1))) throw NOT_PLAIN;
    const lines: string[] = [];
    let own = -1;
    let start = this.nextLine(at);
    for (;;) {
      const content = this.skipSpaces(start);
      if (content >= text.length) break;
      const width = content - start;
      const isBlank = text.charCodeAt(content) === NEWLINE;
      if (!isBlank && own < 0) {
        own = width;
        if (own <= indent) throw NOT_PLAIN;
        // Blank lines before it must not be longer.
        if (lines.some((line) => line.length > own)) throw NOT_PLAIN;
        lines.fill('');
      }
      if (!isBlank && width < own) break;
      if (isBlank && own >= 0 && width > own) throw NOT_PLAIN;
      const end = text.indexOf('\n', content);
      // How the last line of a text ends that has no line end is for the parser.
      if (end < 0) throw NOT_PLAIN;
      lines.push(isBlank ? (own < 0 ? text.slice(start, content) : '') : text.slice(start + own, end));
      start = end + 1;
    }
    if (own < 0) throw NOT_PLAIN;
    while (lines.at(-1) === '') lines.pop();
    this.toContent(start);
    return strips ? lines.join('\n') : `${lines.join('\n')}\n`;
  }

  /** Where the colon behind a key is, or -1 where there is no key. */
  private keyEnd(at: number): number {
    const { text } = this;
    const code = text.charCodeAt(at);
    let end = at;
    if (code === QUOTES || code === APOSTROPHE) end = this.quotedEnd(at, code) + 1;
    else if (code !== DASH) while (IN_KEY[text.charCodeAt(end)] === 1) end++;
    if (end === at || end - at > LONGEST_KEY || text.charCodeAt(end) !== COLON) return -1;
    return end + 1 === text.length || text.charCodeAt(end + 1) <= SPACE ? end : -1;
  }

  private keyText(at: number, end: number): string {
    const code = this.text.charCodeAt(at);
    const isQuoted = code === QUOTES || code === APOSTROPHE;
    return isQuoted ? keyOf(this.text.slice(at + 1, end - 1), true) : this.knownKey(at, end);
  }

  /** A key of which there was one before is the same string: making one and finding it again costs more than reading it. */
  private knownKey(at: number, end: number): string {
    const { text } = this;
    const slot =
      (end - at + 31 * text.charCodeAt(at) + 7 * text.charCodeAt(end - 1) + text.charCodeAt((at + end) >> 1)) & 255;
    const known = KNOWN_KEYS[slot];
    if (known !== undefined && known.length === end - at && text.startsWith(known, at)) return known;
    const key = keyOf(text.slice(at, end), false);
    KNOWN_KEYS[slot] = key;
    return key;
  }

  /** Where the quote is that ends a text of one line without escapes. */
  private quotedEnd(at: number, quote: number): number {
    const { text } = this;
    for (let end = at + 1; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === quote) {
        if (quote === APOSTROPHE && text.charCodeAt(end + 1) === APOSTROPHE) break;
        return end;
      }
      if (code === NEWLINE || (code === 92 && quote === QUOTES)) break;
    }
    throw NOT_PLAIN;
  }

  /** Goes on to the next line with content, from the beginning of a line. */
  private toContent(from: number): void {
    const { text } = this;
    let start = from;
    while (start < text.length) {
      const at = this.skipSpaces(start);
      const code = text.charCodeAt(at);
      if (at < text.length && code !== NEWLINE && code !== HASH) {
        this.at = at;
        this.indent = at - start;
        return;
      }
      start = this.nextLine(at);
    }
    this.indent = -1;
  }

  private isLineBreak(at: number): boolean {
    return at >= this.text.length || this.text.charCodeAt(at) === NEWLINE;
  }

  private isItem(): boolean {
    return this.isItemAt(this.at);
  }

  private isItemAt(at: number): boolean {
    return this.text.charCodeAt(at) === DASH && (at + 1 === this.text.length || this.text.charCodeAt(at + 1) <= SPACE);
  }

  /** Whether nothing more stands on the line: its end, or a comment, which the caller knows to have a space before it. */
  private isEndOfLine(at: number): boolean {
    return at >= this.text.length || this.text.charCodeAt(at) === NEWLINE || this.text.charCodeAt(at) === HASH;
  }

  private skipSpaces(from: number): number {
    let at = from;
    while (this.text.charCodeAt(at) === SPACE) at++;
    return at;
  }

  /** Where the next line begins. */
  private nextLine(from: number): number {
    const end = this.text.indexOf('\n', from);
    return end < 0 ? this.text.length : end + 1;
  }
}
