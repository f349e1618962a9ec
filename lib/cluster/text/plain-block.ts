import { MOST_CHARACTERS } from './documents';
import { readFlow } from './plain-flow';
import {
  COLON,
  charactersOf,
  DASH,
  HASH,
  keyEnd,
  keyText,
  NEWLINE,
  NOT_PLAIN,
  quotedEnd,
  SPACE,
} from './plain-scalars';
import { readPlainScalar } from './scalar-values';

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

/** Far below what the parser takes. */
const MOST_DEPTH = 100;

/** Characters that begin a scalar without quotes, and nothing else. */
const BEGINS_PLAIN = charactersOf(/[A-Za-z0-9_./+$(~^;=\\-]/);

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
      const end = keyEnd(this.text, this.at);
      if (end < 0) throw NOT_PLAIN;
      const key = keyText(this.text, this.at, end);
      if (Object.hasOwn(map, key)) throw NOT_PLAIN;
      const at = this.skipSpaces(end + 1);
      if (this.isEndOfLine(at)) {
        if (at === end + 1 && this.text.charCodeAt(at) === HASH) throw NOT_PLAIN;
        this.toContent(this.nextLine(at));
        map[key] = this.below(indent, key);
      } else {
        const value = this.scalar(at, indent);
        // Objects between brackets have no places here.
        if (key === 'items' && this.depth <= 2 && Array.isArray(value) && value.length > 0) throw NOT_PLAIN;
        map[key] = value;
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
      if (keyEnd(this.text, at) >= 0) {
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
        const end = quotedEnd(text, at);
        this.endLine(end + 1);
        return text.slice(at + 1, end);
      }
      case '|':
        return this.literal(at, indent);
      case '{':
      case '[': {
        const { value, end } = readFlow(text, at);
        this.endLine(end);
        return value;
      }
      default:
        return this.plain(at, code);
    }
  }

  /** Goes on to the next line with content, from where only a comment may follow on this one. */
  private endLine(from: number): void {
    const at = this.skipSpaces(from);
    // A comment needs a space before it.
    if (!this.isEndOfLine(at) || (at === from && this.text.charCodeAt(at) === HASH)) throw NOT_PLAIN;
    this.toContent(this.nextLine(at));
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
