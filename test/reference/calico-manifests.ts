import type { CalicoWorld } from './calico-world';

/** The manifests of a world. */
export function calicoManifests(world: CalicoWorld): unknown[] {
  const { namespaces, serviceAccounts, pods, tiers, policies, sets, admin, network } = world;
  return [
    ...Object.entries(namespaces).map(([name, labels]) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
    })),
    ...Object.entries(serviceAccounts).map(([id, labels]) => {
      const [namespace, name] = id.split('/');
      return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, labels } };
    }),
    ...pods.map(({ namespace, name, labels, serviceAccount, address, ports }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels },
      spec: {
        serviceAccountName: serviceAccount,
        containers: [
          {
            name: 'c',
            image: 'c',
            ports: ports.map(({ name: called, protocol, port }) => ({ name: called, protocol, containerPort: port })),
          },
        ],
      },
      status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
    })),
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
