import type { LabelOperator, PolicyType, Protocol } from '../policy/manifest';
import type { FieldPath } from '../policy/validation/finding';
import type { DialectObject } from './dialect';

/**
 * What the policies of every API are turned into: stages, in the order in which a connection meets them. Plain data; the
 * engine in `reachability/stages/` judges it.
 *
 * In a stage the first rule that matches decides: `allow` and `deny` for good, `pass` goes on to the next stage. Where no
 * rule of a stage matches, the next stage decides; after the last one, the connection is allowed. Egress is judged at the
 * source and ingress at the destination, each by its own stages, and a connection needs both.
 *
 * Not said by stages, since it is no product of both ends: a pod always reaches itself, and its own node reaches it.
 */
export interface Stages {
  readonly Ingress: readonly Stage[];
  readonly Egress: readonly Stage[];
}

/** A stage of one direction, such as the Admin tier of ClusterNetworkPolicies or a tier of Calico. */
export interface Stage {
  /** In texts: `the Admin tier`. */
  readonly name: string;
  /** In order: each rank is asked before those behind it. */
  readonly ranks: readonly Rank[];
  /**
   * Whether the NetworkPolicies of Kubernetes are judged in it, so that one more of them lets through what the stage only takes over.
   * @default false
   */
  readonly takesNetworkPolicies?: true;
}

/**
 * Policies of which it is not known which comes first. Each is asked as a whole, in the order of its rules; which one is
 * asked first makes the answer depend only where two of them match and decide differently. A dialect that knows the order,
 * or whose order does not matter rule by rule, says so by ranks: allows and denies in ranks of their own are never tied.
 */
export interface Rank {
  readonly policies: readonly RankedRules[];
}

/** The rules of one policy in one rank, in order. */
export interface RankedRules {
  readonly policy: DialectObject;
  /**
   * Policies of one rank and series are asked in the order in which they stand here, whatever comes in between; absent where the order
   * is not known of any other.
   */
  readonly series?: string;
  readonly rules: readonly StageRule[];
}

export type StageAction = 'allow' | 'deny' | 'pass';

/** Matches where a subject, a peer, a port and every circumstance of it match. */
export interface StageRule {
  readonly action: StageAction;
  /**
   * Any of these: for ingress boxes of the destination, for egress boxes of the source. Of a rule, not of a policy, since a
   * rule may restrict its own end too, as Calico's `destination.nets` of an ingress rule does.
   */
  readonly subjects: readonly EndBox[];
  /** Any of these; no one where it is empty. Everyone is `EVERYONE`, a box of every kind, and never an empty list. */
  readonly peers: readonly EndBox[];
  readonly ports: StagePorts;
  /** What has to be so besides, and is not known; empty or absent where nothing has. */
  readonly circumstances?: readonly Circumstance[];
  /**
   * Whether the stage takes over by it what no rule before it matched: isolation, or the default action of a tier. It is
   * reported as "isolated by", not as "denied by". Its peers are everyone and its ports all.
   */
  readonly end?: true;
  readonly origin: RuleOrigin;
}

/** Where a rule was said. */
export interface RuleOrigin {
  readonly policy: DialectObject;
  /** Of the rule in its policy, such as `spec.ingress[0]`; `spec` for an end. Several rules may have one origin. */
  readonly path: FieldPath;
  /** What the policy calls the rule; absent where it has no name. */
  readonly name?: string;
}

/**
 * One end of connections. `pod`: pods of the pod network. `node`: nodes, and the pods on the network of their node. `outside`: every
 * other address.
 */
export type EndBox = PodBox | NodeBox | OutsideBox;

