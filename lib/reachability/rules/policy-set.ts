import type { ClusterPolicy } from '../../cluster/cluster';
import { type LabelSelector, NAMESPACE_NAME_LABEL, type PolicyType } from '../../policy/manifest';
import { SelectorIndex } from '../../policy/selector-index';
import type { PodEndpoint } from '../pods/endpoint';
import type { AddressSet } from '../sets/address-set';
import { type PolicyRules, rulesOf } from './policy-rules';

interface NamespacePolicies {
  readonly all: PolicyRules[];
  readonly bySubject: SelectorIndex<PolicyRules>;
}

type ByNamespace = Map<string, NamespacePolicies>;

/** The policies of a cluster, looked up by the pods that they isolate. */
export class PolicySet {
  readonly all: readonly PolicyRules[];
  private keys: ReturnType<typeof keysOf> | undefined;
  /** Made when it is first asked for: all pairs never ask. */
  private readonly byDirection: { [direction in PolicyType]?: ByNamespace } = {};

  constructor(policies: readonly ClusterPolicy[]) {
    this.all = policies.map(rulesOf);
  }

  /** The policies that isolate pods with these labels in a direction. */
  isolating(direction: PolicyType, { namespace, labels }: Pick<PodEndpoint, 'namespace' | 'labels'>): PolicyRules[] {
    return this.in(direction).get(namespace.name)?.bySubject.matching(labels) ?? [];
  }

  /** The same, and where some labels of a pod are unknown, all that may. */
  mayIsolate(direction: PolicyType, pod: PodEndpoint): readonly PolicyRules[] {
    const isOpen = (pod.unknownLabels ?? []).some(({ key }) => this.labelKeys.pods.has(key));
    return isOpen ? this.inNamespace(direction, pod.namespace.name) : this.isolating(direction, pod);
  }

  /** The labels that selectors name: of pods, and of namespaces but for their names. No other label matters. */
  get labelKeys(): { readonly pods: ReadonlySet<string>; readonly namespaces: ReadonlySet<string> } {
    this.keys ??= keysOf(this.all);
    return this.keys;
  }

  /** The policies of a namespace that isolate any pod in a direction. */
  inNamespace(direction: PolicyType, namespace: string): readonly PolicyRules[] {
    return this.in(direction).get(namespace)?.all ?? [];
  }

  /** The namespaces in which any pod is isolated in a direction. */
  namespaces(direction: PolicyType): Iterable<string> {
    return this.in(direction).keys();
  }

  private in(direction: PolicyType): ByNamespace {
    let byNamespace = this.byDirection[direction];
    if (byNamespace === undefined) {
      byNamespace = new Map();
      for (const rules of this.all) if (rulesInDirection(direction, rules) !== undefined) add(byNamespace, rules);
      this.byDirection[direction] = byNamespace;
    }
    return byNamespace;
  }

  /** The addresses of each rule that lists any. */
  blocks(): AddressSet[] {
    const found: AddressSet[] = [];
    for (const { ingress = [], egress = [] } of this.all) {
      for (const rules of [ingress, egress]) for (const { blocks } of rules) if (!blocks.isEmpty) found.push(blocks);
    }
    return found;
  }
}

export function rulesInDirection(direction: PolicyType, rules: PolicyRules): PolicyRules['ingress'] {
  return direction === 'Ingress' ? rules.ingress : rules.egress;
}

function keysOf(policies: readonly PolicyRules[]) {
  const pods = new Set<string>();
  const namespaces = new Set<string>();
  for (const { subject, ingress = [], egress = [] } of policies) {
    addKeys(pods, subject);
    for (const rules of [ingress, egress]) {
      for (const { podPeers } of rules) {
        for (const peer of podPeers) {
          addKeys(pods, peer.pods);
          if ('selector' in peer.namespaces) addKeys(namespaces, peer.namespaces.selector);
        }
      }
    }
  }
  namespaces.delete(NAMESPACE_NAME_LABEL);
  return { pods, namespaces };
}

function addKeys(keys: Set<string>, { matchLabels, matchExpressions }: LabelSelector): void {
  for (const key of Object.keys(matchLabels ?? {})) keys.add(key);
  for (const { key } of matchExpressions ?? []) keys.add(key);
}

function add(byNamespace: ByNamespace, rules: PolicyRules): void {
  const { namespace } = rules.policy;
  let policies = byNamespace.get(namespace);
  if (policies === undefined) {
    policies = { all: [], bySubject: new SelectorIndex() };
    byNamespace.set(namespace, policies);
  }
  policies.all.push(rules);
  policies.bySubject.add(rules.subject, rules);
}
