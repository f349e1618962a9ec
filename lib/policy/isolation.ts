import type { LabelSelector, NetworkPolicyManifest, PolicyType, StringMap } from './manifest';
import { policyTypesOf } from './policy-types';
import { onlyKeys, selectorCovered, selectorMatches, selectorsExclude } from './selector';
import { SelectorIndex } from './selector-index';
import { isSetByController } from './unstable-labels';

/** Some pods of one namespace. */
export interface PodsOfNamespace {
  readonly namespace: string;
  readonly selector: LabelSelector;
  /** Their labels, where the pods are declared; controllers of Kubernetes may add theirs. */
  readonly labels?: StringMap;
}

/**
 * How far policies isolate some pods: all of them, none of them, or neither is certain, with the policies that reach
 * some of them. Pods that are declared can be isolated wholly where others which their selector may select, and which
 * are not declared, may not be: `alone` says so.
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

  get isEmpty(): boolean {
    return this.byNamespace.size === 0;
  }

  of({ namespace, selector, labels }: PodsOfNamespace): IsolationVerdict {
    const index = this.byNamespace.get(namespace);
    if (index === undefined) return { isolated: 'not' };
    const [ofAllPods] = index.ofEverything;
    if (ofAllPods !== undefined) return { isolated: 'wholly', by: [ofAllPods], alone: false };
    const candidates = index.candidates(selector);
    const reached = labels === undefined ? ofSelection(selector, candidates) : ofDeclared(labels, candidates);
    if (reached.by.length === 0) return { isolated: 'not' };
    if (!reached.wholly) return { isolated: 'partly', by: reached.by };
    const alone = labels !== undefined && !isCovered(selector, reached.by.map(selectorOf));
    return { isolated: 'wholly', by: reached.by, alone };
  }
}

/** The policies that isolate some of the pods in question, and whether they isolate all of those. */
interface Reached {
  readonly by: readonly NetworkPolicyManifest[];
  readonly wholly: boolean;
}

function ofSelection(selector: LabelSelector, policies: readonly NetworkPolicyManifest[]): Reached {
  const by = policies.filter((policy) => !selectorsExclude(selector, selectorOf(policy)));
  return { by, wholly: isCovered(selector, by.map(selectorOf)) };
}

/** Pods with these labels, and any that controllers may have added. */
function ofDeclared(labels: StringMap, policies: readonly NetworkPolicyManifest[]): Reached {
  const isAdded = (key: string) => isSetByController(key) && !Object.hasOwn(labels, key);
  const by = policies.filter((policy) =>
    selectorMatches(
      onlyKeys(selectorOf(policy), (key) => !isAdded(key)),
      labels,
    ),
  );
  const ofAdded = by.map((policy) => onlyKeys(selectorOf(policy), isAdded));
  return { by, wholly: isCovered({}, ofAdded) };
}

function isCovered(selector: LabelSelector, by: readonly LabelSelector[]): boolean {
  return selectorCovered(selector, by) === true;
}

/** Whom a policy selects: every pod of its namespace, where it does not say. */
function selectorOf({ spec }: NetworkPolicyManifest): LabelSelector {
  return spec?.podSelector ?? {};
}
