import type { DialectObject } from '../dialects/dialect';
import type { IpFamily } from '../policy/cidr';
import type { NetworkPolicyManifest, PolicyType, StringMap } from '../policy/manifest';
import type { FieldPath, Finding } from '../policy/validation/finding';
import type { ContainerPort } from './declared-pods';
import type { ServiceEndpoints } from './endpoints';
import type { DeclaredCaller } from './entries/declared-caller';
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
  /** Pods that have run to their end. They take no part; records of the past may be about them. In the order of the input. */
  readonly endedPods: readonly EndedPod[];
  /** The Pods of the input that have addresses, by address; one of them where several have the same. */
  readonly podsByAddress: ReadonlyMap<string, AddressedPod>;
  /** In the order of names. */
  readonly nodes: readonly ClusterNode[];
  /** The labels of the ServiceAccounts that are declared, by `namespace/name`; those of others are not known. */
  readonly serviceAccounts: ReadonlyMap<string, StringMap>;
  /** Those that the API server would take, in the order of namespace and name. */
  readonly policies: readonly ClusterPolicy[];
  /**
   * Objects of other policy APIs that are judged (`dialects/`): their policies, and what those refer to. In the order of
   * group, kind, namespace and name.
   */
  readonly dialectObjects: readonly ClusterDialectObject[];
  /**
   * What decides on connections too and is not judged: policies of other APIs, and policies and documents that could not
   * be read or that the API server refuses. In the order of the input.
   */
  readonly unjudged: readonly UnjudgedPolicy[];
  /** Kinds of such policies that the settings say do not matter: the input holds some, and they count as absent. */
  readonly ignored: readonly IgnoredPolicies[];
  /** Objects that make pods in ways that their manifests do not show; in the order of the input. */
  readonly notShown: readonly HiddenPods[];
  /** Objects that say that something calls pods from elsewhere: Ingresses, webhooks and monitors. In the order of the input. */
  readonly callers: readonly DeclaredCaller[];
  /** IPv4, and IPv6 where the input shows it: the families of which an unknown address of a pod may be. */
  readonly families: readonly IpFamily[];
  /** What is wrong with objects that are read all the same: no policy sees the difference. */
  readonly warnings: readonly ClusterProblem[];
  /** What could not be read, and so takes no part. */
  readonly problems: readonly ClusterProblem[];
}

/** A namespace that is declared, or that a declared object names. */
export interface ClusterNamespace {
  readonly name: string;
  /** With `kubernetes.io/metadata.name`, which the API server puts on every namespace. */
  readonly labels: StringMap;
  /**
   * Whether its labels are known: a Namespace object was there, or they were given with the input. Otherwise only
   * `kubernetes.io/metadata.name` is certain, and any other label may be on it.
   */
  readonly declared: boolean;
  readonly source?: Source;
}

/** A pod that has run to its end, and the addresses that it had. */
export interface EndedPod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: StringMap;
  readonly addresses: readonly string[];
  /** When it ran, as far as its status says it; milliseconds since 1970. */
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** A Pod that has an address. */
export interface AddressedPod {
  readonly name: string;
  readonly namespace: string;
  /** Since when it has it, as far as its status says it; milliseconds since 1970. */
  readonly startedAt?: number;
}

/** What makes pods, or owns them. */
export interface ClusterWorkload {
  /** `namespace/name[Kind]`. */
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Its pods, grouped by what a policy could distinguish but for addresses; at least one group. */
  readonly pods: readonly PodGroup[];
  readonly source: Source;
}

/** Pods of one workload that have equal labels and ports. */
export interface PodGroup {
  readonly labels: StringMap;
  /** Labels that a controller puts on each of these pods, with values that are not known; absent where there are none. */
  readonly unknownLabels?: readonly UnknownLabel[];
  /** Which of the pods that their controller numbers these are; absent where they are not numbered, or one alone. */
  readonly numbers?: PodNumbers;
  readonly ports: readonly ContainerPort[];
  /** Pods on the node's network: no selector matches them, and their addresses are those of their nodes. */
  readonly hostNetwork: boolean;
  /** The ServiceAccount that they run as, in their namespace; absent for `default`. */
  readonly serviceAccount?: string;
  /** How many pods there are; at least 1 even where a workload is scaled to zero, since it may be scaled up again. */
  readonly replicas: number;
  /** The addresses of each pod of which any are known, a list a pod (two families in dual stack); at most `replicas`. */
  readonly addresses: readonly (readonly string[])[];
}

