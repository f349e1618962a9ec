export type { ClientEgress } from '../patterns/client-egress';

export type { EgressRule, IngressRule } from '../patterns/network-policy';
export type { OpenTo } from '../patterns/open-workload';
export type { PolicyMetadata } from '../patterns/policy-options';
export type { IsolatedUnit } from '../patterns/secure-namespace';
export type { Tier } from '../patterns/tiered-application';
export type { Direction } from '../policy/direction';
export * from '../policy/words';
export { clusterOf } from './cluster-of';
export type { GrantClient, GrantTarget } from './parties';
export * from './patterns';
export { Quarantine, type QuarantineProps } from './quarantine';
export {
  type OnlyInto,
  type OnlyOutOf,
  ReachabilityContract,
  type ReachabilityContractProps,
} from './reachability-contract';
export { SecureNamespace, type SecureNamespaceProps } from './secure-namespace';
export { ServiceAccessGrant, type ServiceAccessGrantProps } from './service-access-grant';
