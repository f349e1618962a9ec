import type { CiliumWorldManifests } from './cilium-manifests';

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
    ...Object.entries(namespaces).map(([name, labels]) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
    })),
    ...Object.entries(nodes).map(([address, labels], index) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `node${index}`, labels },
      status: { addresses: [{ type: 'InternalIP', address }] },
    })),
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
