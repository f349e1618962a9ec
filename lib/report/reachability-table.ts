import type { Cluster, ClusterWorkload } from '../cluster/cluster';
import type { ConnectedPods } from '../reachability/answers/condition';
import { labelsText, listText, podsOfWorkloadText } from '../reachability/explanation/text';
import type { Reachability } from '../reachability/reachability';
import { AddressSet } from '../reachability/sets/address-set';
import type { ConnectionSet } from '../reachability/sets/connection-set';
import { addressesText } from './addresses-text';
import { noConnectionsText } from './contents-text';
import { countUnknowns, dependsLines, dependsRows, dependsText, type UnknownCounts } from './depends-text';
import { isWorkload, type ShownEnd, type ShownPair } from './listed-ends';
import { filtered, type PairFilter } from './pair-filter';
import { shownPairs } from './shown-pairs';
import { alignedRow, csvCell, markdownCell, widen } from './table-cells';

/** `wide` names the kinds and labels of workloads as well. */
export type TableFormat = 'text' | 'wide' | 'markdown' | 'csv';

/** How the table is written, and which pairs are in it. */
export interface TableOptions {
  /** @default 'text' */
  readonly format?: TableFormat;
  /** @default - every pair */
  readonly filter?: PairFilter;
  /**
   * Whether the table as text shows each connection that depends on something, with its conditions, and not only how many do.
   * @default false
   */
  readonly depends?: boolean;
  /**
   * Whether the table as text says how a user of the command can settle what depends.
   * @default false
   */
  readonly hints?: boolean;
}

type End = ShownEnd;

/** Who can reach whom: a line for each pair; as text, who is repeated is left blank. */
export function reachabilityTable(reachability: Reachability, options: TableOptions = {}): string {
  return [...tableLines(reachability, options)].join('\n');
}

/** The lines of the table, one by one: of all pairs nothing is kept. */
export function* tableLines(
  reachability: Reachability,
  { format = 'text', filter = {}, depends = false, hints = false }: TableOptions = {},
): Generator<string> {
  const pairs = shownPairs(reachability);
  const nameOf = format === 'text' ? shortNames(reachability.cluster) : fullName;
  const textOf = connectionTexts();
  switch (format) {
    case 'csv':
      yield 'from,to,connections,condition';
      for (const row of rowsWithConditions(pairs, filter, nameOf)) yield row.map(csvCell).join(',');
      return;
    case 'markdown':
      yield* ['| From | To | Connections |', '| --- | --- | --- |'];
      for (const { ends, certain } of partsOf(pairs, filter, nameOf)) {
        yield `| ${[...ends, textOf(certain)].map(markdownCell).join(' | ')} |`;
      }
      yield* conditionsBelow(pairs, filter, nameOf);
      return;
    case 'wide':
      yield* alignedLines(reachability, pairs, filter, {
        head: ['FROM', 'LABELS', 'TO', 'LABELS', 'CONNECTIONS'],
        cells: ({ from, to, ends }) => [ends[0], labelsOf(from), ends[1], labelsOf(to)],
        repeats: true,
        nameOf,
        depends: depends && shortNames(reachability.cluster),
        hints,
      });
      return;
    case 'text':
      yield* alignedLines(reachability, pairs, filter, {
        head: ['FROM', 'TO', 'CONNECTIONS'],
        cells: ({ ends }) => ends,
        repeats: false,
        nameOf,
        depends: depends && nameOf,
        hints,
      });
  }
}

/** What is certain, without a condition, and then each way in which more is allowed. */
function* rowsWithConditions(
  pairs: Iterable<ShownPair>,
  filter: PairFilter,
  nameOf: (end: End) => string,
): Generator<string[]> {
  const textOf = connectionTexts();
  for (const pair of pairs) {
    const left = filtered(pair, filter);
    if (left === undefined) continue;
    for (const { ends, certain } of certainParts(left, nameOf)) yield [...ends, textOf(certain), ''];
    for (const { from, to, connections, condition } of dependsRows(left, nameOf))
      yield [from, to, connections, condition];
  }
}

/** The same below a table of what is certain, an item each. */
function* conditionsBelow(
  pairs: Iterable<ShownPair>,
  filter: PairFilter,
  nameOf: (end: End) => string,
): Generator<string> {
  let isFirst = true;
  for (const pair of pairs) {
    const left = filtered(pair, filter);
    for (const line of left === undefined ? [] : dependsLines(left, nameOf)) {
      if (isFirst) yield '';
      isFirst = false;
      yield `- ${markdownCell(line)}`;
    }
  }
}

/** How a table with aligned columns is written. */
interface AlignedTable {
  /** The last column is what is allowed. */
  readonly head: readonly string[];
  /** All cells of a line but the last. */
  readonly cells: (part: CertainPart) => readonly string[];
  /** Whether the first cell is written where it is that of the line before. */
  readonly repeats: boolean;
  readonly nameOf: (end: End) => string;
  /** What ends are called below the table, where each connection that depends on something is shown. */
  readonly depends: false | ((end: End) => string);
  readonly hints: boolean;
}

