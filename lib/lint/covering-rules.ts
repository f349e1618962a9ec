import { exampleOf, spaceOf } from '../policy/label-space';
import type { LabelSelector, PolicyType } from '../policy/manifest';
import { selectorImplies } from '../policy/selector';
import { SelectorIndex } from '../policy/selector-index';
import type { PolicyRules, Rule, RulePeer } from '../reachability/rules/policy-rules';
import { rulesInDirection } from '../reachability/rules/policy-set';
import { selectorKey } from '../reachability/rules/selection-key';

/** So many subjects, and so many rules for a peer, are looked at. Those behind them cover nothing then: what is found holds. */
const MOST_COMPARED = 200;

/** So few rules are compared one by one: most policies have one or two, for which an index is not worth its building. */
const FEW_RULES = 4;

/** The policies of one namespace that isolate in one direction and select the same pods. */
export interface SameSubject {
  readonly subject: LabelSelector;
  readonly policies: PolicyRules[];
  readonly rules: RulesByPeer;
}

/** The policies of a namespace that isolate in one direction, by whom they select. */
export class CoveringRules {
  private readonly bySubject = new Map<string, SameSubject>();
  private readonly index = new SelectorIndex<SameSubject>();
  private readonly known = new Map<SameSubject, readonly SameSubject[]>();

  add(rules: PolicyRules, direction: PolicyType): void {
    const key = selectorKey(rules.subject);
    let same = this.bySubject.get(key);
    if (same === undefined) {
      same = { subject: rules.subject, policies: [], rules: new RulesByPeer() };
      this.bySubject.set(key, same);
      this.index.add(rules.subject, same);
    }
    same.policies.push(rules);
    for (const rule of rulesInDirection(direction, rules) ?? []) same.rules.add(rule);
  }

  /** Those that select all pods that a policy selects, itself included; none where it selects no pod that could exist. */
  isolatingAllOf({ subject }: PolicyRules): readonly SameSubject[] {
    const own = this.bySubject.get(selectorKey(subject));
    if (own === undefined) return [];
    let covering = this.known.get(own);
    if (covering === undefined) {
      covering = this.covering(own);
      this.known.set(own, covering);
    }
    return covering;
  }

  private covering(own: SameSubject): SameSubject[] {
    const space = spaceOf(own.subject);
    if (space === undefined) return [];
    const covering = [own];
    for (const other of first(this.index.eachMatching(exampleOf(space)))) {
      if (other !== own && selectorImplies(own.subject, other.subject)) covering.push(other);
    }
    return covering;
  }
}

/** Rules, looked up by whom they may be for. */
export class RulesByPeer {
  private readonly all: Rule[] = [];
  private index: PeerIndex | undefined;

  add(rule: Rule): void {
    this.all.push(rule);
    this.index = undefined;
  }

  /** The rules that may be for everything that a peer selects, in no order; an undefined peer is everyone. */
  candidates(peer: RulePeer | undefined): Iterable<Rule> {
    if (this.all.length <= FEW_RULES) return this.all;
    this.index ??= new PeerIndex(this.all);
    return first(this.index.each(peer));
  }
}

class PeerIndex {
  private readonly forEveryone: Rule[] = [];
  private readonly withBlocks: Rule[] = [];
  private readonly byNamespaces = new Map<string, SelectorIndex<Rule>>();

  constructor(private readonly all: readonly Rule[]) {
    for (const rule of all) this.add(rule);
  }

  private add(rule: Rule): void {
    if (rule.peers === undefined) this.forEveryone.push(rule);
    if (!rule.blocks.isEmpty) this.withBlocks.push(rule);
    for (const peer of rule.peers ?? []) {
      if (peer.type !== 'pods') continue;
      const key = JSON.stringify(peer.namespaces);
      const index = this.byNamespaces.get(key) ?? new SelectorIndex<Rule>();
      this.byNamespaces.set(key, index);
      index.add(peer.pods, rule);
    }
  }

  *each(peer: RulePeer | undefined): Iterable<Rule> {
    const space = peer?.type === 'pods' ? spaceOf(peer.pods) : undefined;
    if (peer?.type === 'pods' ? space === undefined : peer?.addresses.isEmpty) {
      // Nothing can be selected, so that each rule is for all that is.
      yield* this.all;
      return;
    }
    yield* this.forEveryone;
    if (peer?.type === 'addresses') yield* this.withBlocks;
    if (peer?.type !== 'pods' || space === undefined) return;
    const example = exampleOf(space);
    const same = this.byNamespaces.get(JSON.stringify(peer.namespaces));
    if (same !== undefined) yield* same.eachMatching(example);
    for (const index of this.byNamespaces.values()) if (index !== same) yield* index.eachMatching(example);
  }
}

function* first<T>(items: Iterable<T>): Iterable<T> {
  let count = 0;
  for (const item of items) {
    if (count++ === MOST_COMPARED) return;
    yield item;
  }
}
