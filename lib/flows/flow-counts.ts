import { oneLine } from '../policy/unknown-value';
import type { FlowRecord } from './flow-record';

/** How much of a log was read. */
export interface FlowCounts {
  readonly lines: number;
  /** Records of connections. */
  readonly records: number;
  /** Records by format. */
  readonly formats: ReadonlyMap<string, number>;
  /** Records and lines that are no connection, by the reason. */
  readonly skipped: ReadonlyMap<string, number>;
  /** Lines of no format that is read. */
  readonly unreadable: number;
  /** The first of them, with its number. */
  readonly firstUnreadable?: { readonly line: number; readonly text: string };
  /** Records of which the log says that they were lost, by who lost them. */
  readonly lost: ReadonlyMap<string, number>;
  /** Records of a sample, by how many packets one of which was looked at. */
  readonly sampled: ReadonlyMap<number, number>;
  /** Records that do not say what became of the packets. */
  readonly withoutVerdict: number;
}

/** Counts what is read of a log. */
export class FlowCounter {
  private readonly byFormat = new Map<string, number>();
  private readonly skipped = new Map<string, number>();
  private readonly lost = new Map<string, number>();
  private readonly sampled = new Map<number, number>();
  private withoutVerdict = 0;
  private records = 0;
  private unreadable = 0;
  private firstUnreadable: FlowCounts['firstUnreadable'];
  private lines = 0;
  private blank = 0;
  private first: number | undefined;
  private last: number | undefined;

  line(): void {
    this.lines++;
  }

  blankLine(): void {
    this.lines++;
    this.blank++;
  }

  /** Nothing could be made of the line that was counted last. */
  unread(text: string): void {
    this.unreadable++;
    this.firstUnreadable ??= { line: this.lines, text: text.slice(0, 200) };
  }

  skip(reason: string, by = 1): void {
    countIn(this.skipped, reason, by);
  }

  lose(source: string, by: number): void {
    countIn(this.lost, source, by);
  }

  record({ verdict, sampledOf }: FlowRecord, time: number | undefined, format: string): void {
    if (time !== undefined && (this.first === undefined || time < this.first)) this.first = time;
    if (time !== undefined && (this.last === undefined || time > this.last)) this.last = time;
    this.records++;
    if (verdict === 'seen') this.withoutVerdict++;
    if (sampledOf !== undefined) this.sampled.set(sampledOf, (this.sampled.get(sampledOf) ?? 0) + 1);
    countIn(this.byFormat, format);
  }

  /** A log of nothing but blank lines is empty. */
  counts(): FlowCounts {
    const { records, byFormat, skipped, unreadable, firstUnreadable, lost, sampled, withoutVerdict } = this;
    return {
      lines: this.lines === this.blank ? 0 : this.lines,
      records,
      formats: byFormat,
      skipped,
      unreadable,
      ...(firstUnreadable && { firstUnreadable }),
      lost,
      sampled,
      withoutVerdict,
    };
  }

  window(): { readonly first: number; readonly last: number } | undefined {
    const { first, last } = this;
    return first === undefined || last === undefined ? undefined : { first, last };
  }
}

const MOST_REASONS = 100;

/** Counts something by its reason, which may hold words of the log; past so many of these, the others together. */
function countIn(counts: Map<string, number>, reason: string, by = 1): void {
  const own = counts.has(reason) ? reason : oneLine(reason);
  const name = counts.has(own) || counts.size < MOST_REASONS ? own : 'other reasons';
  counts.set(name, (counts.get(name) ?? 0) + by);
}
