import type { ClusterWorkload } from '../../cluster/cluster';
import { compareTexts } from '../../policy/texts';

/** Workloads by namespace and name: `shop` before `shop-staging`, and `api` before `api-2`, which ids put the other way round. */
export function inPageOrder(workloads: readonly ClusterWorkload[]): ClusterWorkload[] {
  return [...workloads].sort(
    (a, b) => compareTexts(a.namespace, b.namespace) || compareTexts(a.name, b.name) || compareTexts(a.id, b.id),
  );
}
