import {
  APOSTROPHE,
  COLON,
  COMMA,
  charactersOf,
  keyEnd,
  keyText,
  NOT_PLAIN,
  QUOTES,
  quotedEnd,
  SPACE,
} from './plain-scalars';
import { readPlainScalar } from './scalar-values';

/** Maps and lists between brackets that end on the line on which they begin, as in `matchLabels: {app: web}`. */

const MOST_DEPTH = 50;
/** Characters of a scalar between brackets, and those that may begin one. */
const IN_SCALAR = charactersOf(/[A-Za-z0-9_./+~*@$=^;<>() -]/);
const BEGINS_SCALAR = charactersOf(/[A-Za-z0-9_./+~]/);
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [91, 93, 123, 125] as const;

/** A value, and where it ends. Throws NOT_PLAIN for what the parser has to read. */
export function readFlow(text: string, at: number): { readonly value: unknown; readonly end: number } {
  const reader = new FlowReader(text, at);
  const value = reader.value();
  return { value, end: reader.at };
}

class FlowReader {
  private depth = 0;

  constructor(
    private readonly text: string,
    public at: number,
  ) {}

  value(): unknown {
    const code = this.text.charCodeAt(this.at);
    if (code === OPEN_MAP) return this.map();
    if (code === OPEN_LIST) return this.list();
    return this.scalar(code);
  }

  private map(): Record<string, unknown> {
    const map: Record<string, unknown> = {};
    if (this.opens(CLOSE_MAP)) return map;
    do {
      const end = keyEnd(this.text, this.at);
      if (end < 0) throw NOT_PLAIN;
      const key = keyText(this.text, this.at, end);
      if (Object.hasOwn(map, key)) throw NOT_PLAIN;
      this.at = end + 1;
      this.skipSpaces();
      map[key] = this.value();
    } while (this.goesOn(CLOSE_MAP));
    return map;
  }

  private list(): unknown[] {
    const list: unknown[] = [];
    if (this.opens(CLOSE_LIST)) return list;
    do list.push(this.value());
    while (this.goesOn(CLOSE_LIST));
    return list;
  }

  /** Goes into brackets; whether they are empty, and behind them then. */
  private opens(close: number): boolean {
    if (++this.depth > MOST_DEPTH) throw NOT_PLAIN;
    this.at++;
    this.skipSpaces();
    return this.closes(close);
  }

  private closes(close: number): boolean {
    if (this.text.charCodeAt(this.at) !== close) return false;
    this.depth--;
    this.at++;
    return true;
  }

  /** Whether there is a further item behind a comma. */
  private goesOn(close: number): boolean {
    this.skipSpaces();
    if (this.closes(close)) return false;
    if (this.text.charCodeAt(this.at) !== COMMA) throw NOT_PLAIN;
    this.at++;
    this.skipSpaces();
    return true;
  }

  private scalar(first: number): unknown {
    const { text } = this;
    const start = this.at;
    if (first === QUOTES || first === APOSTROPHE) {
      const end = quotedEnd(text, start);
      this.at = end + 1;
      return text.slice(start + 1, end);
    }
    if (BEGINS_SCALAR[first] !== 1) throw NOT_PLAIN;
    let end = start;
    for (let at = start; ; at++) {
      const code = text.charCodeAt(at);
      // A colon before anything but a character of a scalar separates a key.
      const isInside = IN_SCALAR[code] === 1 || (code === COLON && BEGINS_SCALAR[text.charCodeAt(at + 1)] === 1);
      if (!isInside) break;
      if (code !== SPACE) end = at + 1;
    }
    this.at = end;
    return readPlainScalar(text.slice(start, end));
  }

  private skipSpaces(): void {
    while (this.text.charCodeAt(this.at) === SPACE) this.at++;
  }
}
