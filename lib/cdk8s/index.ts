export type { ClientEgress } from '../patterns/client-egress';

export type { EgressRule, IngressRule } from '../patterns/network-policy';
export type { PolicyMetadata } from '../patterns/policy-options';
export type { Direction } from '../policy/direction';
export * from '../policy/words';
export { AllowDns, type AllowDnsProps } from './allow-dns';
export { clusterOf } from './cluster-of';
export type { OnlyInto, OnlyOutOf, ReachabilityContractProps } from './contract-props';
export { DefaultDenyNamespace, type DefaultDenyNamespaceProps } from './default-deny-namespace';
export { NamespaceIsolation, type NamespaceIsolationProps } from './namespace-isolation';
export { NetworkPolicy, type NetworkPolicyProps } from './network-policy';
export type { GrantClient, GrantTarget } from './parties';
export { ReachabilityContract } from './reachability-contract';
export { ServiceAccessGrant, type ServiceAccessGrantProps } from './service-access-grant';
