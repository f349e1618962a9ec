import { type AlikeLine, AlikeLines, type ReadLine } from './alike-lines';
import {
  behindTorn,
  heldIn,
  inside,
  isBeginning,
  lineOf,
  linesOf,
  NO_WRAPPER,
  originOf,
  type Piece,
  parsedValue,
  pieceOf,
  podPrefixed,
  runtimeLine,
  timeAtStart,
  timeOf,
  unwrapped,
  valuesIn,
  type Wrapper,
  withoutColours,
  withoutHead,
} from './collector-wrappers';
import { CutLines } from './cut-lines';
import { type FlowConnection, FlowConnections } from './flow-connection';
import { FlowCounter, type FlowCounts } from './flow-counts';
import type { FlowFormat, FlowRecord, FormatContext, JsonObject, LineReading } from './flow-record';
import { FLOW_FORMATS } from './formats/all-formats';
import { isObject } from './formats/json-fields';
import { LearnedNames } from './learned-names';

/** How a log is read. */
export interface FlowLogOptions {
  /**
   * The format of all lines.
   * @default - found line by line
   */
  readonly format?: FlowFormat;
  /**
   * Beginnings of kernel log lines with what they mean.
   * @default - those with drop, deny, reject or block mean denied; with allow, accept or permit, allowed
   */
  readonly logPrefixes?: FormatContext['logPrefixes'];
  /**
   * Records from before this time are left out; milliseconds since 1970.
   * @default - none
   */
  readonly since?: number;
}

/** What a log says, and what it does not. */
export interface FlowLog {
  readonly connections: readonly FlowConnection[];
  readonly counts: FlowCounts;
  /** The first and the last time of a record, in milliseconds since 1970; absent where no record has a time. */
  readonly window?: { readonly first: number; readonly last: number };
}

/** A line that is longer is not read: no format has such ones. */
const LONGEST_LINE = 16 * 1024 * 1024;
/** How deep collectors put lines into one another. */
const MOST_WRAPPERS = 6;

const WITHOUT_REST = 'a line that was cut, whose rest is not in the log';

/** The brackets of a list that is written with a record a line. */
const IS_BRACKET = /^\s*[[\]],?\s*$/;

/** How an object, a list or a text of JSON begins; not `[` of other lines. */
const IS_JSON = /^(?:\{|"|\[\s*[[{"\]])/;

/** What a line says, and the format that it is of. */
interface FormatReading {
  readonly reading: LineReading;
  readonly format: FlowFormat;
}

/** Reads a log line by line. */
export class FlowLogReader {
  private readonly connections = new FlowConnections();
  private readonly context: FormatContext;
  private readonly formats: readonly FlowFormat[];
  private readonly counter = new FlowCounter();
  /** The format that read the last line: most logs have one alone. */
  private readonly lastFormat: { json?: FlowFormat; text?: FlowFormat } = {};
  private readonly cut = new CutLines(LONGEST_LINE);
  private readonly names = new LearnedNames();
  private readonly alike = new AlikeLines((line) => this.byItself(line));

  constructor(private readonly options: FlowLogOptions = {}) {
    this.context = {
      logPrefixes: options.logPrefixes ?? [],
      pending: new Map(),
      ends: new Map(),
      columns: new Map(),
      isNamed: options.format !== undefined,
    };
    this.formats = options.format === undefined ? FLOW_FORMATS : [options.format];
  }

  /** Reads one line, without what ends it. */
  addLine(raw: string): void {
    const line = withoutColours(raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw);
    if (line.trim() === '') {
      this.counter.blankLine();
      return;
    }
    this.counter.line();
    if (IS_BRACKET.test(line)) return;
    if (line.length > LONGEST_LINE) this.counter.skip('a line of more than 16 MiB');
    else if (!this.addText(line, NO_WRAPPER)) this.counter.unread(line);
  }

  /** Reads a value of JSON that is more than a line, such as the answer of an API. */
  addValue(value: unknown): void {
    for (const one of Array.isArray(value) ? value : [value]) {
      this.counter.line();
      const [held] = heldIn([one]);
      const text = held === undefined ? String(one) : lineOf(held);
      if (held === undefined || !this.addList([held], text, NO_WRAPPER)) this.counter.unread(text);
    }
  }

  result(): FlowLog {
    if (this.cut.size > 0) this.counter.skip(WITHOUT_REST, this.cut.size);
    this.cut.clear();
    const pending = [...this.context.pending.values()].reduce((sum, { records }) => sum + records.length, 0);
    if (pending > 0) this.counter.skip('a packet whose verdict is not in the log', pending);
    this.context.pending.clear();
    const window = this.counter.window();
    return {
      connections: this.connections.connections().map((one) => this.names.on(one)),
      counts: this.counter.counts(),
      ...(window && { window }),
    };
  }

