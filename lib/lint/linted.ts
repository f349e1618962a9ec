import type { Cluster, ClusterPolicy } from '../cluster/cluster';
import { Cni } from '../cni/cni';
import type { CniProfile } from '../cni/cni-profile';
import type { PodKind } from '../reachability/pods/pod-kinds';
import { Reachability } from '../reachability/reachability';
import { type PodsRulePeer, type PolicyRules, rulesOf } from '../reachability/rules/policy-rules';
import { type WrittenRule, writtenRules } from './written-rules';

export interface LintedOptions {
  /**
   * What the cluster's network plugin does where the specification leaves it open.
   * @default Cni.specification()
   */
  readonly cni?: CniProfile;
  /**
   * The blocks that pods get their addresses from, where they are known.
   * @default - not known
   */
  readonly podCidrs?: readonly string[];
  /**
   * The blocks that Services get their addresses from, where they are known.
   * @default - not known
   */
  readonly serviceCidrs?: readonly string[];
}

/** A cluster as rules look at it: what several of them ask for is found once. */
export class Linted {
  readonly reachability: Reachability;
  /** Undefined where nobody said. */
  readonly podCidrs: readonly string[] | undefined;
  readonly serviceCidrs: readonly string[];
  private readonly written = new Map<ClusterPolicy, readonly WrittenRule[]>();
  private readonly selected = new Map<ClusterPolicy, readonly PodKind[]>();
  private namespacesOfWorkloads: ReadonlySet<string> | undefined;

  /** @throws RangeError where `podCidrs` of the profile holds what is no CIDR */
  constructor(
    readonly cluster: Cluster,
    { cni = Cni.specification(), podCidrs, serviceCidrs = [] }: LintedOptions = {},
  ) {
    this.reachability = Reachability.of(cluster, { cni: podCidrs === undefined ? cni : { ...cni, podCidrs } });
    this.podCidrs = podCidrs;
    this.serviceCidrs = serviceCidrs;
  }

  get policies(): readonly ClusterPolicy[] {
    return this.cluster.policies;
  }

  /** The rules of a policy, those that do nothing included. */
  rulesIn(policy: ClusterPolicy): readonly WrittenRule[] {
    let rules = this.written.get(policy);
    if (rules === undefined) {
      rules = writtenRules(policy);
      this.written.set(policy, rules);
    }
    return rules;
  }

  /** The rules of all policies. */
  *rules(): Iterable<WrittenRule> {
    for (const policy of this.policies) yield* this.rulesIn(policy);
  }

  /** Whether the input declares workloads of a namespace, so that it can be said what is not there. */
  declaresWorkloadsIn(namespace: string): boolean {
    this.namespacesOfWorkloads ??= new Set(this.cluster.workloads.map((workload) => workload.namespace));
    return this.namespacesOfWorkloads.has(namespace);
  }

  /** The declared pods that a policy isolates in any direction. */
  podsOf(policy: ClusterPolicy): readonly PodKind[] {
    let pods = this.selected.get(policy);
    if (pods === undefined) {
      pods = this.podsAmong({ pods: subjectOf(policy), namespaces: { own: policy.namespace } });
      this.selected.set(policy, pods);
    }
    return pods;
  }

  /** The declared pods that a peer selects. */
  podsAmong(peer: Pick<PodsRulePeer, 'pods' | 'namespaces'>): readonly PodKind[] {
    return this.reachability.pods.selectedBy(peer);
  }
}

/** The pods of its namespace that a policy selects. */
export function subjectOf(policy: ClusterPolicy): PolicyRules['subject'] {
  return rulesOf(policy).subject;
}
