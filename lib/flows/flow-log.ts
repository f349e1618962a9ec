import { type AlikeLine, AlikeLines, type ReadLine } from './alike-lines';
import {
  behindTorn,
  inside,
  NO_WRAPPER,
  originOf,
  parsedValue,
  podPrefixed,
  runtimeLine,
  timeAtStart,
  timeOf,
  unwrapped,
  valuesIn,
  type Wrapper,
  withoutHead,
} from './collector-wrappers';
import { type FlowConnection, FlowConnections } from './flow-connection';
import { countIn, type FlowCounts } from './flow-counts';
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
/** So many lines that were cut may be open at once. */
const MOST_BEGUN = 16;
/** How deep collectors put lines into one another. */
const MOST_WRAPPERS = 4;

/** The brackets of a list that is written with a record a line. */
const IS_BRACKET = /^\s*[[\]],?\s*$/;

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
  private readonly byFormat = new Map<string, number>();
  private readonly skipped = new Map<string, number>();
  private readonly lost = new Map<string, number>();
  /** The format that read the last line: most logs have one alone. */
  private readonly lastFormat: { json?: FlowFormat; text?: FlowFormat } = {};
  /** The beginnings of lines that a container runtime cut, by what wrote them. */
  private readonly begun = new Map<string, string>();
  private readonly sampled = new Map<number, number>();
  private readonly names = new LearnedNames();
  private readonly alike = new AlikeLines((line) => this.byItself(line));
  private withoutVerdict = 0;
  private lines = 0;
  private records = 0;
  private unreadable = 0;
  private firstUnreadable: FlowCounts['firstUnreadable'];
  private first: number | undefined;
  private last: number | undefined;

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
    this.lines++;
    const line = raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw;
    if (line.trim() === '' || IS_BRACKET.test(line)) return;
    if (line.length > LONGEST_LINE) countIn(this.skipped, 'a line of more than 16 MiB');
    else if (!this.addText(line, NO_WRAPPER)) {
      this.unreadable++;
      this.firstUnreadable ??= { line: this.lines, text: line.slice(0, 200) };
    }
  }

  /** Reads a value of JSON that is more than a line, such as the answer of an API. */
  addValue(value: unknown): void {
    for (const one of Array.isArray(value) ? value : [value]) {
      this.lines++;
      if (isObject(one) && this.addObject(one, JSON.stringify(one), NO_WRAPPER)) continue;
      this.unreadable++;
      this.firstUnreadable ??= { line: this.lines, text: (JSON.stringify(one) ?? '').slice(0, 200) };
    }
  }

  result(): FlowLog {
    if (this.begun.size > 0) {
      countIn(this.skipped, 'a line that was cut, whose rest is not in the log', this.begun.size);
      this.begun.clear();
    }
    const pending = [...this.context.pending.values()].reduce((sum, { records }) => sum + records.length, 0);
    if (pending > 0) countIn(this.skipped, 'a packet whose verdict is not in the log', pending);
    this.context.pending.clear();
    const { first, last } = this;
    return {
      connections: this.connections.connections().map((one) => this.names.on(one)),
      counts: {
        lines: this.lines,
        records: this.records,
        formats: this.byFormat,
        skipped: this.skipped,
        unreadable: this.unreadable,
        ...(this.firstUnreadable && { firstUnreadable: this.firstUnreadable }),
        lost: this.lost,
        sampled: this.sampled,
        withoutVerdict: this.withoutVerdict,
      },
      ...(first !== undefined && last !== undefined && { window: { first, last } }),
    };
  }

  private addText(text: string, wrapper: Wrapper): boolean {
    if (wrapper.depth > MOST_WRAPPERS) return false;
    const start = text.trimStart();
    if (start.startsWith('{') || start.startsWith('[{')) {
      const alike = wrapper === NO_WRAPPER ? this.alike.reading(start) : undefined;
      // Where the last line was of another format, that is asked first.
      if (alike !== undefined && alike.pattern.format === this.lastFormat.json) return this.takeAlike(alike, text);
      const value = parsedValue(start);
      if (isObject(value)) return this.addObject(value, text, wrapper);
      if (Array.isArray(value)) return this.addList(value.filter(isObject), text, wrapper);
      const several = valuesIn(start);
      if (several.length > 1) return this.addList(several, text, inside(wrapper, {}));
      const whole = behindTorn(start);
      if (whole !== undefined) {
        countIn(this.skipped, 'a record that was cut off, before a whole one in its line');
        return this.addObject(whole, text, inside(wrapper, {}));
      }
    }
    const prefixed = podPrefixed(text);
    if (prefixed !== undefined) return this.addText(prefixed.text, inside(wrapper, { origin: prefixed.pod }));
    const runtime = runtimeLine(text);
    if (runtime !== undefined) {
      const of = `${wrapper.origin} ${runtime.stream}`;
      const whole = (this.begun.get(of) ?? '') + runtime.text;
      this.begun.delete(of);
      if (runtime.isPart) {
        if (whole.length > LONGEST_LINE || this.begun.size >= MOST_BEGUN)
          countIn(this.skipped, 'a line that was cut and is too long');
        else this.begun.set(of, whole);
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
    const held = unwrapped(object);
    const within = inside(wrapper, { time: timeOf(object), origin: originOf(object) });
    return held !== undefined && this.addList(held, line, within);
  }

  /** Several records of one line. Where one of them cannot be read, the others are records all the same. */
  private addList(held: readonly (string | JsonObject)[], line: string, wrapper: Wrapper): boolean {
    const [only, ...others] = held;
    if (only === undefined) return true;
    const add = (one: string | JsonObject, text: string) =>
      typeof one === 'string' ? this.addText(one, wrapper) : this.addObject(one, text, wrapper);
    if (others.length === 0) return add(only, line);
    for (const one of held) {
      const isRead = add(one, typeof one === 'string' ? one : JSON.stringify(one));
      if (!isRead) countIn(this.skipped, 'of no format that is read, in a list of records');
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
      countIn(this.skipped, reading.reason, reading.count ?? 1);
      return;
    }
    if (reading.type === 'names') {
      this.names.add(reading.answer);
      countIn(this.skipped, reading.reason);
      return;
    }
    if (reading.type === 'lost') {
      countIn(this.lost, reading.source, reading.count);
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
      countIn(this.skipped, 'from before --since');
      return false;
    }
    if (time !== undefined && (this.first === undefined || time < this.first)) this.first = time;
    if (time !== undefined && (this.last === undefined || time > this.last)) this.last = time;
    this.records++;
    if (read.verdict === 'seen') this.withoutVerdict++;
    if (read.sampledOf !== undefined) this.sampled.set(read.sampledOf, (this.sampled.get(read.sampledOf) ?? 0) + 1);
    countIn(this.byFormat, name);
    return true;
  }
}
