import type { CiliumWorldManifests } from './cilium-manifests';
import { namespaceObjects, podObject } from './small-worlds';

/** The manifests of a world, as they would be applied. */
export function objectsOf(world: CiliumWorldManifests): unknown[] {
  const { namespaces, pods, nodes, services, groups, apiServer, cilium, network } = world;
  const endpoints = (namespace: string, name: string, addresses: readonly string[], port: number) => ({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name, namespace },
    subsets: [{ addresses: addresses.map((ip) => ({ ip })), ports: [{ port }] }],
  });
  const service = (namespace: string, name: string, labels: object, selector?: object) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels },
    spec: { ports: [{ port: 443 }], ...(selector && { selector }) },
  });
  return [
    ...namespaceObjects(namespaces),
    ...Object.entries(nodes).map(([address, labels], index) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `node${index}`, labels },
      status: { addresses: [{ type: 'InternalIP', address }] },
    })),
    ...pods.map(podObject),
    ...services.map(({ namespace, name, labels, selector }) => service(namespace, name, labels, selector)),
    ...services.flatMap(({ namespace, name, addresses }) =>
      addresses === undefined ? [] : [endpoints(namespace, name, addresses, 443)],
    ),
    ...(apiServer === undefined
      ? []
      : [service('default', 'kubernetes', {}), endpoints('default', 'kubernetes', [apiServer], 6443)]),
    ...groups.map(({ name, labels, cidrs }) => ({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumCIDRGroup',
      metadata: { name, labels },
      spec: { externalCIDRs: cidrs },
    })),
    ...cilium,
    ...network,
  ];
}
