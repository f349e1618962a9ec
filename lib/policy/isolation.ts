import { CONTROLLER_LABELS } from './controller-labels';
import type { LabelSelector, NetworkPolicyManifest, PolicyType, StringMap } from './manifest';
import { policyTypesOf } from './policy-types';
import { literalLabels, onlyKeys, selectorCovered, selectorMatches, selectorsExclude } from './selector';

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
 * nobody declared, may not be: `alone` says so.
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
    if (index.ofAllPods !== undefined) return { isolated: 'wholly', by: [index.ofAllPods], alone: false };
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

/** Pods with these labels, of which nobody can say which ones controllers have added. */
function ofDeclared(labels: StringMap, policies: readonly NetworkPolicyManifest[]): Reached {
  const isAdded = (key: string) => CONTROLLER_LABELS.includes(key) && !Object.hasOwn(labels, key);
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

/** The policies of one namespace, those that name labels under the one that the fewest others name. */
class PolicyIndex {
  /** A policy that selects every pod, if there is one: it decides alone. */
  ofAllPods: NetworkPolicyManifest | undefined;
  private readonly added: NetworkPolicyManifest[] = [];
  private byRarestLabel: ReadonlyMap<string, ReadonlyMap<string, readonly NetworkPolicyManifest[]>> | undefined;
  private readonly others: NetworkPolicyManifest[] = [];

  add(policy: NetworkPolicyManifest): void {
    const selector = selectorOf(policy);
    if (literalLabels(selector).length > 0) this.added.push(policy);
    else if (selector.matchExpressions?.length) this.others.push(policy);
    else this.ofAllPods ??= policy;
  }

  /** Every policy that may select one of these pods; pods that carry another value of a policy's label are not among them. */
  candidates(selector: LabelSelector): NetworkPolicyManifest[] {
    this.byRarestLabel ??= indexed(this.added);
    const known = new Map(literalLabels(selector));
    const ofLabels = [...this.byRarestLabel].flatMap(([key, byValue]) => {
      const value = known.get(key);
      return value === undefined ? [...byValue.values()].flat() : (byValue.get(value) ?? []);
    });
    return [...this.others, ...ofLabels];
  }
}

function indexed(policies: readonly NetworkPolicyManifest[]): Map<string, Map<string, NetworkPolicyManifest[]>> {
  const counts = new Map<string, number>();
  for (const policy of policies) {
    for (const label of literalLabels(selectorOf(policy))) {
      const name = label.join('=');
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const countOf = (label: readonly string[]) => counts.get(label.join('=')) ?? 0;
  const byLabel = new Map<string, Map<string, NetworkPolicyManifest[]>>();
  for (const policy of policies) {
    const [key, value] = literalLabels(selectorOf(policy)).reduce((rarest, label) =>
      countOf(label) < countOf(rarest) ? label : rarest,
    );
    const byValue = byLabel.get(key) ?? new Map<string, NetworkPolicyManifest[]>();
    byLabel.set(key, byValue);
    const ofValue = byValue.get(value);
    if (ofValue === undefined) byValue.set(value, [policy]);
    else ofValue.push(policy);
  }
  return byLabel;
}

/** Whom a policy selects: every pod of its namespace, where it does not say. */
function selectorOf({ spec }: NetworkPolicyManifest): LabelSelector {
  return spec?.podSelector ?? {};
}
