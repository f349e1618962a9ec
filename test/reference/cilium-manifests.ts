import type { SlowSelector } from './slow-selectors';
import type { NetworkPolicyOfWorld, PodOfWorld } from './small-worlds';

/** The manifests of worlds in which Cilium and Kubernetes meet, as far as the reference for Cilium reads them. */

/** An address outside, or that of a node. */
export interface CiliumAddress {
  readonly address: string;
  readonly isNode: boolean;
}

export type CiliumEnd = PodOfWorld | CiliumAddress;

export interface CiliumBlockManifest {
  readonly cidr?: string;
  readonly cidrGroupRef?: string;
  readonly cidrGroupSelector?: SlowSelector;
  readonly except?: readonly string[];
}

export interface CiliumPartManifest {
  readonly fromEndpoints?: readonly SlowSelector[];
  readonly toEndpoints?: readonly SlowSelector[];
  readonly fromEntities?: readonly string[];
  readonly toEntities?: readonly string[];
  readonly fromCIDR?: readonly string[];
  readonly toCIDR?: readonly string[];
  readonly fromCIDRSet?: readonly CiliumBlockManifest[];
  readonly toCIDRSet?: readonly CiliumBlockManifest[];
  readonly fromNodes?: readonly SlowSelector[];
  readonly toNodes?: readonly SlowSelector[];
  readonly toFQDNs?: readonly { readonly matchName: string }[];
  readonly toGroups?: readonly object[];
  readonly toServices?: readonly CiliumServiceManifest[];
  readonly toPorts?: readonly CiliumPortsManifest[];
  readonly icmps?: readonly object[];
  readonly authentication?: { readonly mode: string };
}

export interface CiliumServiceManifest {
  readonly k8sService?: { readonly serviceName: string; readonly namespace?: string };
  readonly k8sServiceSelector?: { readonly selector: SlowSelector; readonly namespace?: string };
}

export interface CiliumPortsManifest {
  readonly ports?: readonly { readonly port?: string; readonly endPort?: number; readonly protocol?: string }[];
  readonly rules?: { readonly http: readonly object[] };
  readonly serverNames?: readonly string[];
  readonly listener?: object;
}

export interface CiliumRuleManifest {
  readonly endpointSelector?: SlowSelector;
  readonly nodeSelector?: SlowSelector;
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
  readonly pods: readonly PodOfWorld[];
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
