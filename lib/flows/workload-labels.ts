import type { Cluster, ClusterWorkload } from '../cluster/cluster';
import { addTo } from '../policy/grouped';
import type { StringMap } from '../policy/manifest';

/** Finds workloads by labels of their pods, without looking at all of them. */
export class WorkloadLabels {
  /** By namespace, and key and value of each label that any of its pods has. */
  private readonly byLabel = new Map<string, ClusterWorkload[]>();

  constructor({ workloads }: Pick<Cluster, 'workloads'>) {
    for (const workload of workloads) {
      const labels = workload.pods.flatMap((group) =>
        Object.entries(group.labels).map(([key, value]) => `${key}=${value}`),
      );
      for (const label of new Set(labels)) {
        const key = `${workload.namespace}/${label}`;
        addTo(this.byLabel, key, workload);
      }
    }
  }

  /** Those of which some pods have all of these labels; none for no labels. */
  with(namespace: string, labels: StringMap): ClusterWorkload[] {
    const entries = Object.entries(labels);
    const candidates = entries.map(([key, value]) => this.byLabel.get(`${namespace}/${key}=${value}`) ?? []);
    const [fewest = []] = candidates.sort((a, b) => a.length - b.length);
    return fewest.filter(({ pods }) =>
      pods.some((group) =>
        entries.every(([key, value]) => Object.hasOwn(group.labels, key) && group.labels[key] === value),
      ),
    );
  }
}
