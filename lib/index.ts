export type {
  Cluster,
  ClusterNamespace,
  ClusterPolicy,
  ClusterProblem,
  ClusterService,
  ClusterWorkload,
  PodGroup,
} from './cluster/cluster';
export { ClusterBuilder, type ClusterOptions, type SourcedManifest } from './cluster/cluster-builder';
export type { ContainerPort } from './cluster/declared-pods';
export { clusterOfManifests, clusterOfText, type TextOptions } from './cluster/load';
export type { ServicePort } from './cluster/service';
export {
  type ConstructSource,
  describeSource,
  type Position,
  type Source,
  type TextSource,
  type ValueSource,
} from './cluster/source';
export { Cni, type CniOptions, type CniProfile } from './cni/cni-profile';
export { type AllowDnsOptions, allowDns } from './patterns/allow-dns';
export {
  type DefaultDenyNamespaceOptions,
  defaultDenyNamespace,
} from './patterns/default-deny-namespace';
export { type NamespaceIsolationOptions, namespaceIsolation } from './patterns/namespace-isolation';
export {
  type EgressRule,
  type IngressRule,
  type NetworkPolicyOptions,
  networkPolicy,
} from './patterns/network-policy';
export type { NamespacedOptions, PolicyMetadata, PolicyOptions } from './patterns/policy-options';
export { type ServiceAccessGrantOptions, serviceAccessGrant } from './patterns/service-access-grant';
export { InvalidPolicyError, type PolicyFinding, validManifests, type Written } from './patterns/written';
export type { Direction } from './policy/direction';
export type {
  LabelSelector,
  NetworkPolicyManifest,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
  PolicyType,
  Protocol,
} from './policy/manifest';
export { selectorImplies, selectorMatches, selectorsExclude } from './policy/selector';
export type { Finding, FindingReason } from './policy/validation/finding';
export { validateNetworkPolicy } from './policy/validation/network-policy';
export * from './policy/words';