  private addText(text: string, wrapper: Wrapper): boolean {
    if (wrapper.depth > MOST_WRAPPERS) return false;
    const start = text.trimStart();
    if (IS_JSON.test(start)) {
      const alike = wrapper === NO_WRAPPER ? this.alike.reading(start) : undefined;
      // Where the last line was of another format, that is asked first.
      if (alike !== undefined && alike.pattern.format === this.lastFormat.json) return this.takeAlike(alike, text);
      const value = parsedValue(start);
      if (isObject(value)) return this.addObject(value, text, wrapper);
      if (Array.isArray(value)) return this.addList(heldIn(value), text, wrapper);
      if (typeof value === 'string') return this.addText(value, inside(wrapper, {}));
      const several = valuesIn(start);
      if (several.length > 1) return this.addList(several, text, inside(wrapper, {}));
      const whole = behindTorn(start);
      if (whole !== undefined) {
        this.counter.skip('a record that was cut off, before a whole one in its line');
        return this.addObject(whole, text, inside(wrapper, {}));
      }
    }
    const prefixed = podPrefixed(text);
    if (prefixed !== undefined) return this.addText(prefixed.text, inside(wrapper, { origin: prefixed.pod }));
    const runtime = runtimeLine(text);
    if (runtime !== undefined) {
      const of = `${wrapper.origin} ${runtime.stream}`;
      const whole = (this.cut.take(of) ?? '') + runtime.text;
      if (runtime.isPart) {
        if (!this.cut.keep(of, whole)) this.counter.skip('a line that was cut and is too long');
        return true;
      }
      return whole.trim() === '' || this.addText(whole, inside(wrapper, { time: runtime.time }));
    }
    const read = this.readText(text, wrapper);
    if (read !== undefined) {
      this.take(read.reading, read.format, text, wrapper);
      return true;
    }
    const bare = withoutHead(text);
    return bare !== undefined && this.addText(bare.text, inside(wrapper, { time: bare.time }));
  }

  private addObject(object: JsonObject, line: string, wrapper: Wrapper): boolean {
    const read = this.readJson(object, wrapper);
    if (read !== undefined) {
      this.take(read.reading, read.format, line, wrapper);
      return true;
    }
    if (wrapper.depth > MOST_WRAPPERS) return false;
    const within = inside(wrapper, { time: timeOf(object), origin: originOf(object) });
    const piece = pieceOf(object);
    if (piece !== undefined) return this.addPiece(piece, line, within);
    const held = unwrapped(object);
    return held !== undefined && this.addList(held, line, within);
  }

  /** Docker cuts a line that is long, and only the last piece ends as a line does; others write whole lines so too. */
  private addPiece({ stream, text }: Piece, line: string, wrapper: Wrapper): boolean {
    const of = `${wrapper.origin} ${stream}`;
    const before = this.cut.take(of);
    const whole = (before ?? '') + text;
    const add = (one: string) => this.addList(linesOf(one), line, wrapper);
    if (add(whole)) return true;
    if (!text.endsWith('\n') && isBeginning(whole) && this.cut.keep(of, whole)) return true;
    if (before !== undefined) this.counter.skip(WITHOUT_REST);
    return before !== undefined && add(text);
  }

  /** Several records of one line. Where one of them cannot be read, the others are records all the same. */
  private addList(held: readonly (string | JsonObject)[], line: string, wrapper: Wrapper): boolean {
    const [only, ...others] = held;
    if (only === undefined) return true;
    const add = (one: string | JsonObject, text: string) =>
      typeof one === 'string' ? this.addText(one, wrapper) : this.addObject(one, text, wrapper);
    if (others.length === 0) return add(only, line);
    for (const one of held) {
      const isRead = add(one, lineOf(one));
      if (!isRead) this.counter.skip('of no format that is read, in a list of records');
    }
    return true;
  }

  private readJson(object: JsonObject, { origin }: Wrapper): FormatReading | undefined {
    const context = this.contextOf(origin);
    return this.readAs('json', (format) => format.readJson?.(object, context));
  }

  /** What a line says that holds one record and nothing else counts for. */
  private byItself(line: string): ReadLine | undefined {
    const value = parsedValue(line);
    const read = isObject(value) ? this.readJson(value, NO_WRAPPER) : undefined;
    if (read?.reading.type !== 'records' || !read.format.isByItself) return undefined;
    const [record, ...others] = read.reading.records;
    return record === undefined || others.length > 0 ? undefined : { record, format: read.format };
  }

  private readText(line: string, { origin }: Wrapper): FormatReading | undefined {
    const context = this.contextOf(origin);
    return this.readAs('text', (format) => format.readText?.(line, context));
  }

  /** Asks the format of the last line of this kind first. */
  private readAs(
    kind: 'json' | 'text',
    read: (format: FlowFormat) => LineReading | undefined,
  ): FormatReading | undefined {
    const last = this.lastFormat[kind];
    if (last !== undefined) {
      const reading = read(last);
      if (reading !== undefined) return { reading, format: last };
    }
    for (const format of this.formats) {
      const reading = format === last ? undefined : read(format);
      if (reading === undefined) continue;
      this.lastFormat[kind] = format;
      return { reading, format };
    }
    return undefined;
  }

  private contextOf(origin: string | undefined): FormatContext {
    return origin === undefined ? this.context : { ...this.context, origin };
  }

  private take(reading: LineReading, format: FlowFormat, line: string, wrapper: Wrapper): void {
    if (reading.type === 'skipped') {
      this.counter.skip(reading.reason, reading.count ?? 1);
      return;
    }
    if (reading.type === 'names') {
      this.names.add(reading.answer);
      this.counter.skip(reading.reason);
      return;
    }
    if (reading.type === 'lost') {
      this.counter.lose(reading.source, reading.count);
      return;
    }
    for (const read of reading.records) {
      const time = read.time ?? timeAtStart(line) ?? wrapper.time;
      if (this.counts(read, time, format)) this.connections.add(time === read.time ? read : { ...read, time }, line);
    }
  }

  private takeAlike(alike: AlikeLine, line: string): true {
    const { record, format, alike: others } = alike.pattern;
    if (this.counts(record, alike.time, format)) this.connections.addAlike(record, alike, others, line);
    return true;
  }

  /** Counts a record, and gives whether it is one that counts. */
  private counts(read: FlowRecord, time: number | undefined, { name }: FlowFormat): boolean {
    if (time !== undefined && this.options.since !== undefined && time < this.options.since) {
      this.counter.skip('from before --since');
      return false;
    }
    this.counter.record(read, time, name);
    return true;
  }
}
