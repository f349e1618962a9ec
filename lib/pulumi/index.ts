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
export type {
  AbsolutePeer,
  IpBlockPeer,
  LabelCondition,
  NamespaceSelection,
  Peer,
  PodSelection,
  PodsInNamespace,
  PodsInNamespaces,
  PodsInSameNamespace,
  PodsPeer,
  PortWord,
} from '../policy/words';
export type { BoundarySettings } from '../settings/boundary-settings';
export * from './components/address-components';
export type { Boundary, BoundaryOptions } from './components/boundary-component';
export { ReachabilityContract, type ReachabilityContractProps } from './components/contract-component';
export {
  type GrantProps,
  type GrantToPods,
  type GrantToService,
  ServiceAccessGrant,
  type ServiceAccessGrantProps,
} from './components/grant-component';
export * from './components/isolation-components';
export type { InNamespace } from './components/pattern-plan';
export * from './components/platform-components';
export { Quarantine, type QuarantineProps } from './components/quarantine-component';
export { SecureNamespace, type SecureNamespaceProps } from './components/secure-namespace-component';
export * from './components/workload-components';
export type { Count, Text } from './deferred/deferred';
export type { GrantClient, GrantTarget, ResourceClient, Workload } from './peers/resources-as-peers';
export type { PeersOrResources, WithResources } from './peers/resources-in-props';
export * from './pulumi-words';
export type { OtherPolicy, OtherPolicyManifest, PolicyManifests } from './stack/contract-cluster';
export type { IdentityOptions } from './stack/policy-identity';
export { configureBoundaries } from './stack/program-settings';
