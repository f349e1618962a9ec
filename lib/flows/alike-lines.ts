import { ownText } from '../policy/own-text';
import { AlikeRecords } from './flow-connection';
import type { FlowFormat, FlowRecord } from './flow-record';
import { portFrom, timeFrom } from './formats/json-fields';

/**
 * Lines of a log repeat one another but for a few values, such as the time. Parsing a line costs many times what it costs to see
 * that all the rest of it has come before: so a line that is like an earlier one says what that says, with its own values.
 *
 * What is left out of the comparison are whole values of JSON, without quotes and escapes. A line whose rest is the same is
 * therefore valid where the other is, and differs from it in these values alone, whatever the rest is.
 */

/** Values that differ from line to line, with the names that Hubble has for them. */
const OWN_VALUES =
  /"(?:time":"(\d{4}-\d\d-\d\dT[\d:.]{8,20}Z)"|uuid":"([\da-f-]{36})"|(?:source|destination)_port":([1-9]\d{0,4}))(?=[,}])/g;

/** A line with more such values is no record of one packet. */
const MOST_VALUES = 8;
/** So much text of lines is kept; then it begins anew. */
const MOST_CHARACTERS = 16 * 1024 * 1024;
/** A log in which less than half of so many lines are like others is parsed line by line. */
const ENOUGH_LINES = 10_000;

/** What a line says, as far as it follows from its object alone. */
export interface ReadLine {
  readonly record: FlowRecord;
  readonly format: FlowFormat;
}

/** A line that is like others: what they say, and what it has of its own. */
export interface AlikeLine {
  readonly pattern: Pattern;
  readonly time: number | undefined;
  readonly sourcePort: number | undefined;
  readonly port: number | undefined;
}

/** A line that others are like, with the places of what they have of their own. */
export interface Pattern extends ReadLine {
  readonly alike: AlikeRecords;
  readonly places: { readonly [value in 'time' | 'sourcePort' | 'port']: number | undefined };
}

/** So few are compared one by one, which takes less time than to look one up by all of its characters. */
const FEW_PARTS = 4;

/** Lines that have come, as a tree of what is between their own values. */
class KnownLines {
  /** Of the line that ends here: undefined where it has come once at most, null where it is no pattern. */
  pattern?: Pattern | null;
  private few: KnownLines[] = [];
  private many: Map<string, KnownLines> | undefined;

  /** @param part what they have before them */
  constructor(private readonly part: string) {}

  behind(part: string): KnownLines | undefined {
    if (this.many !== undefined) return this.many.get(part);
    for (const next of this.few) if (next.part === part) return next;
    return undefined;
  }

  keep(part: string): KnownLines {
    const next = new KnownLines(part);
    if (this.many !== undefined) this.many.set(part, next);
    else if (this.few.push(next) > FEW_PARTS) {
      this.many = new Map(this.few.map((one) => [one.part, one]));
      this.few = [];
    }
    return next;
  }
}

export class AlikeLines {
  private known = new KnownLines('');
  private readonly line = new PartedLine();
  private characters = 0;
  private lines = 0;
  private alike = 0;

  /** @param read what a line says by itself; undefined where more than its object counts */
  constructor(private readonly read: (line: string) => ReadLine | undefined) {}

  /** What a line says, where a line like it has come before; the same as if it had been parsed. */
  reading(text: string): AlikeLine | undefined {
    if (this.lines >= ENOUGH_LINES && this.alike * 2 < this.lines) return undefined;
    this.lines++;
    const { line } = this;
    if (!line.take(text)) return undefined;
    const known = this.find();
    if (known === undefined) return undefined;
    if (known.pattern === undefined) known.pattern = this.newPattern(text) ?? null;
    if (known.pattern === null) return undefined;
    this.alike++;
    return filled(known.pattern, line.values);
  }

