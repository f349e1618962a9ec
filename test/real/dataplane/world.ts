import type { NetworkPolicyManifest, StringMap } from 'ringfence';

/** A small cluster in which every pod has an address, and tries every port that another one listens on. */
export interface World {
  readonly name: string;
  readonly namespaces: Readonly<Record<string, StringMap>>;
  readonly pods: readonly WorldPod[];
  readonly policies: readonly NetworkPolicyManifest[];
  /** What declares the pods, such as Deployments; absent where the pods are all that there is. */
  readonly declared?: readonly object[];
}

export interface WorldPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: StringMap;
  readonly ports: readonly (ProbedPort & { readonly name?: string })[];
  /** An IPv4 address. */
  readonly address: string;
  /** What it listens on, declared or not. */
  readonly listen: readonly ProbedPort[];
  /** Whether the address is chosen, so that every input has to say it; that of other pods may be any. */
  readonly isPlaced?: boolean;
  /** What it belongs to in `list`, if that is not the pod itself. */
  readonly workload?: string;
}

export interface ProbedPort {
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}

const NODE_ADDRESS = '10.77.0.1';

/** The addresses of pods, one by one; that of the node is none of them. */
export function addressOf(index: number): string {
  return `10.77.${1 + Math.floor(index / 250)}.${1 + (index % 250)}`;
}

export function keyOf({ namespace, name }: Pick<WorldPod, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

export function namespaceObjects({ namespaces }: World): object[] {
  return Object.entries(namespaces).map(([name, labels]) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { ...labels, 'kubernetes.io/metadata.name': name } },
  }));
}

/** The pods as a cluster has them, with their addresses, or as a manifest has them, without. */
export function podObjects(
  pods: readonly WorldPod[],
  { withAddresses }: { readonly withAddresses: boolean },
): object[] {
  return pods.map(({ namespace, name, labels, ports, address, isPlaced = false }) => {
    const status = { phase: 'Running', podIP: address, podIPs: [{ ip: address }], hostIP: NODE_ADDRESS };
    const declared = ports.map(({ name, port, protocol }) => ({
      containerPort: port,
      protocol,
      ...(name && { name }),
    }));
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels },
      spec: { nodeName: 'node1', containers: [{ name: 'main', image: 'main', ports: declared }] },
      ...((withAddresses || isPlaced) && { status }),
    };
  });
}
