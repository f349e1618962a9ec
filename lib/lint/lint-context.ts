import type { Cluster, ClusterNamespace, ClusterPolicy, ClusterService } from '../cluster/cluster';
import { installsCharts } from '../cluster/kinds/hidden-pods';
import { type CniProfile, specification } from '../cni/cni-profile';
import { type CniChoice, cniProfile } from '../cni/read-cni';
import { addTo } from '../policy/grouped';
import { type LabelSelector, NAMESPACE_NAME_LABEL, type PolicyType, type StringMap } from '../policy/manifest';
import { literalLabels, selectorMatches } from '../policy/selector';
import { isSetByController } from '../policy/unstable-labels';
import type { Finding } from '../policy/validation/finding';
import { validateNetworkPolicy } from '../policy/validation/validate-network-policy';
import type { Engine } from '../reachability/engine';
import type { PodEndpoint } from '../reachability/pods/endpoint';
import type { PodKind } from '../reachability/pods/pod-kinds';
import { engineOf, Reachability } from '../reachability/reachability';
import { namespaceSelectorOf, type PodsRulePeer, type PolicyRules, rulesOf } from '../reachability/rules/policy-rules';
import { selectionKey, selectorKey } from '../reachability/rules/selection-key';
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

/** Namespaces that a selector selects. */
export interface SelectedNamespaces {
  readonly meant: readonly ClusterNamespace[];
  /** Whether the input shows all of their pods. */
  readonly areShown: boolean;
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
  private everyRule: readonly WrittenRule[] | undefined;
  private readonly refused = new Map<ClusterPolicy, readonly Finding[]>();
  private readonly byPeer = new WeakMap<object, readonly PodKind[]>();
  private readonly byPeerText = new Map<string, readonly PodKind[]>();
  private readonly bySubject = new Map<ClusterPolicy, readonly PodKind[]>();
  private namespacesOfWorkloads: ReadonlySet<string> | undefined;
  private readonly isolating = { Ingress: new Map<PodEndpoint, number>(), Egress: new Map<PodEndpoint, number>() };
  private readonly byNamespaceSelector = new Map<string, SelectedNamespaces>();
  private namespacesByLabel: ReadonlyMap<string, readonly ClusterNamespace[]> | undefined;
  private labelsByNamespace: ReadonlyMap<string, readonly StringMap[]> | undefined;
  private namespacesOfHidden: ReadonlySet<string> | 'all' | undefined;
  private servicesBySelector: ReadonlyMap<string, readonly ClusterService[]> | undefined;
  private servicesByLabel: ReadonlyMap<string, readonly ClusterService[]> | undefined;
  private servicesByName: ReadonlyMap<string, ClusterService> | undefined;

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

