export type { ClientEgress } from '../patterns/client-egress';
export type { EgressRule, IngressRule } from '../patterns/network-policy';
export type { PolicyMetadata } from '../patterns/policy-options';
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
export { AllowDns, type AllowDnsProps } from './allow-dns';
export type { BoundaryOptions } from './boundary';
export { DefaultDenyNamespace, type DefaultDenyNamespaceProps } from './default-deny-namespace';
export { NamespaceIsolation, type NamespaceIsolationProps } from './namespace-isolation';
export { NetworkPolicy, type NetworkPolicyProps } from './network-policy';
export type { GrantClient, GrantTarget, Workload } from './parties';
export { ServiceAccessGrant, type ServiceAccessGrantProps } from './service-access-grant';
export * from './words';
