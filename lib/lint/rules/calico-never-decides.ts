import { addTo } from '../../policy/grouped';
import { withCommas } from '../../policy/texts';
import type { CompiledRule } from '../../reachability/stages/compiled-rules';
import {
  DIRECTIONS,
  isCalicoRule,
  isNetworkPolicy,
  objectOf,
  rulesInOrder,
  ruleTitle,
  stagesUnderCalico,
} from '../calico-policies';
import { calicoPolicy } from '../examples';
import type { LintRule, RuleFinding } from '../lint-rule';
import { MOST_COMPARED, type ShadowedRule, shadowedRules } from '../shadowed-rules';

export const calicoNeverDecides: LintRule = {
  id: 'calico-never-decides',
  severity: 'warning',
  title: 'a rule that never decides, because one before it in the order of Calico matches all that it matches',
  explanation: `Calico asks tiers by order, in a tier its policies by order, in a policy its rules from the first; the first that
matches decides, and a tier with a policy for a pod also decides on what no rule of it matched. It is reported where a single rule before it
matches everything that the rule matches, for an Allow of a NetworkPolicy too where a Deny of Calico comes before it. Where both do
the same, it is an info. Of more than ${withCommas(MOST_COMPARED)} pairs of rules only so many are compared.`,
  fix: 'give its policy a lower order, write the rule before the other one, or take it away; a tier lets through what a rule with action: Pass matches',
  bad: calicoPolicy('closed', 'order: 100', "selector: app == 'cache'", 'ingress: [{action: Deny}]').concat(
    '---\n',
    calicoPolicy('open', 'order: 200', "selector: app == 'cache'", 'ingress: [{action: Allow, protocol: TCP}]'),
  ),
  good: calicoPolicy('closed', 'order: 300', "selector: app == 'cache'", 'ingress: [{action: Deny}]').concat(
    '---\n',
    calicoPolicy('open', 'order: 200', "selector: app == 'cache'", 'ingress: [{action: Allow, protocol: TCP}]'),
  ),
  *check(linted) {
    for (const direction of DIRECTIONS) {
      const stages = stagesUnderCalico(linted, direction);
      const shadowed = new Map(shadowedRules(stages).map((one) => [one.rule, one] as const));
      const byOrigin = new Map<string, CompiledRule[]>();
      for (const rule of rulesInOrder(stages)) {
        const { policy, path } = rule.rule.origin;
        const key = JSON.stringify([policy.group, policy.kind, policy.namespace, policy.name, path]);
        if (rule.rule.end !== true) addTo(byOrigin, key, rule);
      }
      // Of one rule of a policy there may be several here.
      for (const rules of byOrigin.values()) {
        const [first] = rules.flatMap((rule) => shadowed.get(rule) ?? []);
        if (first !== undefined && rules.every((rule) => shadowed.has(rule))) yield* findingOf(first);
      }
    }
  },
};

function* findingOf({ rule, by }: ShadowedRule): Iterable<RuleFinding> {
  const { policy, path } = rule.rule.origin;
  const isSame = rule.action === by.action;
  const other = by.rule.origin.policy;
  if (isNetworkPolicy(policy) && (isSame || isNetworkPolicy(other))) return;
  if (!isNetworkPolicy(policy) && !isCalicoRule(rule)) return;
  const does = { allow: 'allows', deny: 'denies', pass: 'passes on' }[by.action];
  const message =
    by.rule.end === true
      ? `this never decides: ${by.stage.name} comes before it, and for the pods of ${ruleTitle(by)} denies what no rule of it matches`
      : `this never decides: ${ruleTitle(by)} ${does} before it all that it matches`;
  yield { ...objectOf(policy), path, message, ...(isSame && { severity: 'info' }) };
}
