import type { Cluster, ClusterPolicy } from '../cluster/cluster';
import { type CniProfile, specification } from '../cni/cni-profile';
import { type CniChoice, cniProfile } from '../cni/read-cni';
import type { LabelSelector, Protocol } from '../policy/manifest';
import { isSetByController } from '../policy/unstable-labels';
import type { Finding } from '../policy/validation/finding';
import { validateNetworkPolicy } from '../policy/validation/validate-network-policy';
import type { Engine } from '../reachability/engine';
import type { PodKind } from '../reachability/pods/pod-kinds';
import { engineOf, Reachability } from '../reachability/reachability';
import { namespaceSelectorOf, type PodsRulePeer, type PolicyRules, rulesOf } from '../reachability/rules/policy-rules';
import { type TranslatedPort, translatedPorts } from './translated-ports';
import { type WrittenRule, writtenRules } from './written-rules';

/** What is known of the cluster around the policies. */
export interface LintContextOptions {
  /**
   * The network plugin of the cluster, as a word of `Cni` or by its name.
   * @default - the specification read cautiously, and nothing is said of plugins
   */
  readonly cni?: CniChoice;
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
export class LintContext {
  readonly reachability: Reachability;
  /** Undefined where it is not known. */
  readonly cni: CniProfile | undefined;
  /** Undefined where it is not known. */
  readonly podCidrs: readonly string[] | undefined;
  readonly serviceCidrs: readonly string[];
  private readonly written = new Map<ClusterPolicy, readonly WrittenRule[]>();
  private readonly refused = new Map<ClusterPolicy, readonly Finding[]>();
  private readonly byPeer = new Map<string, readonly PodKind[]>();
  private services: ReadonlyMap<string, readonly TranslatedPort[]> | undefined;
  private namespacesOfWorkloads: ReadonlySet<string> | undefined;

  /** @throws RangeError where `cni` is no network plugin, or `podCidrs` of its profile holds what is no CIDR */
  constructor(
    readonly cluster: Cluster,
    { cni, podCidrs, serviceCidrs = [] }: LintContextOptions = {},
  ) {
    this.cni = cniProfile(cni);
    const settings = this.cni ?? specification();
    this.reachability = Reachability.of(cluster, {
      cni: podCidrs === undefined ? settings : { ...settings, podCidrs },
    });
    this.podCidrs = podCidrs;
    this.serviceCidrs = serviceCidrs;
  }

  get engine(): Engine {
    return engineOf(this.reachability);
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

  /** The declared pods that a policy selects. */
  podsOf(policy: ClusterPolicy): readonly PodKind[] {
    return this.podsAmong({ pods: subjectOf(policy), namespaces: { own: policy.namespace } });
  }

  /** The declared pods that a peer selects. */
  podsAmong({ pods, namespaces }: Pick<PodsRulePeer, 'pods' | 'namespaces'>): readonly PodKind[] {
    const key = JSON.stringify([pods, namespaces]);
    let found = this.byPeer.get(key);
    if (found === undefined) {
      found = this.engine.pods.selectedBy(pods, namespaceSelectorOf({ namespaces }));
      this.byPeer.set(key, found);
    }
    return found;
  }

  /**
   * The declared pods on whose ports a rule opens something; undefined where others than declared pods are among them.
   */
  destinationsOf({ policy, direction, read }: WrittenRule): readonly PodKind[] | undefined {
    if (direction === 'Ingress') return this.podsOf(policy);
    const lists: (readonly PodKind[])[] = [];
    for (const peer of read?.peers ?? [undefined]) {
      if (peer?.type !== 'pods') return undefined;
      lists.push(this.podsAmong(peer));
    }
    return lists.length === 1 ? lists[0] : lists.flat();
  }

  /** The Services that take connections on a port and send them to another one of their pods. */
  servicesOn(protocol: Protocol, number: number): readonly TranslatedPort[] {
    this.services ??= translatedPorts(this.cluster.services);
    return this.services.get(`${protocol} ${number}`) ?? [];
  }

  /** What the API server would refuse or drop of a policy whose meaning is clear all the same. */
  refusedOf(policy: ClusterPolicy): readonly Finding[] {
    let refused = this.refused.get(policy);
    if (refused === undefined) {
      refused = validateNetworkPolicy(policy.manifest);
      this.refused.set(policy, refused);
    }
    return refused;
  }
}

/** The pods of its namespace that a policy selects. */
export function subjectOf(policy: ClusterPolicy): PolicyRules['subject'] {
  return rulesOf(policy).subject;
}

/** Whether a selector asks for labels that controllers put on pods: no manifest shows who has them. */
export function asksControllers({ matchLabels, matchExpressions }: LabelSelector): boolean {
  const keys = [...Object.keys(matchLabels ?? {}), ...(matchExpressions ?? []).map(({ key }) => key)];
  return keys.some(isSetByController);
}

/** Whether a selector selects everything. */
export function isEmpty({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return Object.keys(matchLabels ?? {}).length === 0 && !matchExpressions?.length;
}