  /** Whether policies of other APIs are judged as well: those may open what NetworkPolicies close. */
  get othersDecide(): boolean {
    return this.engine.stages !== undefined;
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

  /** The rules of all policies: most of lint goes through them. */
  rules(): readonly WrittenRule[] {
    this.everyRule ??= this.policies.flatMap((policy) => this.rulesIn(policy));
    return this.everyRule;
  }

  /** Whether the input declares workloads of a namespace, so that it can be said what is not there. */
  declaresWorkloadsIn(namespace: string): boolean {
    this.namespacesOfWorkloads ??= new Set(this.cluster.workloads.map((workload) => workload.namespace));
    return this.namespacesOfWorkloads.has(namespace);
  }

  /** The labels of the declared pods of a namespace. */
  labelsIn(namespace: string): readonly StringMap[] {
    if (this.labelsByNamespace === undefined) {
      const groups = this.cluster.workloads.flatMap(({ namespace: of, pods }) =>
        pods.map(({ labels }) => ({ of, labels })),
      );
      const byNamespace = groupedByKeys(groups, ({ of }) => [of]);
      this.labelsByNamespace = new Map(
        Array.from(byNamespace, ([of, some]) => [of, some.map(({ labels }) => labels)] as const),
      );
    }
    return this.labelsByNamespace.get(namespace) ?? [];
  }

  /** The namespaces that a selector selects, as far as their labels are known. */
  namespacesOf(selector: LabelSelector): SelectedNamespaces {
    const key = selectorKey(selector);
    let found = this.byNamespaceSelector.get(key);
    if (found === undefined) {
      this.namespacesByLabel ??= groupedByKeys([...this.cluster.namespaces.values()], ({ labels }) =>
        Object.entries(labels).map((label) => label.join('=')),
      );
      const [label] = literalLabels(selector);
      const candidates =
        label === undefined
          ? [...this.cluster.namespaces.values()]
          : (this.namespacesByLabel.get(label.join('=')) ?? []);
      const meant = candidates.filter(({ labels }) => selectorMatches(selector, labels));
      found = { meant, areShown: meant.every(({ name }) => this.showsPodsOf(name)) };
      this.byNamespaceSelector.set(key, found);
    }
    return found;
  }

  /** How many policies isolate a pod in a direction. */
  isolatingCount(direction: PolicyType, pod: PodEndpoint): number {
    const known = this.isolating[direction];
    const count = known.get(pod) ?? this.engine.judge.isolating(direction, pod).length;
    known.set(pod, count);
    return count;
  }

  /** Whether something in the input makes pods there that it does not show, as operators and charts do. */
  hidesPodsIn(namespace: string): boolean {
    this.namespacesOfHidden ??= this.cluster.notShown.some(installsCharts)
      ? 'all'
      : new Set(this.cluster.notShown.map((hidden) => hidden.namespace));
    return this.namespacesOfHidden === 'all' || this.namespacesOfHidden.has(namespace);
  }

  /** Whether the input shows all pods of a namespace, as far as it can be known. */
  showsPodsOf(namespace: string): boolean {
    return this.declaresWorkloadsIn(namespace) && !this.hidesPodsIn(namespace);
  }

  /** Whether the input shows all pods that a peer may select: those of namespaces that it names. */
  showsPodsOfPeer(peer: Pick<PodsRulePeer, 'namespaces'>): boolean {
    const names = literalLabels(namespaceSelectorOf(peer)).filter(([key]) => key === NAMESPACE_NAME_LABEL);
    return names.length > 0 && names.every(([, name]) => this.showsPodsOf(name));
  }

  /** The Service of a name, where the input declares it. */
  serviceNamed(namespace: string, name: string): ClusterService | undefined {
    this.servicesByName ??= new Map(this.cluster.services.map((one) => [`${one.namespace}/${one.name}`, one]));
    return this.servicesByName.get(`${namespace}/${name}`);
  }

  /** The Services that select a pod. */
  servicesOf({ namespace, labels }: Pick<PodEndpoint, 'namespace' | 'labels'>): ClusterService[] {
    this.servicesBySelector ??= groupedByKeys(this.cluster.services, (service) => {
      const [label] = Object.entries(service.selector);
      return label === undefined ? [] : [`${service.namespace} ${label.join('=')}`];
    });
    const index = this.servicesBySelector;
    const candidates = Object.entries(labels).flatMap(
      (label) => index.get(`${namespace.name} ${label.join('=')}`) ?? [],
    );
    return candidates.filter(({ selector }) => selectorMatches({ matchLabels: selector }, labels));
  }

  /** The Services in some namespaces whose own labels are selected. */
  servicesLabelled(selector: LabelSelector, namespaces: readonly string[] | 'all'): ClusterService[] {
    this.servicesByLabel ??= groupedByKeys(this.cluster.services, ({ labels }) =>
      Object.entries(labels).map((label) => label.join('=')),
    );
    const [label] = literalLabels(selector);
    const candidates = label === undefined ? this.cluster.services : (this.servicesByLabel.get(label.join('=')) ?? []);
    return candidates.filter(
      ({ namespace, labels }) =>
        (namespaces === 'all' || namespaces.includes(namespace)) && selectorMatches(selector, labels),
    );
  }

  /** The declared pods that a policy selects. */
  podsOf(policy: ClusterPolicy): readonly PodKind[] {
    let found = this.bySubject.get(policy);
    if (found === undefined) {
      found = this.podsAmong({ pods: subjectOf(policy), namespaces: { own: policy.namespace } });
      this.bySubject.set(policy, found);
    }
    return found;
  }

  /** The declared pods that a peer selects. */
  podsAmong(peer: Pick<PodsRulePeer, 'pods' | 'namespaces'>): readonly PodKind[] {
    let found = this.byPeer.get(peer);
    if (found === undefined) {
      found = this.podsLike(peer);
      this.byPeer.set(peer, found);
    }
    return found;
  }

  /** The same for peers that are written alike. */
  private podsLike({ pods, namespaces }: Pick<PodsRulePeer, 'pods' | 'namespaces'>): readonly PodKind[] {
    const key = selectionKey(pods, namespaces);
    let found = this.byPeerText.get(key);
    if (found === undefined) {
      found = this.engine.pods.selectedBy(pods, namespaceSelectorOf({ namespaces }));
      this.byPeerText.set(key, found);
    }
    return found;
  }

  /**
   * The declared pods on whose ports a rule opens something; undefined where others than declared pods may be among them.
   */
  destinationsOf({ policy, direction, read }: WrittenRule): readonly PodKind[] | undefined {
    if (direction === 'Ingress') return this.hidesPodsIn(policy.namespace) ? undefined : this.podsOf(policy);
    const lists: (readonly PodKind[])[] = [];
    for (const peer of read?.peers ?? [undefined]) {
      if (peer?.type !== 'pods' || !this.showsPodsOfPeer(peer)) return undefined;
      lists.push(this.podsAmong(peer));
    }
    return lists.length === 1 ? lists[0] : lists.flat();
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

function groupedByKeys<T>(values: readonly T[], keysOf: (value: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    for (const key of keysOf(value)) {
      addTo(groups, key, value);
    }
  }
  return groups;
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
