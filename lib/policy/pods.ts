import type { LabelCondition } from './label-expression';
import type { LabelSelector, StringMap } from './manifest';
import type { NamespaceSelection } from './namespaces';
import { everything, labelled, matching, type Selection } from './selection';

/** `place` comes first in each peer: the compiler reports the first property that does not fit. */
const MISSING = "add .inNamespace('...')";
const NO_PLACE = { missing: MISSING } as const;

/** Pods of one namespace, named. The only pods that a policy can protect, since a policy lives in one namespace. */
export interface PodsInNamespace<S = string> extends Selection<S> {
  readonly place: { readonly in: 'namespace'; readonly name: S };
  readonly type: 'pods';
}

/** Pods of every namespace that is selected. */
export interface PodsInNamespaces<S = string> extends Selection<S> {
  readonly place: { readonly in: 'namespaces'; readonly namespaces: NamespaceSelection<S> };
  readonly type: 'pods';
}

/** Pods of the namespace that the policy itself is in. */
export interface PodsInSameNamespace<S = string> extends Selection<S> {
  readonly place: { readonly in: 'same-namespace' };
  readonly type: 'pods';
}

/** Pods with a place: a peer of a policy. One peer is always one AND of labels and namespace. */
export type PodsPeer<S = string> = PodsInNamespace<S> | PodsInNamespaces<S> | PodsInSameNamespace<S>;

/**
 * Pods without a place. It is no peer: `from: [{podSelector}]` would mean the policy's own namespace, and a
 * namespaceSelector in a second item would mean OR. Say where the pods are, and it becomes one.
 */
export interface PodSelection<S = string> extends Selection<S> {
  /** No place, in the words that the compiler quotes where a selection is given for a peer. */
  readonly place: { readonly missing: "add .inNamespace('...')" };
  readonly type: 'pod-selection';
  /** In this namespace. */
  inNamespace(name: S): PodsInNamespace<S>;
  /** In each of these namespaces. */
  inNamespaces(namespaces: NamespaceSelection<S>): PodsInNamespaces<S>;
  /** In whatever namespace, those that do not exist yet included. */
  inAnyNamespace(): PodsInNamespaces<S>;
  /** In the policy's own namespace. */
  inSameNamespace(): PodsInSameNamespace<S>;
}

/** How to say which pods are meant; `P` is a selection that an engine may let be placed in more ways. */
export interface PodWords<S, P extends PodSelection<S> = PodSelection<S>> {
  /** The pods that carry all of these labels. */
  labelled(labels: StringMap<S>): P;
  /** The pods for which all of these conditions hold. */
  matching(...conditions: readonly [LabelCondition<S>, ...LabelCondition<S>[]]): P;
  /** Every pod. */
  all(): P;
}

/** The words, for any leaf type. */
export function podWords<S>(): PodWords<S> {
  return podWordsOf<S, PodSelection<S>>(UnplacedPods);
}

/** The words, whose selections are of a class. */
export function podWordsOf<S, P extends PodSelection<S>>(
  Unplaced: new (selector: LabelSelector<S>, all: boolean) => P,
): PodWords<S, P> {
  const unplaced = ({ selector, all }: Selection<S>) => new Unplaced(selector, all);
  return {
    labelled: (labels) => unplaced(labelled(labels)),
    matching: (...conditions) => unplaced(matching(conditions)),
    all: () => unplaced(everything<S>()),
  };
}

/** A class, so that thousands of selections share their methods. It has no state but its public fields. */
export class UnplacedPods<S> implements PodSelection<S> {
  readonly type = 'pod-selection';

  get place(): PodSelection['place'] {
    return NO_PLACE;
  }

  constructor(
    readonly selector: LabelSelector<S>,
    readonly all: boolean,
  ) {}

  inNamespace(name: S): PodsInNamespace<S> {
    return { type: 'pods', selector: this.selector, all: this.all, place: { in: 'namespace', name } };
  }

  inNamespaces(namespaces: NamespaceSelection<S>): PodsInNamespaces<S> {
    return { type: 'pods', selector: this.selector, all: this.all, place: { in: 'namespaces', namespaces } };
  }

  inAnyNamespace(): PodsInNamespaces<S> {
    return this.inNamespaces({ type: 'namespaces', ...everything<S>() });
  }

  inSameNamespace(): PodsInSameNamespace<S> {
    return { type: 'pods', selector: this.selector, all: this.all, place: { in: 'same-namespace' } };
  }
}
