export type { Cluster } from '../cluster/cluster';
export { Cni, type CniName } from '../cni/cni';
export type { CniProfile } from '../cni/cni-profile';
export type { CniChoice } from '../cni/read-cni';
export type { PeerOption } from '../grants/peers-in-props';
export type { TargetIngress } from '../grants/target-ingress';
export type { ClientEgress, ClientEgressOption } from '../patterns/client-egress-option';
export type { EgressRule, IngressRule } from '../patterns/network-policy';
export type { OpenTo } from '../patterns/open-workload';
export type { PolicyMetadata } from '../patterns/policy-options';
export type { IsolatedUnit } from '../patterns/secure-namespace';
export type { Tier } from '../patterns/tiered-application';
export type { Direction } from '../policy/policy-types';
export * from '../policy/words';
export type { ContractTerms, OnlyInto, OnlyOutOf } from '../reachability/claims/contract';
export type { BoundarySettings } from '../settings/boundary-settings';
export { Namespaces, type PlaceablePods, Pods } from './cdk8s-words';
export * from './constructs/address-constructs';
export { configureBoundaries } from './constructs/app-settings';
export type { Boundary } from './constructs/boundary-construct';
export { ReachabilityContract, type ReachabilityContractProps } from './constructs/contract-construct';
export {
  type GrantProps,
  type GrantToConstruct,
  type GrantToPods,
  ServiceAccessGrant,
  type ServiceAccessGrantProps,
} from './constructs/grant-construct';
export * from './constructs/isolation-constructs';
export * from './constructs/platform-constructs';
export { Quarantine, type QuarantineProps } from './constructs/quarantine-construct';
export { SecureNamespace, type SecureNamespaceProps } from './constructs/secure-namespace-construct';
export * from './constructs/workload-constructs';
export type { InChart } from './constructs/write-pattern';
export type { BoundaryWarning } from './judgement/boundary-warnings';
export { clusterOf } from './judgement/cluster-of';
export { warningsOf } from './judgement/warnings-of';
export type { GrantClient, GrantTarget } from './peers/constructs-as-peers';
export type { PeersOr, WithConstructs } from './peers/props-in-words';
