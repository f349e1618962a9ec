export { Cni } from '../cni/cni';
export type { CniProfile } from '../cni/cni-profile';
export type { ClientEgress } from '../patterns/client-egress';
export type { EgressRule, IngressRule } from '../patterns/network-policy';
export type { OpenTo } from '../patterns/open-workload';
export type { PolicyMetadata } from '../patterns/policy-options';
export type { IsolatedUnit } from '../patterns/secure-namespace';
export type { Tier } from '../patterns/tiered-application';
export type { Direction } from '../policy/direction';
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
export type { BoundaryOptions } from './boundary';
export type { GrantClient, GrantTarget, Workload } from './parties';
export * from './patterns';
export { Quarantine, type QuarantineProps } from './quarantine';
export { ReachabilityContract, type ReachabilityContractProps } from './reachability-contract';
export { SecureNamespace, type SecureNamespaceProps } from './secure-namespace';
export { ServiceAccessGrant, type ServiceAccessGrantProps } from './service-access-grant';
export { type BoundarySettings, configureBoundaries } from './settings';
export * from './words';
