/// <reference lib="dom" />
import type { PageConnections, PageData, PageEnd, PageWorkload } from '../page-data';

/** A row or column of the matrix: a workload, or addresses. */
export interface End {
  readonly title: string;
  readonly namespace: string;
  readonly row: number;
  readonly workload: PageWorkload | undefined;
  /** What the search looks in. */
  readonly text: string;
}

/** What the policies of one end make of a connection. */
export interface EndJudged {
  readonly state: 'open' | 'outside' | 'partly' | 'allowed' | 'denied';
  readonly policies: readonly string[];
  readonly rules: readonly string[];
}

export interface Model {
  readonly ends: readonly End[];
  readonly namespaces: readonly string[];
  connections(from: End, to: End): PageConnections | undefined;
  judged(end: End, other: End, direction: 'ingress' | 'egress'): EndJudged;
}

/** Unfolds the data of the page. It is put into the page as it stands here, so that it may use nothing from outside. */
export function createModel(data: PageData): Model {
  const numbersOf = (ranges: string): number[] =>
    ranges === ''
      ? []
      : ranges.split(',').flatMap((range) => {
          const [first = 0, last = first] = range.split('-').map(Number);
          return Array.from({ length: last - first + 1 }, (_, index) => first + index);
        });
  const rows = new Map<number, Map<number, number>>();
  const rowOf = (from: number): Map<number, number> => {
    let row = rows.get(from);
    if (row === undefined) {
      row = new Map();
      for (const [connections, reached] of data.rows[from] ?? []) {
        for (const to of numbersOf(reached)) row.set(to, connections);
      }
      rows.set(from, row);
    }
    return row;
  };
  const peers = new Map<number, Set<number>>();
  const takes = (rule: number, row: number): boolean => {
    let set = peers.get(rule);
    if (set === undefined) {
      set = new Set(numbersOf(data.rules[rule]?.peers ?? ''));
      peers.set(rule, set);
    }
    return set.has(row);
  };
  const ends: End[] = [
    ...data.workloads.map((workload): End => {
      const labels = Object.entries(workload.labels).map((label) => label.join('='));
      const text = `${workload.id} ${labels.join(' ')}`.toLowerCase();
      const { namespace, row } = workload;
      return { title: `${namespace}/${workload.name}`, namespace, row, workload, text };
    }),
    ...data.addresses.map(
      ({ row, text }): End => ({ title: text, namespace: '', row, workload: undefined, text: text.toLowerCase() }),
    ),
  ];
  return {
    ends,
    namespaces: [...new Set(data.workloads.map(({ namespace }) => namespace))].sort(),
    connections: (from, to) => {
      const isSame = from === to;
      if (isSame && (from.workload === undefined || from.workload.replicas < 2)) return undefined;
      const number = rowOf(from.row).get(to.row);
      return number === undefined ? undefined : data.connections[number];
    },
    judged: (end, other, direction) => {
      const [ingress, egress] = data.ends[end.row] as readonly [PageEnd, PageEnd];
      const of = direction === 'ingress' ? ingress : egress;
      if (of === 'open' || of === 'outside') return { state: of, policies: [], rules: [] };
      const rules = of.rules.filter((rule) => takes(rule, other.row)).map((rule) => data.rules[rule]?.text ?? '');
      const policies = of.policies.map((policy) => data.policies[policy] ?? '');
      const state = of.isPartly ? 'partly' : rules.length > 0 ? 'allowed' : 'denied';
      return { state, policies, rules };
    },
  };
}
