import type { Cluster, ClusterPolicy } from '../../cluster/cluster';
import { ClusterBuilder } from '../../cluster/cluster-builder';
import { withUsed } from '../../cluster/cluster-namespaces';
import type { ConstructSource } from '../../cluster/source';
import type { Inventory } from './inventory';
import type { JudgedBoundary } from './judged';
import { type OwnPolicy, ownPolicies } from './written-policies';

/**
 * The cluster that an app declares, as it will be written. The policies of boundaries are taken as they are: each has been
 * judged already. What anyone else wrote is read like a file of others.
 */
export function appCluster(boundaries: readonly JudgedBoundary[], inventory: Inventory): Cluster {
  const builder = new ClusterBuilder();
  for (const object of inventory.objects()) {
    const source: ConstructSource = { type: 'construct', path: object.node.path };
    const manifest = inventory.manifestOf(object);
    const unread = inventory.unread.get(object);
    if (unread === undefined) builder.add({ manifest, source });
    else builder.addProblem({ source, finding: unread });
  }
  const declared = builder.build();
  const own = boundaries.flatMap((boundary) => ownPolicies(boundary).map(policyOf));
  if (own.length === 0) return declared;
  return {
    ...declared,
    namespaces: withUsed(
      declared.namespaces,
      own.map(({ namespace }) => namespace),
    ),
    policies: [...declared.policies, ...own].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)),
  };
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
