import type { CompiledPolicy } from '../../reachability/stages/compiled-rules';
import { DIRECTIONS, isCalicoRule, objectOf, stagesUnderCalico } from '../calico-policies';
import { calicoPolicy } from '../examples';
import type { LintRule } from '../lint-rule';
import { mayMeet } from '../rule-boxes';

/** So many policies of one order are compared with one another, and so many pairs of rules of all. */
const MOST_POLICIES = 50;
const MOST_PAIRS = 100_000;

export const calicoEqualOrder: LintRule = {
  id: 'calico-equal-order',
  severity: 'warning',
  title: 'policies of one tier and one order that decide differently',
  explanation: `Policies of one kind and one order come by name. Of different kinds, such as a NetworkPolicy and a GlobalNetworkPolicy, or a policy
of Calico at order 1000 and the NetworkPolicies of Kubernetes, releases of Calico differ in which one comes first. It is reported where rules of
different actions may match the same connection. Of more than ${MOST_POLICIES} policies of one order only the first ${MOST_POLICIES} are compared.`,
  fix: 'give each of them an order of its own',
  bad: `${calicoPolicy('closed', 'order: 100', "selector: app == 'cache'", 'ingress: [{action: Deny}]')}---\n${calicoPolicy(
    'shop/open',
    'order: 100',
    "selector: app == 'cache'",
    'ingress: [{action: Allow}]',
  )}`,
  good: `${calicoPolicy('closed', 'order: 101', "selector: app == 'cache'", 'ingress: [{action: Deny}]')}---\n${calicoPolicy(
    'shop/open',
    'order: 100',
    "selector: app == 'cache'",
    'ingress: [{action: Allow, protocol: TCP}]',
  )}`,
  *check(linted) {
    let pairs = 0;
    const reported = new Set<string>();
    for (const direction of DIRECTIONS) {
      for (const { ranks, stage } of stagesUnderCalico(linted, direction)) {
        for (const { policies, isMixed } of ranks) {
          if (!isMixed) continue;
          const compared = policies.filter(({ rules }) => rules.some(({ rule }) => rule.end !== true));
          const tied = compared.slice(0, MOST_POLICIES);
          for (const [place, one] of tied.entries()) {
            const other = tied.slice(0, place).find((before) => {
              pairs += one.rules.length * before.rules.length;
              return pairs <= MOST_PAIRS && before.series !== one.series && decideDifferently(one, before);
            });
            const [first] = one.rules;
            const [second] = other?.rules ?? [];
            if (first === undefined || second === undefined || reported.has(one.id)) continue;
            reported.add(one.id);
            // A NetworkPolicy has no order to change.
            const [own, of] = isCalicoRule(first) ? [first, second] : [second, first];
            if (!isCalicoRule(own)) continue;
            const message = `${objectOf(of.rule.origin.policy).object} has the same order in ${stage.name}, and which of them decides is not known`;
            yield { ...objectOf(own.rule.origin.policy), path: 'spec.order', message };
          }
        }
      }
    }
  },
};

function decideDifferently(a: CompiledPolicy, b: CompiledPolicy): boolean {
  return a.rules.some((one) => b.rules.some((other) => one.action !== other.action && mayMeet(one, other)));
}
