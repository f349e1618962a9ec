import type { ClusterWorkload } from '../../cluster/cluster';
import { answerOn } from '../../reachability/answers/answer';
import type { Reachability } from '../../reachability/reachability';
import type { PageRows } from './page-rows';
import type { PageEntry, PageEntryRow } from './page-types';
import { rangesText } from './row-ranges';
import { inPageOrder } from './workload-order';

/** The ways into the cluster, a line for each port of a workload behind them. */
export function pageEntries(reachability: Reachability): PageEntry[] {
  const places = new Map<ClusterWorkload, number>(
    inPageOrder(reachability.cluster.workloads).map((workload, place) => [workload, place]),
  );
  return [...reachability.exposed()].flatMap((exposed) =>
    exposed.ports.ranges().flatMap(({ protocol, port: first, endPort = first }) =>
      Array.from(
        { length: endPort - first + 1 },
        (_, index): PageEntry => ({
          title: exposed.through.title,
          type: exposed.through.type,
          workload: places.get(exposed.to) as number,
          port: `${protocol} ${first + index}`,
          answer: answerOn(exposed, protocol, first + index),
        }),
      ),
    ),
  );
}

/** What comes in through all entries of each type, workload by workload. */
export function pageEntryRows(reachability: Reachability, { numberOf }: PageRows): PageEntryRow[] {
  const places = new Map<ClusterWorkload, number>(
    inPageOrder(reachability.cluster.workloads).map((workload, place) => [workload, place]),
  );
  const rows = new Map<string, { readonly type: PageEntry['type']; readonly reached: Map<number, number[]> }>();
  for (const { from, to, ...answered } of reachability.entryPairs()) {
    const row = rows.get(from.id) ?? { type: from.entry, reached: new Map<number, number[]>() };
    rows.set(from.id, row);
    const answer = numberOf(answered);
    const reached = row.reached.get(answer) ?? [];
    row.reached.set(answer, reached);
    reached.push(places.get(to) as number);
  }
  return [...rows].map(([id, { type, reached }]) => ({
    id,
    type,
    reached: [...reached].map(([answer, numbers]) => [answer, rangesText(numbers.sort((a, b) => a - b))] as const),
  }));
}
