import type { UnjudgedPolicy } from '../cluster/cluster';
import { describeSource } from '../cluster/source';
import type { StringMap } from '../policy/manifest';
import type { DependentConnections } from '../reachability/answers/answer';
import type {
  Condition,
  ConnectedPods,
  LabelOfOthers,
  NamedContainerPort,
  WantedLabel,
} from '../reachability/answers/condition';
import { conditionText, type EndNames } from '../reachability/explanation/condition-text';
import type { PortRange } from '../reachability/sets/connection-set';

/** One way in which connections are allowed that depend on something: where all of the conditions hold. */
export interface DependsDocument {
  readonly ports: readonly PortRange[];
  readonly conditions: readonly ConditionDocument[];
}

/** A condition as data, and as a sentence. */
export type ConditionDocument = { readonly text: string } & (
  | { readonly type: 'address-in'; readonly end: 'source' | 'destination'; readonly cidrs: readonly string[] }
  | { readonly type: 'ip-family'; readonly family: 'IPv4' | 'IPv6' }
  | { readonly type: 'namespace-label'; readonly namespace: string; readonly label: WantedLabel }
  | { readonly type: 'pod-label'; readonly end: 'source' | 'destination'; readonly label: WantedLabel }
  | {
      readonly type: 'policies-not-judged';
      readonly direction: 'Ingress' | 'Egress';
      readonly effect: 'one-allows' | 'none-denies';
      readonly policies: readonly UnjudgedDocument[];
    }
  | { readonly type: 'circumstance'; readonly sentence: string; readonly holds: boolean }
  | { readonly type: 'policy-order'; readonly first: readonly string[]; readonly policies: readonly string[] }
  | { readonly type: 'pods'; readonly end: 'source' | 'destination'; readonly pods: readonly PodsDocument[] }
  | {
      readonly type: 'same-node';
      readonly end: 'source' | 'destination';
      /** Absent where the other end is a pod on the network of a node. */
      readonly node?: string;
    }
  | { readonly type: 'undecided' }
);

/** A policy that is not judged, as far as it could be read. */
export interface UnjudgedDocument {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Where it is written, as file:line:column. */
  readonly source: string;
}

/** Pods of a workload that policies do not distinguish. */
export interface PodsDocument {
  readonly labels: StringMap;
  /** Labels that a controller adds with a value of each pod's own, and the values of the workload's other pods; absent for none. */
  readonly except?: readonly LabelOfOthers[];
  /** The named ports of their containers; absent where all pods of the workload have the same. */
  readonly ports?: readonly NamedContainerPort[];
  /** Whether they are on the network of their node; absent where all pods of the workload are alike in that. */
  readonly hostNetwork?: boolean;
  readonly replicas: number;
  /** Addresses that are known. */
  readonly cidrs: readonly string[];
}

export function dependsDocument({ connections, conditions }: DependentConnections, names: EndNames): DependsDocument {
  return { ports: connections.ranges(), conditions: conditionDocuments(conditions, names) };
}

export function conditionDocuments(conditions: readonly Condition[], names: EndNames): ConditionDocument[] {
  return conditions.map((condition) => ({ ...dataOf(condition), text: conditionText(condition, names) }));
}

type Data<T = ConditionDocument> = T extends ConditionDocument ? Omit<T, 'text'> : never;

function dataOf(condition: Condition): Data {
  switch (condition.type) {
    case 'address-in': {
      const { type, end, addresses } = condition;
      return { type, end, cidrs: addresses.cidrs() };
    }
    case 'policies-not-judged':
      return { ...condition, policies: condition.policies.map(unjudgedDocument) };
    case 'pods':
      return { ...condition, pods: condition.pods.map(podsDocument) };
    default:
      return condition;
  }
}

function unjudgedDocument({ group, kind, namespace, name, source }: UnjudgedPolicy): UnjudgedDocument {
  return {
    ...(group !== undefined && { group }),
    ...(kind !== undefined && { kind }),
    ...(namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
    source: describeSource(source),
  };
}

export function podsDocument({ labels, except, ports, hostNetwork, replicas, addresses }: ConnectedPods): PodsDocument {
  return {
    labels: { ...labels },
    ...(except && { except }),
    ...(ports && { ports }),
    ...(hostNetwork !== undefined && { hostNetwork }),
    replicas,
    cidrs: addresses.cidrs(),
  };
}
