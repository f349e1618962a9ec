import type { Cluster, ClusterWorkload } from '../cluster/cluster';
import type { ReachablePair } from '../reachability/all-pairs/reachable-pairs';
import type { ConnectedPods } from '../reachability/answers/condition';
import { labelsText, listText, podsOfWorkloadText } from '../reachability/explanation/text';
import type { Reachability } from '../reachability/reachability';
import { AddressSet } from '../reachability/sets/address-set';
import { addressesText } from './addresses-text';
import { noConnectionsText } from './contents-text';
import { dependsLines, dependsText } from './depends-text';
import { filtered, type PairFilter } from './pair-filter';
import { columns, csvCell, markdownCell } from './table-cells';

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

type End = ReachablePair['from'];

/** Who can reach whom: a line for each pair; as text, who is repeated is left blank. */
export function reachabilityTable(
  reachability: Reachability,
  { format = 'text', filter = {}, depends = false, hints = false }: TableOptions = {},
): string {
  const nameOf = format === 'text' || format === 'wide' ? shortNames(reachability.cluster) : fullName;
  const every = [...reachability.pairs()];
  const all = every.flatMap((pair) => filtered(pair, filter) ?? []);
  if (all.length === 0 && (format === 'text' || format === 'wide')) {
    return noConnectionsText(reachability.cluster, every.length);
  }
  const pairs = all.flatMap(certainParts);
  const below = () => [...dependsText(all, hints), ...(depends ? dependsLines(all, nameOf) : [])];
  const rows = pairs.map(({ from, fromPods, to, toPods, certain }) => [
    `${nameOf(from)}${fromPods}`,
    `${nameOf(to)}${toPods}`,
    String(certain),
  ]);
  switch (format) {
    case 'csv':
      return [['from', 'to', 'connections'], ...rows].map((row) => row.map(csvCell).join(',')).join('\n');
    case 'markdown':
      return [['From', 'To', 'Connections'], ['---', '---', '---'], ...rows]
        .map((row) => `| ${row.map(markdownCell).join(' | ')} |`)
        .join('\n');
    case 'wide':
      return aligned(
        [
          ['FROM', 'LABELS', 'TO', 'LABELS', 'CONNECTIONS'],
          ...pairs.map(({ from, fromPods, to, toPods, certain }) => [
            `${fullName(from)}${fromPods}`,
            labelsOf(from),
            `${fullName(to)}${toPods}`,
            labelsOf(to),
            String(certain),
          ]),
        ],
        below(),
      );
    case 'text':
      return aligned([['FROM', 'TO', 'CONNECTIONS'], ...withoutRepetitions(rows)], below());
  }
}

function aligned(rows: readonly (readonly string[])[], below: readonly string[]): string {
  const table = rows.length === 1 ? ['no connections are allowed for certain'] : columns(rows);
  return [...table, ...(below.length === 0 ? [] : ['', ...below])].join('\n');
}

/** A line of the table: what is certain, for which pods where they differ. */
interface CertainPart extends Pick<ReachablePair, 'from' | 'to' | 'certain'> {
  readonly fromPods: string;
  readonly toPods: string;
}

function certainParts({ from, to, certain, groups }: ReachablePair): CertainPart[] {
  const parts = groups?.map((group) => ({
    from,
    to,
    fromPods: podsText(group.source),
    toPods: podsText(group.destination),
    certain: group.certain,
  })) ?? [{ from, to, fromPods: '', toPods: '', certain }];
  return parts.filter((part) => !part.certain.isEmpty);
}

/** ` (app=db,role=primary)`, for some pods of a workload. */
function podsText(pods: readonly ConnectedPods[] | undefined): string {
  if (pods === undefined) return '';
  const texts = pods.map(({ addresses, ...one }) => podsOfWorkloadText({ ...one, cidrs: addresses.cidrs() }));
  return ` (${listText(texts, '; ')})`;
}

function withoutRepetitions(rows: readonly (readonly string[])[]): string[][] {
  return rows.map(([from = '', ...rest], index) => [rows[index - 1]?.[0] === from ? '' : from, ...rest]);
}

/** `namespace/name`, with the kind where two workloads share that. */
function shortNames({ workloads }: Cluster): (end: End) => string {
  const counts = new Map<string, number>();
  for (const workload of workloads) counts.set(shortName(workload), (counts.get(shortName(workload)) ?? 0) + 1);
  return (end) => (end instanceof AddressSet || counts.get(shortName(end)) !== 1 ? fullName(end) : shortName(end));
}

function shortName({ namespace, name }: ClusterWorkload): string {
  return `${namespace}/${name}`;
}

function fullName(end: End): string {
  return end instanceof AddressSet ? addressesText(end) : end.id;
}

function labelsOf(end: End): string {
  return end instanceof AddressSet ? '' : labelsText(end.pods[0]?.labels ?? {});
}
