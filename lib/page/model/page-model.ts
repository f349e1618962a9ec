import type {
  PageAnswer,
  PageData,
  PageEnd,
  PageEntry,
  PageIsolation,
  PagePolicy,
  PageRule,
  PageStageRule,
  PageWorkload,
} from '../../report/page/page-types';
import { numbersIn } from '../../report/page/row-ranges';

/** A row or column: a workload, addresses, or the entries of one type, which are rows alone. */
export interface End {
  readonly kind: 'addresses' | 'entries' | 'workload';
  readonly id: string;
  readonly title: string;
  /** Within its namespace. */
  readonly name: string;
  readonly namespace: string;
  /** -1 for entries. */
  readonly row: number;
  readonly workload: PageWorkload | undefined;
  /** What the search looks in. */
  readonly text: string;
}

/** What the policies of one end make of a connection. */
export interface EndJudged {
  readonly state: 'open' | 'node' | 'outside' | 'partly' | 'rules' | 'denied';
  readonly policies: readonly PagePolicy[];
  /** Those that take the other end for a peer. */
  readonly rules: readonly PageRule[];
}

export type Direction = 'ingress' | 'egress';

/** The data of the page, unfolded as far as it is asked for. */
export interface PageModel {
  readonly data: PageData;
  /** Addresses and entries first, then workloads in the order of their ids. */
  readonly ends: readonly End[];
  readonly workloads: readonly End[];
  readonly namespaces: readonly string[];
  endOf(id: string): End | undefined;
  /** The number of an answer and 1 more; 0 where everything is denied. */
  answer(from: End, to: End): number;
  answerOf(from: End, to: End): PageAnswer | undefined;
  /** The same as `answer` for two rows, whose ends are different ones. */
  rowAnswer(from: number, to: number): number;
  /** The same for a row and each other one, by its number. */
  rowAnswers(from: number): ArrayLike<number>;
  judged(end: End, other: End, direction: Direction): EndJudged;
  /** The rules of policies of other APIs for an end; with another end, those that take it for a peer. */
  otherRules(end: End, direction: Direction, other?: End): readonly PageStageRule[];
  /** The policies that isolate an end in a direction, and all of their rules. */
  isolation(end: End, direction: Direction): EndJudged;
}

export function createModel(data: PageData): PageModel {
  const size = data.ends.length;
  const rows: (Uint32Array | undefined)[] = [];
  const rowOf = (from: number): Uint32Array => {
    let row = rows[from];
    if (row === undefined) {
      row = new Uint32Array(size);
      for (const [answer, reached] of data.rows[from] ?? []) {
        for (const to of numbersIn(reached)) row[to] = answer + 1;
      }
      rows[from] = row;
    }
    return row;
  };
  const peers = new Map<number, Set<number>>();
  const takes = (rule: number, row: number): boolean => {
    let set = peers.get(rule);
    if (set === undefined) {
      set = new Set(numbersIn(data.rules[rule]?.peers ?? ''));
      peers.set(rule, set);
    }
    return set.has(row);
  };
  const ends = endsOf(data);
  const byId = new Map(ends.map((end) => [end.id, end]));
  const rowAnswer = (from: number, to: number): number => rowOf(from)[to] ?? 0;
  const entries = data.entryRows.map(({ id, reached }) => {
    const places = reached.flatMap(([answer, to]) => numbersIn(to).map((place) => [place, answer + 1] as const));
    return [id, new Map(places.map(([place, answer]) => [data.workloads[place]?.id ?? '', answer]))] as const;
  });
  const throughEntries = new Map<string, ReadonlyMap<string, number>>(entries);
  const answer = (from: End, to: End): number => {
    if (from.kind === 'entries') return throughEntries.get(from.id)?.get(to.id) ?? 0;
    if (to.kind === 'entries') return 0;
    if (from === to && (from.workload?.replicas ?? 0) < 2) return 0;
    return rowAnswer(from.row, to.row);
  };
  const endIn = (end: End, direction: Direction): PageEnd =>
    data.ends[end.row]?.[direction === 'ingress' ? 0 : 1] ?? 'outside';
  const policiesOf = ({ policies }: PageIsolation) => policies.map((one) => data.policies[one] as PagePolicy);
  return {
    data,
    ends,
    workloads: ends.filter(({ workload }) => workload !== undefined),
    namespaces: [...new Set(data.workloads.map(({ namespace }) => namespace))].sort(),
    endOf: (id) => byId.get(id),
    answer,
    rowAnswer,
    rowAnswers: rowOf,
    answerOf: (from, to) => data.answers[answer(from, to) - 1],
    judged: (end, other, direction) => {
      const of = endIn(end, direction);
      if (typeof of === 'string') return { state: of, policies: [], rules: [] };
      const numbers = of.rules.filter((rule) => takes(rule, other.row));
      const rules = numbers.map((rule) => data.rules[rule] as PageRule);
      const state = of.isPartly ? 'partly' : rules.length > 0 ? 'rules' : 'denied';
      return { state, policies: policiesOf(of), rules };
    },
    otherRules: (end, direction, other) => {
      const numbers = data.stageEnds[end.row]?.[direction === 'ingress' ? 0 : 1] ?? [];
      const rules = numbers.map((number) => data.stageRules[number] as PageStageRule);
      return other === undefined ? rules : rules.filter(({ peers }) => numbersIn(peers).includes(other.row));
    },
    isolation: (end, direction) => {
      const of = endIn(end, direction);
      if (typeof of === 'string') return { state: of, policies: [], rules: [] };
      const rules = of.rules.map((rule) => data.rules[rule] as PageRule);
      return { state: of.isPartly ? 'partly' : 'rules', policies: policiesOf(of), rules };
    },
  };
}

const ENTRY_TITLES: Readonly<Record<PageEntry['type'], string>> = {
  ingress: 'through an Ingress',
  gateway: 'through a Gateway',
  'load-balancer': 'through a LoadBalancer',
  'node-port': 'through a NodePort',
};

function endsOf(data: PageData): End[] {
  const addresses = data.addresses.map(
    ({ row, text, name }, index): End => ({
      kind: 'addresses',
      id: `addresses:${index + 1}`,
      title: text,
      name,
      namespace: '',
      row,
      workload: undefined,
      text: text.toLowerCase(),
    }),
  );
  const entries = data.entryRows.map(({ id, type }): End => {
    const title = ENTRY_TITLES[type];
    return {
      kind: 'entries',
      id,
      title,
      name: title,
      namespace: '',
      row: -1,
      workload: undefined,
      text: title.toLowerCase(),
    };
  });
  const workloads = data.workloads.map((workload): End => {
    const labels = Object.entries(workload.labels).map((label) => label.join('='));
    const { id, namespace, name, row } = workload;
    const text = `${id} ${labels.join(' ')}`.toLowerCase();
    return { kind: 'workload', id, title: `${namespace}/${name}`, name, namespace, row, workload, text };
  });
  return [...addresses, ...entries, ...workloads];
}
