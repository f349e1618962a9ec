import type { PageModel } from './page-model';
import { type Openness, opennessOfAnswer, type Shown } from './shown-answers';

/** How many pairs of workloads are of each class, by its number; of those that the filters keep an end of. */
export function pairCounts(model: PageModel, shown: Shown): readonly number[] {
  const rows = new Map<number, RowCount>();
  for (const end of model.workloads) {
    const row = rows.get(end.row) ?? { all: 0, kept: 0, alone: 0, first: end };
    rows.set(end.row, row);
    const isKept = shown.keepsEnd(end);
    row.all++;
    if (isKept) row.kept++;
    // A workload of one pod has no pair with itself.
    if (isKept && (end.workload?.replicas ?? 0) < 2) row.alone++;
  }
  const counts = [0, 0, 0, 0];
  for (const from of rows.values()) {
    for (const to of rows.values()) {
      const pairs = from.all * to.all - (from.all - from.kept) * (to.all - to.kept) - (from === to ? from.alone : 0);
      if (pairs === 0) continue;
      const openness = opennessOfAnswer(shown, model.rowAnswer(from.first.row, to.first.row));
      counts[openness] = (counts[openness] ?? 0) + pairs;
    }
  }
  return counts;
}

/** How many of them are of a class that the filter of answers keeps. */
export function keptPairs(model: PageModel, shown: Shown): number {
  return pairCounts(model, shown).reduce(
    (sum, count, openness) => sum + (shown.keeps(openness as Openness) ? count : 0),
    0,
  );
}

interface RowCount {
  all: number;
  kept: number;
  alone: number;
  readonly first: PageModel['ends'][number];
}
