import type { ResolvedEnd } from '../../flows/flow-ends';
import type { FlowLog } from '../../flows/flow-log';
import type { FlowTimes } from '../../flows/flow-times';

/** How much of a log was read, as every document about one has it. */
export interface FlowLogDocument {
  /** From the first record to the last; null where no record has a time. */
  readonly window: { readonly first: string; readonly last: string } | null;
  readonly records: {
    readonly lines: number;
    /** Records of connections. */
    readonly read: number;
    readonly formats: Readonly<Record<string, number>>;
    /** Lines and records that are no connection, by the reason. */
    readonly skipped: Readonly<Record<string, number>>;
    /** Lines of no format that is read. */
    readonly unreadable: number;
    /** Records that the log says were lost, by who lost them. */
    readonly lost: Readonly<Record<string, number>>;
    /** Records of a sample, by its rate, such as `1 of 50`. */
    readonly sampled: Readonly<Record<string, number>>;
    /** Records that do not say whether the packets were allowed or denied. */
    readonly withoutVerdict: number;
  };
}

export function flowLogDocument({ window, counts }: Pick<FlowLog, 'window' | 'counts'>): FlowLogDocument {
  return {
    window: window === undefined ? null : { first: timeText(window.first), last: timeText(window.last) },
    records: {
      lines: counts.lines,
      read: counts.records,
      formats: Object.fromEntries(counts.formats),
      skipped: Object.fromEntries(counts.skipped),
      unreadable: counts.unreadable,
      lost: Object.fromEntries(counts.lost),
      sampled: Object.fromEntries([...counts.sampled].map(([of, number]) => [`1 of ${of}`, number])),
      withoutVerdict: counts.withoutVerdict,
    },
  };
}

/** As in RFC 3339; a time that no calendar has counts as absent. */
function timeText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? 'an unknown time' : date.toISOString();
}

/** When something was first and last seen, in documents. */
export interface TimesDocument {
  readonly first?: string;
  readonly last?: string;
}

export function timesDocument({ first, last }: FlowTimes): TimesDocument {
  return {
    ...(first !== undefined && { first: timeText(first) }),
    ...(last !== undefined && { last: timeText(last) }),
  };
}

/** `, <first> to <last>` behind what was seen; empty where the log has no times. */
export function timesText({ first, last }: FlowTimes): string {
  if (first === undefined) return '';
  return `, ${timeText(first)}${last === undefined || last === first ? '' : ` to ${timeText(last)}`}`;
}

/** An end in documents: the id of a workload as `list` has it, `node:` with its name, a DNS name, an address, or `unknown`. */
export function endId(end: ResolvedEnd): string {
  switch (end.type) {
    case 'workload':
    case 'on-node':
      return end.workload.id;
    case 'service':
      return `service:${end.service.namespace}/${end.service.name}`;
    case 'node':
      return `node:${end.name}`;
    case 'outside':
      return end.dnsNames[0] ?? end.address ?? end.name ?? 'outside';
    case 'unknown':
      return 'unknown';
  }
}

/**
 * What stands next to every answer from a log: its window, and what of it is missing.
 * @returns a sentence a line
 */
export function flowLogLines({ window, counts }: Pick<FlowLog, 'window' | 'counts'>): string[] {
  const { records, lines, formats, skipped, unreadable, firstUnreadable, lost, sampled, withoutVerdict } = counts;
  const from = window === undefined ? 'without times' : `from ${timeText(window.first)} to ${timeText(window.last)}`;
  const read = [...formats].map(([name, count]) => `${name} ${count}`).join(', ');
  const all = [`${count(records, 'record')} ${from}, of ${count(lines, 'line')}${read === '' ? '' : ` (${read})`}`];
  for (const [source, number] of lost)
    all.push(`${count(number, 'record')} lost by ${source}: what they held is not known`);
  for (const [of, number] of sampled)
    all.push(`${count(number, 'record')} of a sample of 1 packet in ${of}: what others held is not known`);
  if (withoutVerdict > 0)
    all.push(`${count(withoutVerdict, 'record')} without a word of whether the packet was allowed or denied`);
  if (unreadable > 0) {
    const shown = firstUnreadable === undefined ? '' : `, the first is line ${firstUnreadable.line}`;
    all.push(`${count(unreadable, 'line')} of no format that is read${shown}`);
  }
  for (const [reason, number] of skipped) all.push(`${number} passed over: ${reason}`);
  return all;
}

export function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}
