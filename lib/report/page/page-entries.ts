import type { ClusterWorkload } from '../../cluster/cluster';
import { answerOn } from '../../reachability/answers/answer';
import type { Reachability } from '../../reachability/reachability';
import type { PageEntry } from './page-types';

/** The ways into the cluster, a line for each port of a workload behind them. */
export function pageEntries(reachability: Reachability): PageEntry[] {
  const places = new Map<ClusterWorkload, number>(
    reachability.cluster.workloads.map((workload, place) => [workload, place]),
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
