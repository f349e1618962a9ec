import type { LabelSelector, NetworkPolicyManifest } from './manifest';

/**
 * Policies of Cilium for what no NetworkPolicy can say, as data. Printed as JSON they are YAML too, so that a message can hold one in a
 * line for `kubectl apply`.
 */

/** A CiliumNetworkPolicy, as far as it is written here. */
export interface CiliumInstead {
  readonly apiVersion: 'cilium.io/v2';
  readonly kind: 'CiliumNetworkPolicy';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly endpointSelector: LabelSelector; readonly egress: readonly object[] };
}

/**
 * Lets the pods of a NetworkPolicy reach the API server, which Cilium knows by itself, wherever it runs. It adds to that policy, and isolates
 * the pods for egress as that does.
 */
export function apiServerByEntity({ metadata, spec }: NetworkPolicyManifest, ports: readonly number[]): CiliumInstead {
  const toPorts = [{ ports: ports.map((port) => ({ port: `${port}`, protocol: 'TCP' })) }];
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: `${metadata.name}-api-server`, namespace: metadata.namespace ?? 'default' },
    spec: { endpointSelector: spec.podSelector ?? {}, egress: [{ toEntities: ['kube-apiserver'], toPorts }] },
  };
}

/** Items of `egress` that let pods reach a host by its name, and ask the DNS servers for it in a way that shows Cilium the answers. */
export function egressByName(name: string): readonly object[] {
  return [
    { toFQDNs: [{ matchName: name }] },
    {
      toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s-app': 'kube-dns' } }],
      toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
    },
  ];
}
