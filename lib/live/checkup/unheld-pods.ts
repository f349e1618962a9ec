import type { Cluster } from '../../cluster/cluster';
import { field, type JsonMap } from '../../policy/validation/structure';
import { mapIn, mapsIn, textIn } from '../object-fields';

/** Pods that policies do not hold, or not as others. */
export interface UnheldPods {
  /** Workloads with pods on their node's network, whose addresses are those of nodes. */
  readonly onNodes: readonly string[];
  /** Pods that a node makes by itself: the API server shows them, and neither starts nor stops them. */
  readonly static: readonly string[];
}

export function unheldPods({ workloads }: Cluster, staticPods: readonly string[]): UnheldPods {
  return {
    onNodes: workloads.filter(({ pods }) => pods.some(({ hostNetwork }) => hostNetwork)).map(({ id }) => id),
    static: [...staticPods].sort(),
  };
}

/** The name of a pod that a node made by itself; undefined for everything else. */
export function staticPodIn(manifest: JsonMap): string | undefined {
  if (field(manifest, 'kind') !== 'Pod') return undefined;
  const metadata = mapIn(manifest, 'metadata');
  const owners = mapsIn(metadata, 'ownerReferences');
  const isOfNode = owners.some((one) => field(one, 'kind') === 'Node' && field(one, 'controller') === true);
  return isOfNode ? `${textIn(metadata, 'namespace')}/${textIn(metadata, 'name')}` : undefined;
}
