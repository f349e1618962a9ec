import type { PolicyType, Protocol } from '../../lib/policy/manifest';
import type { SlowSelector } from './slow-selectors';

/** What the worlds of the references for network plugins have in common: namespaces, pods and NetworkPolicies, and their manifests. */

type Labels = Readonly<Record<string, string>>;

export interface PodOfWorld {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly serviceAccount: string;
  readonly address: string;
  readonly ports: readonly { readonly name: string; readonly protocol: Protocol; readonly port: number }[];
}

export interface NetworkPolicyOfWorld {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector: SlowSelector;
    readonly policyTypes: readonly PolicyType[];
    readonly ingress?: readonly NetworkRule[];
    readonly egress?: readonly NetworkRule[];
  };
}

export interface NetworkRule {
  readonly from?: readonly NetworkPeer[];
  readonly to?: readonly NetworkPeer[];
  readonly ports?: readonly { readonly port: number | string; readonly protocol: Protocol }[];
}

export interface NetworkPeer {
  readonly podSelector?: SlowSelector;
  readonly namespaceSelector?: SlowSelector;
  readonly ipBlock?: { readonly cidr: string };
}

export function namespaceObjects(namespaces: Readonly<Record<string, Labels>>): unknown[] {
  return Object.entries(namespaces).map(([name, labels]) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels },
  }));
}

export function podObject({ namespace, name, labels, serviceAccount, address, ports }: PodOfWorld): unknown {
  const declared = ports.map(({ name: called, protocol, port }) => ({ name: called, protocol, containerPort: port }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { serviceAccountName: serviceAccount, containers: [{ name: 'c', image: 'c', ports: declared }] },
    status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
  };
}
