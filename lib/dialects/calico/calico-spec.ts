import type { PolicyType, Protocol, StringMap } from '../../policy/manifest';
import type { FieldPath } from '../../policy/validation/finding';

/** What Calico's objects say, as plain data. Selectors are in their normal form. */

/** What a NetworkPolicy or GlobalNetworkPolicy says. */
export interface CalicoPolicySpec {
  readonly type: 'policy';
  readonly tier: string;
  /** A lower one comes first; absent for last. */
  readonly order?: number;
  /** Absent for all. */
  readonly selector?: string;
  /** Of a GlobalNetworkPolicy. */
  readonly namespaceSelector?: string;
  readonly serviceAccountSelector?: string;
  /** The directions that it governs. */
  readonly directions: readonly PolicyType[];
  /** Whether it says them itself. */
  readonly hasTypes?: true;
  /** Those that it may govern besides: Calico takes what is in its own storage without `types` for both. */
  readonly perhaps: readonly PolicyType[];
  /** Fields that it has and Calico has not. */
  readonly unknown: readonly FieldPath[];
  readonly ingress: readonly CalicoRule[];
  readonly egress: readonly CalicoRule[];
  /** Set where it is about host endpoints alone: by which fields, such as `preDNAT`. */
  readonly hostOnly?: readonly string[];
  /** Set where it is also about what hosts forward. */
  readonly appliesOnForward?: true;
  /** Of a Staged kind: what enforcing it would do to the policy of its name. */
  readonly staged?: 'Set' | 'Delete';
}

export interface CalicoRule {
  readonly path: FieldPath;
  readonly action: 'Allow' | 'Deny' | 'Pass' | 'Log';
  /** Those of TCP, UDP and SCTP that it matches. */
  readonly protocols: readonly Protocol[];
  readonly ipVersion?: 4 | 6;
  /** What it asks of requests, as a sentence; absent where it asks nothing. */
  readonly http?: string;
  /** What else it asks that is not judged, each as a sentence. */
  readonly asked: readonly string[];
  readonly source: EntityRule;
  readonly destination: EntityRule;
}

/** What a rule asks of one end; everything where it asks nothing. */
export interface EntityRule {
  readonly nets?: readonly string[];
  readonly notNets?: readonly string[];
  readonly selector?: string;
  readonly notSelector?: string;
  readonly namespaceSelector?: string;
  readonly serviceAccounts?: { readonly names?: readonly string[]; readonly selector?: string };
  /** The endpoints of a Service; its namespace is that of the policy where none is said. */
  readonly service?: { readonly name: string; readonly namespace?: string };
  readonly ports?: readonly CalicoPort[];
  readonly notPorts?: readonly CalicoPort[];
  /** Of Calico Enterprise. */
  readonly domains?: readonly string[];
  /** Fields that it has and Calico has not. */
  readonly unknown?: readonly FieldPath[];
}

export type CalicoPort = { readonly from: number; readonly to: number } | { readonly name: string };

/** What a Tier says. */
export interface TierSpec {
  readonly type: 'tier';
  /** Absent for last. */
  readonly order?: number;
  readonly defaultAction: 'Deny' | 'Pass';
}

/** What a NetworkSet, a GlobalNetworkSet or a HostEndpoint says: addresses with labels. */
export interface AddressesSpec {
  readonly type: 'network-set' | 'host-endpoint';
  readonly labels: StringMap;
  readonly nets: readonly string[];
  /** The `allowedEgressDomains` of Calico Enterprise. */
  readonly domains: readonly string[];
}

export type CalicoSpec = CalicoPolicySpec | TierSpec | AddressesSpec;
