import type { End, PageModel } from './page-model';
import { ALL, DENIED, DEPENDS, type Openness, opennessOf, opennessOfAnswer, type Shown, SOME } from './shown-answers';

/** A row or column of the matrix: one end, or all of a namespace that is folded. */
export interface MatrixItem {
  readonly key: string;
  readonly title: string;
  readonly kind: End['kind'] | 'namespace';
  readonly namespace: string;
  readonly ends: readonly End[];
  readonly isFolded: boolean;
}

/** So many workloads are shown one by one; of more the namespaces are folded first. */
const MOST_UNFOLDED = 60;

/**
 * Which namespaces are folded: where many workloads are shown all but those that are asked for, and against what is usual those that
 * are named.
 */
export function foldsOf(
  shown: Iterable<End>,
  asked: readonly End[],
  named: ReadonlySet<string>,
): (namespace: string) => boolean {
  const open = new Set(asked.length > MOST_UNFOLDED ? [] : asked.map(({ namespace }) => namespace));
  const isMany = [...new Set(shown)].filter(({ kind }) => kind === 'workload').length > MOST_UNFOLDED;
  return (namespace) => (isMany && !open.has(namespace)) !== named.has(namespace);
}

/**
 * Addresses and entries first, then namespace by namespace.
 * @param isOneNamespace whether there is no other, neither among the rows nor among the columns, so that it needs no title
 */
export function matrixItems(
  ends: readonly End[],
  isFolded: (namespace: string) => boolean,
  isOneNamespace: boolean,
): MatrixItem[] {
  const items: MatrixItem[] = [];
  const byNamespace = new Map<string, End[]>();
  for (const end of ends) {
    if (end.workload === undefined) {
      items.push({ key: end.id, title: end.name, kind: end.kind, namespace: '', ends: [end], isFolded: false });
      continue;
    }
    const own = byNamespace.get(end.namespace);
    if (own === undefined) byNamespace.set(end.namespace, [end]);
    else own.push(end);
  }
  for (const [namespace, own] of byNamespace) {
    const folded = isFolded(namespace);
    if (folded || !isOneNamespace) {
      items.push({
        key: `ns:${namespace}`,
        title: namespace,
        kind: 'namespace',
        namespace,
        ends: own,
        isFolded: folded,
      });
    }
    if (folded) continue;
    for (const end of own) {
      items.push({ key: end.id, title: end.name, kind: 'workload', namespace, ends: [end], isFolded: false });
    }
  }
  return items;
}

/** What a cell shows: how open it is, and of several pairs how many are. */
export interface MatrixCell {
  readonly openness: Openness;
  readonly open: number;
  readonly pairs: number;
  /** How many the filter of answers leaves out. */
  readonly left: number;
}

/** The most open of several pairs counts. */
export function matrixCell(model: PageModel, shown: Shown, row: MatrixItem, column: MatrixItem): MatrixCell {
  const counts = [0, 0, 0, 0];
  let [pairs, left] = [0, 0];
  for (const from of row.ends) {
    const answers = from.kind === 'entries' ? undefined : model.rowAnswers(from.row);
    const isFromKept = !shown.isFiltered || shown.keepsEnd(from);
    for (const to of column.ends) {
      if (from === to && (from.workload?.replicas ?? 0) < 2) continue;
      if (!isFromKept && !shown.keepsEnd(to)) continue;
      const openness = opennessOfAnswer(shown, answers === undefined ? model.answer(from, to) : (answers[to.row] ?? 0));
      pairs++;
      if (shown.keeps(openness)) counts[openness] = (counts[openness] ?? 0) + 1;
      else left++;
    }
  }
  const [, some = 0, all = 0, depends = 0] = counts;
  const openness = all > 0 ? ALL : some > 0 ? SOME : depends > 0 ? DEPENDS : DENIED;
  return { openness, open: some + all + depends, pairs, left };
}

/** The rows and columns in which the filter of answers leaves some pair. */
export function withPairs(model: PageModel, shown: Shown, rows: readonly End[], columns: readonly End[]) {
  const left = { rows: new Set<End>(), columns: new Set<End>() };
  const keep = (froms: readonly End[], tos: readonly End[]) => {
    for (const from of froms) left.rows.add(from);
    for (const to of tos) left.columns.add(to);
  };
  const byRow = alike(columns, shown);
  for (const froms of alike(rows, shown)) {
    for (const tos of byRow) {
      const [from, to] = [froms[0] as End, tos[0] as End];
      const isItself = froms.length === 1 && tos.length === 1 && from === to && (from.workload?.replicas ?? 0) < 2;
      if (isItself || !(shown.keepsEnd(from) || shown.keepsEnd(to))) continue;
      if (shown.keeps(opennessOfAnswer(shown, model.rowAnswer(from.row, to.row)))) keep(froms, tos);
    }
  }
  // Of one row entries may lead to some.
  for (const from of rows.filter(({ kind }) => kind === 'entries')) {
    const tos = columns.filter((to) => shown.keepsEnd(from) || shown.keepsEnd(to));
    const kept = tos.filter((to) => shown.keeps(opennessOf(model, shown, from, to)));
    if (kept.length > 0) keep([from], kept);
  }
  return { rows: rows.filter((end) => left.rows.has(end)), columns: columns.filter((end) => left.columns.has(end)) };
}

/** Ends with the same answers, which the filters keep or not. */
function alike(ends: readonly End[], shown: Shown): readonly (readonly End[])[] {
  const groups = new Map<string, End[]>();
  for (const end of ends) {
    if (end.kind === 'entries') continue;
    const key = `${end.row} ${shown.keepsEnd(end)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [end]);
    else group.push(end);
  }
  return [...groups.values()];
}
