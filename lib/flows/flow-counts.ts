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

const MOST_REASONS = 100;

/** Counts something by its reason; past so many of these, the others together. */
export function countIn(counts: Map<string, number>, reason: string, by = 1): void {
  const known = counts.has(reason) || counts.size < MOST_REASONS;
  const name = known ? reason : 'other reasons';
  counts.set(name, (counts.get(name) ?? 0) + by);
}
