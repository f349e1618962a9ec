import type { Cluster, ClusterPolicy, ClusterProblem } from '../../cluster/cluster';
import { ClusterBuilder } from '../../cluster/cluster-builder';
import type { ConstructSource } from '../../cluster/source';
import { settingsOf } from '../constructs/app-settings';
import type { Inventory } from './inventory';
import type { JudgedBoundary } from './judged';
import { type OwnPolicy, ownPolicies } from './written-policies';

/**
 * The cluster that an app declares, as it will be written. The policies of boundaries are taken as they are: each has been
 * judged already. What anyone else wrote is read like a file of others.
 * @param problems what is wrong with boundaries that are therefore not among those
 */
export function appCluster(
  boundaries: readonly JudgedBoundary[],
  inventory: Inventory,
  problems: readonly ClusterProblem[] = [],
): Cluster {
  const builder = new ClusterBuilder();
  for (const object of inventory.objects()) {
    const source: ConstructSource = { type: 'construct', path: object.node.path };
    const manifest = inventory.manifestOf(object);
    const unread = inventory.unread.get(object);
    if (unread === undefined) builder.add({ manifest, source }, settingsOf(object).ignoredKinds);
    else builder.addProblem({ source, finding: unread });
  }
  for (const problem of problems) builder.addProblem(problem);
  return builder.addPolicies(boundaries.flatMap((boundary) => ownPolicies(boundary).map(policyOf))).build();
}

function policyOf({ manifest, object }: OwnPolicy): ClusterPolicy {
  const { name, namespace = 'default' } = manifest.metadata;
  return {
    id: `${namespace}/${name}`,
    name,
    namespace,
    manifest,
    source: { type: 'construct', path: object.node.path },
  };
}
