import type { Cluster } from '../cluster/cluster';
import type { NetworkPolicyManifest } from '../policy/manifest';
import { withPolicies } from './proved-grants';

/** The cluster with a default deny in both directions in each of these namespaces, which is not in its manifests yet. */
export function withDefaultDeny(cluster: Cluster, namespaces: readonly string[]): Cluster {
  const taken = new Set(cluster.policies.map(({ id }) => id));
  return withPolicies(
    cluster,
    [...new Set(namespaces)].map((namespace): NetworkPolicyManifest => {
      let name = 'default-deny';
      for (let count = 2; taken.has(`${namespace}/${name}`); count++) name = `default-deny-${count}`;
      return {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name, namespace },
        spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
      };
    }),
  );
}
