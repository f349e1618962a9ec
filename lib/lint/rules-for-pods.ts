import type { ClusterPolicy } from '../cluster/cluster';
import { exampleOf, spaceOf } from '../policy/label-space';
import type { PolicyType } from '../policy/manifest';
import { selectorImplies } from '../policy/selector';
import type { Rule } from '../reachability/rules/policy-rules';
import { rulesInDirection } from '../reachability/rules/policy-set';
import { type LintContext, subjectOf } from './lint-context';

/** With so many policies one is compared; where there are more, only its own rules are taken. */
const MOST_COMPARED = 50;

/** The rules of a direction that are for every pod that a policy selects: its own, and those of wider policies. */
export function rulesForAllPods(policy: ClusterPolicy, direction: PolicyType, linted: LintContext): Rule[] {
  const subject = subjectOf(policy);
  const space = spaceOf(subject);
  if (space === undefined) return [];
  const namespace = { name: policy.namespace, labels: {} };
  const all = linted.engine.policies.isolating(direction, { namespace, labels: exampleOf(space) });
  const wider =
    all.length > MOST_COMPARED
      ? all.filter((other) => other.policy === policy)
      : all.filter((other) => other.policy === policy || selectorImplies(subject, other.subject));
  return wider.flatMap((other) => rulesInDirection(direction, other) ?? []);
}
