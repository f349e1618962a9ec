/**
 * The NetworkPolicy of networking.k8s.io/v1, as types. Every leaf is generic: `S` stands where Kubernetes wants a
 * string, `N` where it wants a number, so that an engine may hold values that are not known yet.
 *
 * Source: kubernetes/api networking/v1/types.go.
 */

export const NETWORK_POLICY_API_VERSION = 'networking.k8s.io/v1';
export const NETWORK_POLICY_KIND = 'NetworkPolicy';

/** The label that the API server puts on every namespace; its value is the namespace's name and cannot be changed. */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/** A protocol that a rule may name. Source: kubernetes/api core/v1/types.go. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP';

export const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];

export function isProtocol(text: string): text is Protocol {
  return (PROTOCOLS as readonly string[]).includes(text);
}

/** A direction in which a policy isolates its pods. */
export type PolicyType = 'Ingress' | 'Egress';

/** How a requirement compares the value of a label. */
export type LabelOperator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';

/** A map of labels or annotations. */
export type StringMap<S = string> = { readonly [key: string]: S };

/** One entry of `matchExpressions`. */
export interface LabelSelectorRequirement<S = string> {
  readonly key: S;
  readonly operator: LabelOperator;
  readonly values?: readonly S[];
}

/** Every entry of both fields must hold. A selector without entries selects everything. */
export interface LabelSelector<S = string> {
  readonly matchLabels?: StringMap<S>;
  readonly matchExpressions?: readonly LabelSelectorRequirement<S>[];
}

/** A block of addresses, without those of `except`. */
export interface ManifestIpBlock<S = string> {
  readonly cidr: S;
  readonly except?: readonly S[];
}

/** Both selectors in one peer mean AND; two peers mean OR. */
export interface NetworkPolicyPeer<S = string> {
  readonly podSelector?: LabelSelector<S>;
  readonly namespaceSelector?: LabelSelector<S>;
  readonly ipBlock?: ManifestIpBlock<S>;
}

/** Ports of one protocol: one by number or name, a range, or all of them. */
export interface NetworkPolicyPort<S = string, N = number> {
  readonly protocol?: Protocol;
  readonly port?: S | N;
  readonly endPort?: N;
}

/** One item of `spec.ingress`: connections from any of the peers, on any of the ports. */
export interface NetworkPolicyIngressRule<S = string, N = number> {
  readonly from?: readonly NetworkPolicyPeer<S>[];
  readonly ports?: readonly NetworkPolicyPort<S, N>[];
}

/** One item of `spec.egress`: connections to any of the peers, on any of the ports. */
export interface NetworkPolicyEgressRule<S = string, N = number> {
  readonly to?: readonly NetworkPolicyPeer<S>[];
  readonly ports?: readonly NetworkPolicyPort<S, N>[];
}

/** The `spec` of a NetworkPolicy. */
export interface NetworkPolicySpec<S = string, N = number> {
  readonly podSelector?: LabelSelector<S>;
  readonly policyTypes?: readonly PolicyType[];
  readonly ingress?: readonly NetworkPolicyIngressRule<S, N>[];
  readonly egress?: readonly NetworkPolicyEgressRule<S, N>[];
}

/** The `metadata` of a NetworkPolicy. */
export interface ManifestMetadata<S = string> {
  readonly name: S;
  readonly namespace?: S;
  readonly labels?: StringMap<S>;
  readonly annotations?: StringMap<S>;
}

/** A NetworkPolicy as it is written to a file or sent to the API server. */
export interface NetworkPolicyManifest<S = string, N = number> {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'NetworkPolicy';
  readonly metadata: ManifestMetadata<S>;
  readonly spec: NetworkPolicySpec<S, N>;
}
