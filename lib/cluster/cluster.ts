import type { NetworkPolicyManifest, StringMap } from '../policy/manifest';
import type { FieldPath, Finding } from '../policy/validation/finding';
import type { ContainerPort } from './declared-pods';
import type { Service } from './service';
import type { Source } from './source';

/** The world that policies are judged in: what was declared, and where each object came from. Plain data. */
export interface Cluster {
  readonly type: 'cluster';
  /** By name, in the order of names: those declared, and those that another object is in. */
  readonly namespaces: ReadonlyMap<string, ClusterNamespace>;
  /** In the order of their ids. */
  readonly workloads: readonly ClusterWorkload[];
  readonly services: readonly ClusterService[];
  /** Those that the API server would take, in the order of namespace and name. */
  readonly policies: readonly ClusterPolicy[];
  /** What could not be read, and so takes no part; nothing can be claimed of a cluster that has any. */
  readonly problems: readonly ClusterProblem[];
}

export interface ClusterNamespace {
  readonly name: string;
  /** With `kubernetes.io/metadata.name`, which the API server puts on every namespace. */
  readonly labels: StringMap;
  /** Whether a Namespace object was there; otherwise labels that nobody told may be on it. */
  readonly declared: boolean;
  readonly source?: Source;
}

/** What makes pods, or owns them. */
export interface ClusterWorkload {
  /** `namespace/name[Kind]`. */
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Its pods, grouped by what a policy could tell apart but for addresses; at least one group. */
  readonly pods: readonly PodGroup[];
  readonly source: Source;
}

/** Pods of one workload that have equal labels and ports. */
export interface PodGroup {
  readonly labels: StringMap;
  readonly ports: readonly ContainerPort[];
  /** Pods on the node's network: no selector matches them, and their addresses are those of their nodes. */
  readonly hostNetwork: boolean;
  /** How many pods there are; at least 1 even where a workload is scaled to zero, since it may be scaled up again. */
  readonly replicas: number;
  /** The addresses of each pod of which any are known, a list a pod (two families in dual stack); at most `replicas`. */
  readonly addresses: readonly (readonly string[])[];
}

export interface ClusterService extends Service {
  readonly namespace: string;
  readonly source: Source;
}

export interface ClusterPolicy {
  /** `namespace/name`. */
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  readonly manifest: NetworkPolicyManifest;
  /** The fields that were there without a value, which is the same as absent; absent where there are none. */
  readonly emptied?: readonly FieldPath[];
  /** Where else the same policy was declared, with the same spec; absent where it was not. */
  readonly repeats?: readonly Source[];
  readonly source: Source;
}

/** Why something could not be read, or not be judged. */
export interface ClusterProblem {
  readonly source: Source;
  /** What the object calls itself, as in `NetworkPolicy shop/deny`; absent where not even that could be read. */
  readonly object?: string;
  readonly finding: Finding;
}