  /** Where the line ends in the tree; undefined where it has not come before, and then it is kept. */
  private find(): KnownLines | undefined {
    const { line } = this;
    let known = this.known;
    for (let place = 0; place < line.count; place++) {
      const next = known.behind(line.part(place));
      if (next === undefined) {
        this.keep(known, place);
        return undefined;
      }
      known = next;
    }
    return known;
  }

  private keep(known: KnownLines, from: number): void {
    if (this.characters > MOST_CHARACTERS) {
      this.known = new KnownLines('');
      this.characters = 0;
      return;
    }
    let last = known;
    for (let place = from; place < this.line.count; place++) {
      const part = ownText(this.line.part(place));
      this.characters += part.length;
      last = last.keep(part);
    }
  }

  /** Reads the line with other values, each of its own: those that come out again are what the record has from the line. */
  private newPattern(text: string): Pattern | undefined {
    const { values } = this.line;
    const own = this.read(text);
    const tried = values.map(otherValue);
    const other = this.read(
      tried.map((value, place) => this.line.part(place) + value).join('') + this.line.part(tried.length),
    );
    if (own === undefined || other === undefined || own.format !== other.format) return undefined;
    const placeOf = (value: number | undefined) => {
      const place = tried.findIndex((one) => value !== undefined && (timeFrom(one) === value || Number(one) === value));
      return place < 0 ? undefined : place;
    };
    const { time, sourcePort, port } = other.record;
    const places = { time: placeOf(time), sourcePort: placeOf(sourcePort), port: placeOf(port) };
    const pattern = { ...own, places, alike: new AlikeRecords() };
    // What it makes of both lines has to be what they say by themselves.
    const isRight = ({ record }: ReadLine, its: readonly string[]) => {
      const made = filled(pattern, its);
      return made.time === record.time && made.sourcePort === record.sourcePort && made.port === record.port;
    };
    return isRight(own, values) && isRight(other, tried) && restOf(own) === restOf(other) ? pattern : undefined;
  }
}

/** A line, and where its own values are in it; one is used for all lines. */
class PartedLine {
  values: string[] = [];
  private text = '';
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  /** Gives whether the line has values of its own. */
  take(text: string): boolean {
    this.text = text;
    this.values = [];
    OWN_VALUES.lastIndex = 0;
    for (let found = OWN_VALUES.exec(text); found !== null; found = OWN_VALUES.exec(text)) {
      if (this.values.length === MOST_VALUES) return false;
      const [, time, uuid, port] = found;
      const value = time ?? uuid ?? (port as string);
      // Behind a text is its quotation mark.
      const end = OWN_VALUES.lastIndex - (port === undefined ? 1 : 0);
      this.starts[this.values.length] = end - value.length;
      this.ends[this.values.length] = end;
      this.values.push(value);
    }
    return this.values.length > 0;
  }

  /** How many parts it has: what is between the values, from the start of the line to its end. */
  get count(): number {
    return this.values.length + 1;
  }

  part(place: number): string {
    return this.text.slice(this.startOf(place), this.endOf(place));
  }

  private startOf(place: number): number {
    return place === 0 ? 0 : (this.ends[place - 1] as number);
  }

  private endOf(place: number): number {
    return place === this.values.length ? this.text.length : (this.starts[place] as number);
  }
}

/** A value of the same kind that no other place has. */
function otherValue(value: string, place: number): string {
  if (value.includes('T')) return `2001-02-0${place + 1}T00:00:00Z`;
  return value.length === 36 ? `${place}`.repeat(36) : String(20_001 + place);
}

function filled(pattern: Pattern, values: readonly string[]): AlikeLine {
  const { record, places } = pattern;
  return {
    pattern,
    time: places.time === undefined ? record.time : timeFrom(values[places.time]),
    sourcePort: places.sourcePort === undefined ? record.sourcePort : portFrom(Number(values[places.sourcePort])),
    port: places.port === undefined ? record.port : portFrom(Number(values[places.port])),
  };
}

/** What a record says besides the values of its own. */
function restOf({ record }: ReadLine): string {
  return JSON.stringify({ ...record, time: undefined, sourcePort: undefined, port: undefined });
}
