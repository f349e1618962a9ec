import type { ClusterPolicy } from '../cluster/cluster';
import type { PolicyType } from '../policy/manifest';
import type { PolicyRules, Rule, RulePeer } from '../reachability/rules/policy-rules';
import { type PolicySet, rulesInDirection } from '../reachability/rules/policy-set';
import { type Coverers, isCovered } from './coverage';
import { CoveringRules } from './covering-rules';
import type { LintContext } from './lint-context';

const DIRECTIONS: readonly PolicyType[] = ['Ingress', 'Egress'];

/** What could be taken away, all of it together, without a difference to any pod. */
export interface Redundancy {
  readonly policies: ReadonlySet<ClusterPolicy>;
  /** Of policies that are not redundant as a whole. */
  readonly rules: ReadonlySet<Rule>;
}

const known = new WeakMap<LintContext, Redundancy>();

/** What the other policies of the input do anyway. A policy that opens nothing is a base line, and never redundant. */
export function redundancyOf(linted: LintContext): Redundancy {
  let redundancy = known.get(linted);
  if (redundancy === undefined) {
    redundancy = found(linted.engine.policies);
    known.set(linted, redundancy);
  }
  return redundancy;
}

/** From the last to the first, so that of two equal ones the first stays; whatever covers something stays then. */
function found(policies: PolicySet): Redundancy {
  const state: State = { gone: new Set(), goneRules: new Set(), covering: coveringRules(policies) };
  const { gone, goneRules } = state;
  for (const rules of [...policies.all].reverse()) if (isRedundant(rules, state)) gone.add(rules.policy);
  for (const rules of [...policies.all].reverse()) {
    if (gone.has(rules.policy)) continue;
    for (const direction of DIRECTIONS) {
      const own = rulesInDirection(direction, rules) ?? [];
      // Most policies have one rule, and no other policy for their pods.
      if (own.length === 0 || (own.length === 1 && isAlone(rules, direction, state))) continue;
      const by = coverersOf(rules, direction, state);
      for (const rule of [...own].reverse()) {
        const others = (peer: RulePeer | undefined) => filtered(by(peer), (other) => other !== rule);
        if (isCovered(rule, others)) goneRules.add(rule);
      }
    }
  }
  return { policies: gone, rules: goneRules };
}

/** What was found so far. */
interface State {
  readonly gone: Set<ClusterPolicy>;
  readonly goneRules: Set<Rule>;
  readonly covering: (namespace: string, direction: PolicyType) => CoveringRules;
}

function coveringRules(policies: PolicySet): State['covering'] {
  const byPlace = new Map<string, CoveringRules>();
  const covering: State['covering'] = (namespace, direction) => {
    const place = `${direction} ${namespace}`;
    const known = byPlace.get(place) ?? new CoveringRules();
    byPlace.set(place, known);
    return known;
  };
  for (const rules of policies.all) {
    for (const direction of DIRECTIONS) {
      if (rulesInDirection(direction, rules) !== undefined)
        covering(rules.policy.namespace, direction).add(rules, direction);
    }
  }
  return covering;
}

function isRedundant(rules: PolicyRules, state: State): boolean {
  if ((rules.ingress ?? []).length + (rules.egress ?? []).length === 0) return false;
  return DIRECTIONS.every((direction) => {
    const own = rulesInDirection(direction, rules);
    if (own === undefined) return true;
    const same = state.covering(rules.policy.namespace, direction).isolatingAllOf(rules);
    const isIsolated = same.some(({ policies }) =>
      policies.some((other) => other !== rules && !state.gone.has(other.policy)),
    );
    if (!isIsolated) return false;
    const by = coverersOf(rules, direction, state);
    const others = (peer: RulePeer | undefined) => filtered(by(peer), ({ policy }) => policy !== rules.policy);
    return own.every((rule) => isCovered(rule, others));
  });
}

/** Whether no other policy isolates all pods that a policy selects. */
function isAlone(rules: PolicyRules, direction: PolicyType, { covering }: State): boolean {
  const same = covering(rules.policy.namespace, direction).isolatingAllOf(rules);
  return same.every(({ policies }) => policies.every((other) => other === rules));
}

/** The rules that may cover one of a policy: those that stay of policies that isolate all its pods. */
function coverersOf(rules: PolicyRules, direction: PolicyType, { covering, gone, goneRules }: State): Coverers {
  const same = covering(rules.policy.namespace, direction).isolatingAllOf(rules);
  return function* (peer) {
    for (const { rules: of } of same) {
      for (const rule of of.candidates(peer)) if (!gone.has(rule.policy) && !goneRules.has(rule)) yield rule;
    }
  };
}

function* filtered<T>(items: Iterable<T>, stays: (item: T) => boolean): Iterable<T> {
  for (const item of items) if (stays(item)) yield item;
}
