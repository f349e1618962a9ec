import type { LabelSelector, NetworkPolicyManifest, PolicyType, StringMap } from './manifest';
import { policyTypesOf } from './policy-types';
import { selectorCovered, selectorsExclude } from './selector';
import { SelectorIndex } from './selector-index';

/** Some pods of one namespace. */
export interface PodsOfNamespace {
  readonly namespace: string;
  readonly selector: LabelSelector;
  /** Their labels, where they are known exactly because the pods are declared. */
  readonly labels?: StringMap;
}

/**
 * How far policies isolate some pods: all of them, none of them, or neither is certain, with the policies that reach
 * some of them. Pods whose labels are known are isolated wholly or not at all; `alone` says that others which their
 * selector may select, and which nobody declared, may not be.
 */
export type IsolationVerdict =
  | { readonly isolated: 'wholly'; readonly by: readonly NetworkPolicyManifest[]; readonly alone: boolean }
  | { readonly isolated: 'partly'; readonly by: readonly NetworkPolicyManifest[] }
  | { readonly isolated: 'not' };

/**
 * Which pods a set of policies isolates in one direction. Policies are looked up by namespace and by one of their
 * labels, so that thousands of policies that each name another app are not compared with every client.
 */
export class Isolation {
  private readonly byNamespace = new Map<string, SelectorIndex<NetworkPolicyManifest>>();

  /** @param policies valid manifests; one without a namespace counts to `default`, as kubectl reads it */
  constructor(direction: PolicyType, policies: Iterable<NetworkPolicyManifest>) {
    for (const policy of policies) {
      // The API server takes a policy without a spec, and an empty namespace for none.
      if (!policyTypesOf(policy.spec ?? {}).includes(direction)) continue;
      const namespace = policy.metadata.namespace || 'default';
      let index = this.byNamespace.get(namespace);
      if (index === undefined) {
        index = new SelectorIndex();
        this.byNamespace.set(namespace, index);
      }
      index.add(selectorOf(policy), policy);
    }
  }

  /** The namespaces in which anything is isolated. */
  namespaces(): Iterable<string> {
    return this.byNamespace.keys();
  }

  of({ namespace, selector, labels }: PodsOfNamespace): IsolationVerdict {
    const index = this.byNamespace.get(namespace);
    if (index === undefined) return { isolated: 'not' };
    const [ofAllPods] = index.ofEverything;
    if (ofAllPods !== undefined) return { isolated: 'wholly', by: [ofAllPods], alone: false };
    const by =
      labels === undefined
        ? index.candidates(selector).filter((policy) => !selectorsExclude(selector, selectorOf(policy)))
        : index.matching(labels);
    if (by.length === 0) return { isolated: 'not' };
    const covered = selectorCovered(selector, by.map(selectorOf)) === true;
    return covered || labels !== undefined ? { isolated: 'wholly', by, alone: !covered } : { isolated: 'partly', by };
  }
}

/** Whom a policy selects: every pod of its namespace, where it does not say. */
function selectorOf({ spec }: NetworkPolicyManifest): LabelSelector {
  return spec?.podSelector ?? {};
}
