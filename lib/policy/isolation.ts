import type { LabelSelector, NetworkPolicyManifest, PolicyType, StringMap } from './manifest';
import { policyTypesOf } from './policy-types';
import { selectorCovered, selectorMatches, selectorsExclude } from './selector';

/** Some pods of one namespace. */
export interface PodsOfNamespace {
  readonly namespace: string;
  readonly selector: LabelSelector;
  /** Their labels, where they are known exactly because the pods are declared. */
  readonly labels?: StringMap;
}

/**
 * How far policies isolate some pods: all of them, none of them, or neither is certain, with the policies that reach
 * some of them.
 */
export type IsolationVerdict =
  | { readonly isolated: 'wholly' | 'partly'; readonly by: readonly NetworkPolicyManifest[] }
  | { readonly isolated: 'not' };

/**
 * Which pods a set of policies isolates in one direction. Policies are looked up by namespace and by one of their
 * labels, so that thousands of policies that each name another app are not compared with every client.
 */
export class Isolation {
  private readonly byNamespace = new Map<string, PolicyIndex>();

  /** @param policies valid manifests; one without a namespace counts to `default`, as kubectl reads it */
  constructor(direction: PolicyType, policies: Iterable<NetworkPolicyManifest>) {
    for (const policy of policies) {
      if (!policyTypesOf(policy.spec).includes(direction)) continue;
      const namespace = policy.metadata.namespace ?? 'default';
      let index = this.byNamespace.get(namespace);
      if (index === undefined) {
        index = new PolicyIndex();
        this.byNamespace.set(namespace, index);
      }
      index.add(policy);
    }
  }

  /** The namespaces in which anything is isolated. */
  namespaces(): Iterable<string> {
    return this.byNamespace.keys();
  }

  of({ namespace, selector, labels }: PodsOfNamespace): IsolationVerdict {
    const index = this.byNamespace.get(namespace);
    if (index === undefined) return { isolated: 'not' };
    if (index.ofAllPods !== undefined) return { isolated: 'wholly', by: [index.ofAllPods] };
    const by = index
      .candidates(selector)
      .filter(({ spec: { podSelector = {} } }) =>
        labels === undefined ? !selectorsExclude(selector, podSelector) : selectorMatches(podSelector, labels),
      );
    if (by.length === 0) return { isolated: 'not' };
    const covered = selectorCovered(
      selector,
      by.map(({ spec }) => spec.podSelector ?? {}),
    );
    return { isolated: covered === true ? 'wholly' : 'partly', by };
  }
}

/** The policies of one namespace, those that name a label under that label. */
class PolicyIndex {
  /** A policy that selects every pod, if there is one: it decides alone. */
  ofAllPods: NetworkPolicyManifest | undefined;
  private readonly byLabel = new Map<string, Map<string, NetworkPolicyManifest[]>>();
  private readonly others: NetworkPolicyManifest[] = [];

  add(policy: NetworkPolicyManifest): void {
    const { matchLabels = {}, matchExpressions = [] } = policy.spec.podSelector ?? {};
    const label = Object.entries(matchLabels)[0];
    if (label === undefined) {
      if (matchExpressions.length === 0) this.ofAllPods ??= policy;
      else this.others.push(policy);
      return;
    }
    const [key, value] = label;
    const byValue = this.byLabel.get(key) ?? new Map<string, NetworkPolicyManifest[]>();
    this.byLabel.set(key, byValue);
    byValue.set(value, [...(byValue.get(value) ?? []), policy]);
  }

  /** Every policy that may select one of these pods; pods that carry another value of a policy's label are not among them. */
  candidates({ matchLabels = {} }: LabelSelector): NetworkPolicyManifest[] {
    const found = [...this.others];
    for (const [key, byValue] of this.byLabel) {
      const value = Object.hasOwn(matchLabels, key) ? matchLabels[key] : undefined;
      if (value === undefined) found.push(...[...byValue.values()].flat());
      else found.push(...(byValue.get(value) ?? []));
    }
    return found;
  }
}
