import type { UnjudgedPolicy } from '../../cluster/cluster';
import type { IpFamily } from '../../policy/cidr';
import type { PolicyType, Protocol, StringMap } from '../../policy/manifest';
import type { AddressSet } from '../sets/address-set';
import type { End } from '../unknowns/box';

/** What holds of a connection whatever the unknowns are, or that it turns on them. */
export type Answer = 'allowed' | 'denied' | 'depends';

/**
 * Something that the input does not say and that a connection turns on, with what has to be so for the connection to be
 * allowed.
 */
export type Condition =
  | AddressCondition
  | FamilyCondition
  | NamespaceLabelCondition
  | PodLabelCondition
  | PoliciesCondition
  | CircumstanceCondition
  | PolicyOrderCondition
  | PodsCondition
  | SameNodeCondition
  | UndecidedCondition;

/** The address of the pods at one end, which the input does not show, is one of these. */
export interface AddressCondition {
  readonly type: 'address-in';
  readonly end: End;
  readonly addresses: AddressSet;
}

/** Both ends use addresses of this family, where policies say something else of the other. */
export interface FamilyCondition {
  readonly type: 'ip-family';
  readonly family: IpFamily;
}

/** A namespace that no manifest declares has, or has not, a label. */
export interface NamespaceLabelCondition {
  readonly type: 'namespace-label';
  /** Empty for that of the pods behind an entry, where nothing declares them. */
  readonly namespace: string;
  readonly label: WantedLabel;
}

/** A label that a controller puts on the pods at one end, with a value that the input does not show. */
export interface PodLabelCondition {
  readonly type: 'pod-label';
  readonly end: End;
  readonly label: WantedLabel;
}

/** What a label has to be. */
export interface WantedLabel {
  readonly key: string;
  /** Whether it may be missing; otherwise it has to be there. */
  readonly optional: boolean;
  /** `In`: where it is there, it has one of the values, and with no values it must not be there. `NotIn`: any other value. */
  readonly operator: 'In' | 'NotIn';
  readonly values: readonly string[];
}

/** Policies that are not judged: one of them allows the connection, or none of them denies it. */
export interface PoliciesCondition {
  readonly type: 'policies-not-judged';
  /** Egress of the source, or ingress of the destination. */
  readonly direction: PolicyType;
  readonly effect: 'one-allows' | 'none-denies';
  readonly policies: readonly UnjudgedPolicy[];
}

/** A fact that no input says, such as whether an address is one of a DNS name. */
export interface CircumstanceCondition {
  readonly type: 'circumstance';
  /** What is so, or where `holds` is false is not: `the address is one of x.example`. */
  readonly sentence: string;
  readonly holds: boolean;
}

/** Which of some policies of equal priority decides before the others, which no API says. */
export interface PolicyOrderCondition {
  readonly type: 'policy-order';
  /** Any of these is the first, as `ClusterNetworkPolicy a`. */
  readonly first: readonly string[];
  /** All of them, those of `first` included. */
  readonly policies: readonly string[];
}

/** Not a doubt but a difference: at one end it is these pods of the workload, and not its others. */
export interface PodsCondition {
  readonly type: 'pods';
  readonly end: End;
  readonly pods: readonly ConnectedPods[];
}

/**
 * The pod at one end runs on the node that is the other end, or on whose network the pod at the other end is: a pod and its own node
 * always reach each other.
 */
export interface SameNodeCondition {
  readonly type: 'same-node';
  readonly end: End;
  /** Absent where the other end is a pod on the network of a node. */
  readonly node?: string;
}

/** The unknowns are too entangled for the answer to be worked out, or for every way to be listed. */
export interface UndecidedCondition {
  readonly type: 'undecided';
}

/** Pods of a workload that policies do not distinguish. */
export interface ConnectedPods {
  readonly labels: StringMap;
  /** Labels that a controller adds with a value of each pod's own, and the values of the workload's other pods; absent for none. */
  readonly except?: readonly LabelOfOthers[];
  /** The named ports of their containers; absent where all pods of the workload have the same. */
  readonly ports?: readonly NamedContainerPort[];
  /** Whether they are on the network of their node; absent where all pods of the workload are alike in that. */
  readonly hostNetwork?: boolean;
  readonly replicas: number;
  /** Those that are known. */
  readonly addresses: AddressSet;
}

/** Values of a label that only other pods of the workload have. */
export interface LabelOfOthers {
  readonly key: string;
  readonly values: readonly string[];
}

/** A port that a policy may mean by its name. */
export interface NamedContainerPort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
}
