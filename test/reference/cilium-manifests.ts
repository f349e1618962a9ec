import type { PolicyType, Protocol } from '../../lib/policy/manifest';

/** The manifests of worlds in which Cilium and Kubernetes meet, as far as the reference for Cilium reads them. */

export interface CiliumPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly address: string;
  readonly ports: readonly { readonly name: string; readonly protocol: Protocol; readonly port: number }[];
}

/** An address outside, or that of a node. */
export interface CiliumAddress {
  readonly address: string;
  readonly isNode: boolean;
}

export type CiliumEnd = CiliumPod | CiliumAddress;

export interface CiliumSelectorManifest {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface CiliumBlockManifest {
  readonly cidr?: string;
  readonly cidrGroupRef?: string;
  readonly cidrGroupSelector?: CiliumSelectorManifest;
  readonly except?: readonly string[];
}

export interface CiliumPartManifest {
  readonly fromEndpoints?: readonly CiliumSelectorManifest[];
  readonly toEndpoints?: readonly CiliumSelectorManifest[];
  readonly fromEntities?: readonly string[];
  readonly toEntities?: readonly string[];
  readonly fromCIDR?: readonly string[];
  readonly toCIDR?: readonly string[];
  readonly fromCIDRSet?: readonly CiliumBlockManifest[];
  readonly toCIDRSet?: readonly CiliumBlockManifest[];
  readonly fromNodes?: readonly CiliumSelectorManifest[];
  readonly toNodes?: readonly CiliumSelectorManifest[];
  readonly toFQDNs?: readonly { readonly matchName: string }[];
  readonly toGroups?: readonly object[];
  readonly toServices?: readonly CiliumServiceManifest[];
  readonly toPorts?: readonly CiliumPortsManifest[];
  readonly icmps?: readonly object[];
  readonly authentication?: { readonly mode: string };
}

export interface CiliumServiceManifest {
  readonly k8sService?: { readonly serviceName: string; readonly namespace?: string };
  readonly k8sServiceSelector?: { readonly selector: CiliumSelectorManifest; readonly namespace?: string };
}

export interface CiliumPortsManifest {
  readonly ports?: readonly { readonly port?: string; readonly endPort?: number; readonly protocol?: string }[];
  readonly rules?: { readonly http: readonly object[] };
  readonly serverNames?: readonly string[];
  readonly listener?: object;
}

export interface CiliumRuleManifest {
  readonly endpointSelector?: CiliumSelectorManifest;
  readonly nodeSelector?: CiliumSelectorManifest;
  readonly ingress?: readonly CiliumPartManifest[];
  readonly ingressDeny?: readonly CiliumPartManifest[];
  readonly egress?: readonly CiliumPartManifest[];
  readonly egressDeny?: readonly CiliumPartManifest[];
  readonly enableDefaultDeny?: { readonly ingress?: boolean; readonly egress?: boolean };
}

export interface CiliumManifest {
  readonly kind: 'CiliumNetworkPolicy' | 'CiliumClusterwideNetworkPolicy';
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: CiliumRuleManifest;
  readonly specs?: readonly CiliumRuleManifest[];
}

export interface NetworkPolicyOfWorld {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector: CiliumSelectorManifest;
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
  readonly podSelector?: CiliumSelectorManifest;
  readonly namespaceSelector?: CiliumSelectorManifest;
  readonly ipBlock?: { readonly cidr: string };
}

/** A Service with a selector, or with addresses behind it. */
export interface ServiceOfWorld {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector?: Readonly<Record<string, string>>;
  readonly addresses?: readonly string[];
}

/** How Cilium is set up there; a value that is not given is not known, or as Cilium is installed. */
export interface CiliumSetup {
  readonly policyCIDRMatchMode?: readonly ('nodes' | 'pods')[];
  readonly enablePolicy?: 'default' | 'always' | 'never';
  readonly enableNonDefaultDenyPolicies?: boolean;
  readonly networkPolicy?: boolean;
  readonly labels?: string;
  readonly enableNodeSelectorLabels?: boolean;
  readonly enableHostFirewall?: boolean;
  readonly policyDefaultLocalCluster?: boolean;
  readonly clusterName?: string;
}

export interface CiliumWorldManifests {
  readonly setup: CiliumSetup | undefined;
  readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pods: readonly CiliumPod[];
  /** Nodes by address, with their labels. */
  readonly nodes: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly services: readonly ServiceOfWorld[];
  readonly groups: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly cidrs: readonly string[];
  }[];
  /** The address of the API server, where the world says it. */
  readonly apiServer: string | undefined;
  readonly cilium: readonly CiliumManifest[];
  readonly network: readonly NetworkPolicyOfWorld[];
}
