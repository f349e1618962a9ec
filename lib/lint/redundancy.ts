import type { ClusterPolicy } from '../cluster/cluster';
import { exampleOf, spaceOf } from '../policy/label-space';
import type { PolicyType } from '../policy/manifest';
import { selectorCovered, selectorImplies } from '../policy/selector';
import { type PolicyRules, type Rule, rulesOf } from '../reachability/rules/policy-rules';
import { type PolicySet, rulesInDirection } from '../reachability/rules/policy-set';
import { isCovered } from './coverage';
import type { LintContext } from './lint-context';

/** With so many others a rule is compared; where there are more, it is taken for needed. */
const MOST_COMPARED = 1000;

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
  const gone = new Set<PolicyRules>();
  const goneRules = new Set<Rule>();
  for (const rules of [...policies.all].reverse()) {
    if (isRedundant(rules, (other) => other !== rules && !gone.has(other), policies)) gone.add(rules);
  }
  for (const rules of [...policies.all].reverse()) {
    if (gone.has(rules)) continue;
    for (const direction of DIRECTIONS) {
      const own = rulesInDirection(direction, rules) ?? [];
      if (own.length === 0) continue;
      const others = coveringPolicies(rules, direction, policies).filter((other) => !gone.has(other));
      for (const rule of [...own].reverse()) {
        const by = rulesOfAll(others, direction)?.filter((other) => other !== rule && !goneRules.has(other));
        if (by !== undefined && isCovered(rule, by)) goneRules.add(rule);
      }
    }
  }
  return { policies: new Set(Array.from(gone, ({ policy }) => policy)), rules: goneRules };
}

function isRedundant(rules: PolicyRules, stays: (other: PolicyRules) => boolean, policies: PolicySet): boolean {
  if ((rules.ingress ?? []).length + (rules.egress ?? []).length === 0) return false;
  return DIRECTIONS.every((direction) => {
    const own = rulesInDirection(direction, rules);
    if (own === undefined) return true;
    const others = coveringPolicies(rules, direction, policies).filter(stays);
    const by = rulesOfAll(others, direction);
    if (by === undefined || !own.every((rule) => isCovered(rule, by))) return false;
    const isolating = others.map(({ subject }) => subject);
    return selectorCovered(rules.subject, isolating) === true;
  });
}

/** The policies that isolate all pods of one, itself included. */
function coveringPolicies({ policy, subject }: PolicyRules, direction: PolicyType, policies: PolicySet): PolicyRules[] {
  const space = spaceOf(subject);
  if (space === undefined) return [];
  const namespace = { name: policy.namespace, labels: {} };
  const candidates = policies.isolating(direction, { namespace, labels: exampleOf(space) });
  if (candidates.length > MOST_COMPARED) return [rulesOf(policy)];
  return candidates.filter((other) => selectorImplies(subject, other.subject));
}

/** @returns undefined where there are too many */
function rulesOfAll(policies: readonly PolicyRules[], direction: PolicyType): Rule[] | undefined {
  const rules = policies.flatMap((other) => rulesInDirection(direction, other) ?? []);
  return rules.length > MOST_COMPARED ? undefined : rules;
}
