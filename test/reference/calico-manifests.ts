import type { CalicoWorld } from './calico-world';
import { namespaceObjects, podObject } from './small-worlds';

/** The manifests of a world. */
export function calicoManifests(world: CalicoWorld): unknown[] {
  const { namespaces, serviceAccounts, pods, tiers, policies, sets, admin, network } = world;
  return [
    ...namespaceObjects(namespaces),
    ...Object.entries(serviceAccounts).map(([id, labels]) => {
      const [namespace, name] = id.split('/');
      return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, labels } };
    }),
    ...pods.map(podObject),
    ...tiers.map((tier) => ({ apiVersion: 'projectcalico.org/v3', kind: 'Tier', ...tier })),
    ...policies.map((policy) => ({ apiVersion: 'projectcalico.org/v3', ...policy })),
    ...sets.map((set) => ({ apiVersion: 'projectcalico.org/v3', ...set })),
    ...admin.map((policy) => ({
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      ...policy,
    })),
    ...network.map((policy) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', ...policy })),
  ];
}