/** Goes through the pairs once for the widths of the columns, and once more for the lines. */
function* alignedLines(
  { cluster }: Reachability,
  pairs: Iterable<ShownPair>,
  filter: PairFilter,
  table: AlignedTable,
): Generator<string> {
  const { head, cells, repeats, nameOf } = table;
  const { every, shown, lines, widths, unknown } = measured(pairs, filter, table);
  if (shown === 0) {
    yield noConnectionsText(cluster, every);
    return;
  }
  if (lines === 0) yield 'no connections are allowed for certain';
  else {
    yield alignedRow(head, widths);
    const textOf = connectionTexts();
    let before: string | undefined;
    for (const part of partsOf(pairs, filter, nameOf)) {
      const [first = '', ...others] = cells(part);
      yield alignedRow([first === before && !repeats ? '' : first, ...others, textOf(part.certain)], widths);
      before = first;
    }
  }
  let isFirst = true;
  for (const line of linesBelow(pairs, filter, table, unknown)) {
    if (isFirst) yield '';
    isFirst = false;
    yield line;
  }
}

/** What has to be known of all pairs before the first of them can be written. */
function measured(pairs: Iterable<ShownPair>, filter: PairFilter, { head, cells, nameOf }: AlignedTable) {
  const unknown: UnknownCounts = new Map();
  const widths: number[] = [];
  // Nothing is behind the last column.
  widen(widths, [...head.slice(0, -1), '']);
  let [every, shown, lines] = [0, 0, 0];
  for (const pair of pairs) {
    every++;
    const left = filtered(pair, filter);
    if (left === undefined) continue;
    shown++;
    countUnknowns(left, unknown);
    for (const part of certainParts(left, nameOf)) {
      widen(widths, cells(part));
      lines++;
    }
  }
  return { every, shown, lines, widths, unknown };
}

function* linesBelow(
  pairs: Iterable<ShownPair>,
  filter: PairFilter,
  { depends, hints }: AlignedTable,
  unknown: UnknownCounts,
): Generator<string> {
  yield* dependsText(unknown, hints);
  if (depends === false) return;
  for (const pair of pairs) {
    const left = filtered(pair, filter);
    if (left !== undefined) yield* dependsLines(left, depends);
  }
}

/** What is allowed as text: many pairs have the same. */
function connectionTexts(): (connections: ConnectionSet) => string {
  const texts = new Map<ConnectionSet, string>();
  return (connections) => {
    const known = texts.get(connections) ?? String(connections);
    texts.set(connections, known);
    return known;
  };
}

/** A line of the table: what is certain, for which pods where they differ. */
interface CertainPart extends Pick<ShownPair, 'from' | 'to' | 'certain'> {
  /** What both ends are called, with the pods where they differ. */
  readonly ends: readonly [from: string, to: string];
}

function* partsOf(
  pairs: Iterable<ShownPair>,
  filter: PairFilter,
  nameOf: (end: End) => string,
): Generator<CertainPart> {
  for (const pair of pairs) {
    const left = filtered(pair, filter);
    if (left !== undefined) yield* certainParts(left, nameOf);
  }
}

function certainParts({ from, to, certain, groups }: ShownPair, nameOf: (end: End) => string): CertainPart[] {
  const names = [nameOf(from), nameOf(to)] as const;
  if (groups === undefined) return certain.isEmpty ? [] : [{ from, to, certain, ends: names }];
  return groups.flatMap((group) => {
    if (group.certain.isEmpty) return [];
    const ends = [`${names[0]}${podsText(group.source)}`, `${names[1]}${podsText(group.destination)}`] as const;
    return [{ from, to, certain: group.certain, ends }];
  });
}

/** ` (app=db,role=primary)`, for some pods of a workload. */
function podsText(pods: readonly ConnectedPods[] | undefined): string {
  if (pods === undefined) return '';
  const texts = pods.map(({ addresses, ...one }) => podsOfWorkloadText({ ...one, cidrs: addresses.cidrs() }));
  return ` (${listText(texts, '; ')})`;
}

/** `namespace/name`, with the kind where two workloads share that. */
function shortNames({ workloads }: Cluster): (end: End) => string {
  const counts = new Map<string, number>();
  for (const workload of workloads) counts.set(shortName(workload), (counts.get(shortName(workload)) ?? 0) + 1);
  return (end) => (isWorkload(end) && counts.get(shortName(end)) === 1 ? shortName(end) : fullName(end));
}

function shortName({ namespace, name }: ClusterWorkload): string {
  return `${namespace}/${name}`;
}

function fullName(end: End): string {
  return end instanceof AddressSet ? addressesText(end) : end.id;
}

function labelsOf(end: End): string {
  return isWorkload(end) ? labelsText(end.pods[0]?.labels ?? {}) : '';
}