/**
 * A label that is on every pod of a group with a value that the input does not say: `Exists` is certain for it. Its key is
 * not in the labels of the group.
 */
export interface UnknownLabel {
  readonly key: string;
  /** Values that it certainly does not have, on none of the pods; absent where it may be any. */
  readonly except?: ReadonlySet<string>;
}

/**
 * Pods that a controller numbers, as a StatefulSet does. Those that a selector of the input names by their number are groups of
 * their own, with known labels; these are the others.
 */
export interface PodNumbers {
  readonly first: number;
  /** How many numbers there are from the first on. */
  readonly count: number;
  /** Numbers in between that are not among these pods. */
  readonly without: ReadonlySet<number>;
  /** The labels that say the number of a pod, behind a text that is the same for all of them. */
  readonly labels: readonly { readonly key: string; readonly prefix: string }[];
}

/** A node that is declared. */
export interface ClusterNode {
  readonly name: string;
  /** Its internal and external addresses. */
  readonly addresses: readonly string[];
  readonly labels: StringMap;
  /** The blocks from which its pods get their addresses. */
  readonly podCidrs: readonly string[];
  readonly source: Source;
}

/** Something that decides on connections and that is not judged, with what it may do to the answers of the others. */
export interface UnjudgedPolicy {
  /** `other-api`: a kind that ringfence does not judge. `faulty`: it could not be read, or the API server refuses it. */
  readonly reason: 'other-api' | 'faulty';
  /** The API group, as in `policy.networking.k8s.io`; absent where it could not be read. */
  readonly group?: string;
  /** Absent where it could not be read. */
  readonly kind?: string;
  /** Absent where it could not be read. */
  readonly name?: string;
  /** Absent for a kind of the whole cluster, and where it could not be read. */
  readonly namespace?: string;
  /** Whether it may allow what the others deny. */
  readonly canOpen: boolean;
  /** Whether it may deny what the others allow. */
  readonly canClose: boolean;
  /** For which end of a connection it decides: `Ingress` at the destination, `Egress` at the source. */
  readonly directions: readonly PolicyType[];
  /** The pods for which it may decide. */
  readonly reach: PolicyReach;
  readonly source: Source;
}

/** The policies of a kind that is not judged, which the settings say do not matter here. */
export interface IgnoredPolicies {
  readonly group: string;
  readonly kind: string;
  readonly count: number;
  /** Why they do not matter. */
  readonly reason: string;
}

/** All pods of the cluster, or those of one namespace. */
export type PolicyReach = { readonly type: 'cluster' } | { readonly type: 'namespace'; readonly namespace: string };

/** An object of a kind that makes pods, whose manifest does not show which: that of an operator. */
export interface HiddenPods {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly source: Source;
}

/** A Service that is declared, with its endpoints. */
export interface ClusterService extends Service {
  readonly namespace: string;
  /** What is behind a Service without a selector, where Endpoints or EndpointSlices say it. */
  readonly endpoints: readonly ServiceEndpoints[];
  readonly source: Source;
}

/** A NetworkPolicy that is judged. */
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

/** An object of another policy API that is judged, and where it was declared. */
export interface ClusterDialectObject extends DialectObject {
  /** `name`, or `namespace/name`. */
  readonly id: string;
  readonly source: Source;
}

/** Why something could not be read, or not be judged. */
export interface ClusterProblem {
  readonly source: Source;
  /** What the object calls itself, as in `NetworkPolicy shop/deny`; absent where not even that could be read. */
  readonly object?: string;
  readonly finding: Finding;
  /** Where the same object was declared before, of one that is declared twice. */
  readonly before?: Source;
}
