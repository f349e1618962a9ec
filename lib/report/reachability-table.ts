import type { Cluster, ClusterWorkload } from '../cluster/cluster';
import { labelsText } from '../reachability/explanation/text';
import type { Reachability } from '../reachability/reachability';
import { AddressSet } from '../reachability/sets/address-set';
import { addressesText } from './addresses-text';
import { noConnectionsText } from './contents-text';
import { filtered, type PairFilter } from './pair-filter';
import { type ReachablePair, reachablePairs } from './reachable-pairs';
import { columns, csvCell, markdownCell } from './table-cells';

/** `wide` names the kinds and labels of workloads as well. */
export type TableFormat = 'text' | 'wide' | 'markdown' | 'csv';

/** How the table is written, and which pairs are in it. */
export interface TableOptions {
  /** @default 'text' */
  readonly format?: TableFormat;
  /** @default - every pair */
  readonly filter?: PairFilter;
}

type End = ReachablePair['from'];

/** Who can reach whom: a line for each pair; as text, who is repeated is left blank. */
export function reachabilityTable(
  reachability: Reachability,
  { format = 'text', filter = {} }: TableOptions = {},
): string {
  const nameOf = format === 'text' || format === 'wide' ? shortNames(reachability.cluster) : fullName;
  const all = [...reachablePairs(reachability)];
  const pairs = all.flatMap((pair) => filtered(pair, filter) ?? []);
  if (pairs.length === 0 && (format === 'text' || format === 'wide')) {
    return noConnectionsText(reachability.cluster, all.length);
  }
  const rows = pairs.map(({ from, to, connections }) => [nameOf(from), nameOf(to), String(connections)]);
  switch (format) {
    case 'csv':
      return [['from', 'to', 'connections'], ...rows].map((row) => row.map(csvCell).join(',')).join('\n');
    case 'markdown':
      return [['From', 'To', 'Connections'], ['---', '---', '---'], ...rows]
        .map((row) => `| ${row.map(markdownCell).join(' | ')} |`)
        .join('\n');
    case 'wide':
      return columns([
        ['FROM', 'LABELS', 'TO', 'LABELS', 'CONNECTIONS'],
        ...pairs.map(({ from, to, connections }) => [
          fullName(from),
          labelsOf(from),
          fullName(to),
          labelsOf(to),
          String(connections),
        ]),
      ]).join('\n');
    case 'text':
      return columns([['FROM', 'TO', 'CONNECTIONS'], ...withoutRepetitions(rows)]).join('\n');
  }
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