/** Pods whose own labels, whose namespace's labels, whose service account's labels and whose address match. */
export interface PodBox {
  readonly kind: 'pod';
  /** All must hold; none holds of every pod. The name of a namespace is its label `kubernetes.io/metadata.name`. */
  readonly pods: readonly LabelCondition[];
  readonly namespaces: readonly LabelCondition[];
  /** Of the pod's service account, whose name is `SERVICE_ACCOUNT_NAME`; empty or absent where nothing is asked. */
  readonly serviceAccounts?: readonly LabelCondition[];
  /** Absent where any will do. */
  readonly addresses?: AddressCondition;
}

/** Nodes whose labels and address match. */
export interface NodeBox {
  readonly kind: 'node';
  /** What is asked of the Node's labels; none holds of every node. */
  readonly nodes: readonly LabelCondition[];
  readonly addresses?: AddressCondition;
}

/** Addresses outside of the cluster. */
export interface OutsideBox {
  readonly kind: 'outside';
  readonly addresses?: AddressCondition;
}

/**
 * The key under which conditions ask for the name of a service account.
 * @public
 */
export const SERVICE_ACCOUNT_NAME = 'metadata.name';

/**
 * One condition on a label. As in Kubernetes, all but `In`, `Exists` and the three on texts also hold where the label is absent; a
 * text condition with `not` does too.
 */
export type LabelCondition =
  | { readonly key: string; readonly operator: LabelOperator; readonly values?: readonly string[] }
  | { readonly key: string; readonly operator: TextOperator; readonly text: string; readonly not?: true };

/** How Calico compares the text of a label's value. */
export type TextOperator = 'Contains' | 'StartsWith' | 'EndsWith';

/** An address in one of some blocks and in none of others. */
export interface AddressCondition {
  /** Absent for any address. */
  readonly in?: readonly string[];
  readonly notIn?: readonly string[];
  /** What it has to be in as well. */
  readonly and?: AddressCondition;
}

/** Ports of the destination: any of the one, and none of the other. */
export interface StagePorts {
  /** Nothing where it is empty. */
  readonly any: readonly PortMatch[];
  readonly none?: readonly PortMatch[];
}

/** A port by number or by name; without a protocol, of TCP, UDP and SCTP alike. */
export type PortMatch = PortNumbers | PortName;

/** Without a number, every port. */
export interface PortNumbers {
  readonly protocol?: Protocol;
  readonly port?: number;
  /** The last port of a range. */
  readonly endPort?: number;
}

/** A port that a container of the destination has by this name. It never matches on an address or a node. */
export interface PortName {
  readonly protocol?: Protocol;
  readonly name: string;
}

/**
 * Something that no input says and on which it depends whether a rule matches. The same key is the same fact wherever it stands; facts of
 * different policies or rules have different keys (`circumstanceKey`).
 */
export interface Circumstance {
  readonly key: string;
  /** What is so: `the request has the method GET`. It follows "if". */
  readonly sentence: string;
  /** The contrary has to be so: it is no fact of its own. */
  readonly not?: true;
  /**
   * Whether it is about requests on an open connection. Such a rule opens its port for some requests: the port counts as
   * open, with a note. All other circumstances make an answer depend.
   */
  readonly layer7?: true;
}

const ANY_POD: PodBox = { kind: 'pod', pods: [], namespaces: [] };
const ANY_NODE: NodeBox = { kind: 'node', nodes: [] };
const ANY_OUTSIDE: OutsideBox = { kind: 'outside' };

/** Every pod, every node and every address outside. */
export const EVERYONE: readonly EndBox[] = [ANY_POD, ANY_NODE, ANY_OUTSIDE];

/** Every port of every protocol. */
export const EVERY_PORT_MATCH: StagePorts = { any: [{}] };

export const DIRECTIONS: readonly PolicyType[] = ['Ingress', 'Egress'];

/**
 * A key for a fact of one rule: two policies, two rules or two facts of a rule never share one.
 * @public
 */
export function circumstanceKey({ policy, path }: RuleOrigin, fact: string): string {
  return JSON.stringify([policy.group, policy.kind, policy.namespace ?? '', policy.name, path, fact]);
}
