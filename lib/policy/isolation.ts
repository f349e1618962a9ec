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
      // The API server takes a policy without a spec, and an empty namespace for none.
      if (!policyTypesOf(policy.spec ?? {}).includes(direction)) continue;
      const namespace = policy.metadata.namespace || 'default';
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
      .filter((policy) =>
        labels === undefined
          ? !selectorsExclude(selector, selectorOf(policy))
          : selectorMatches(selectorOf(policy), labels),
      );
    if (by.length === 0) return { isolated: 'not' };
    const covered = selectorCovered(selector, by.map(selectorOf));
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
    const { matchLabels, matchExpressions } = selectorOf(policy);
    const label = Object.entries(matchLabels ?? {})[0];
    if (label === undefined) {
      if (!matchExpressions?.length) this.ofAllPods ??= policy;
      else this.others.push(policy);
      return;
    }
    const [key, value] = label;
    const byValue = this.byLabel.get(key) ?? new Map<string, NetworkPolicyManifest[]>();
    this.byLabel.set(key, byValue);
    const ofValue = byValue.get(value);
    if (ofValue === undefined) byValue.set(value, [policy]);
    else ofValue.push(policy);
  }

  /** Every policy that may select one of these pods; pods that carry another value of a policy's label are not among them. */
  candidates({ matchLabels }: LabelSelector): NetworkPolicyManifest[] {
    const ofLabels = [...this.byLabel].flatMap(([key, byValue]) => {
      const value = matchLabels && Object.hasOwn(matchLabels, key) ? matchLabels[key] : undefined;
      return value === undefined ? [...byValue.values()].flat() : (byValue.get(value) ?? []);
    });
    return [...this.others, ...ofLabels];
  }
}

/** Whom a policy selects: every pod of its namespace, where it does not say. */
function selectorOf({ spec }: NetworkPolicyManifest): LabelSelector {
  return spec?.podSelector ?? {};
}
