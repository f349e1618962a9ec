import type { Cluster, ClusterDialectObject, ClusterPolicy } from '../../cluster/cluster';
import type { CniProfile } from '../../cni/cni-profile';
import type { DialectObject } from '../../dialects/dialect';
import { isEnforced } from '../../dialects/enforced-objects';
import { NETWORK_POLICY_KIND } from '../../policy/manifest';

/** The objects of other APIs that the network plugin enforces. */
export function enforcedIn({ dialectObjects }: Cluster, cni: CniProfile): ClusterDialectObject[] {
  return dialectObjects.filter((object) => isEnforced(object, cni));
}

const objects = new WeakMap<ClusterPolicy, DialectObject>();

/** A NetworkPolicy as stages know it: one object for each. */
export function objectOf(policy: ClusterPolicy): DialectObject {
  let object = objects.get(policy);
  if (object === undefined) {
    const { id, name, namespace, manifest, source } = policy;
    const spec = manifest.spec ?? {};
    const own = {
      group: 'networking.k8s.io',
      kind: NETWORK_POLICY_KIND,
      version: 'v1',
      id,
      namespace,
      name,
      spec,
      source,
    };
    object = own;
    objects.set(policy, object);
  }
  return object;
}
