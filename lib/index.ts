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
export { grantCode } from './codegen/grant';
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
export { type Address, AddressSet } from './reachability/address-set';
export type { AllPairs, PairsPart, PairsRow, Party } from './reachability/all-pairs';
export type { ChangedParty, ConnectionChange, PolicyChange } from './reachability/connection-change';
export { ConnectionSet, type PortRange } from './reachability/connection-set';
export type { AddressConnections, Connections } from './reachability/connections';
export { differenceOf } from './reachability/difference';
export type { AddressEndpoint, Endpoint, PodEndpoint } from './reachability/endpoint';
export {
  type EndExplanation,
  type Explanation,
  explain,
  explainFlow,
} from './reachability/explanation/explanation';
export type { NearMiss } from './reachability/explanation/near-miss';
export { explanationText } from './reachability/explanation/sentences';
export type { GrantSuggestion, SuggestedParty, SuggestedPods } from './reachability/explanation/suggestion';
export { type ExposedTo, type Exposure, exposureOf } from './reachability/exposure';
export { allows } from './reachability/proof/allows';
export { InvalidClaimError } from './reachability/proof/claim';
export type { ConcreteFlow } from './reachability/proof/counterexample';
export { isolates } from './reachability/proof/isolates';
export { denies, onlyAllowsInto, onlyAllowsOutOf } from './reachability/proof/proof';
export type { IsolationProof, ProofVerdict } from './reachability/proof/verdict';
export { Reachability, type ReachabilityOptions } from './reachability/reachability';
export {
  type ListDocument,
  type ListedAddresses,
  type ListedConnection,
  type ListedWorkload,
  listDocument,
} from './report/list-document';
export { reachabilityTable } from './report/reachability-table';
export { type ReachablePair, reachablePairs } from './report/reachable-pairs';
