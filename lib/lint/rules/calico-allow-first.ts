import type { CalicoPolicySpec } from '../../dialects/calico/calico-spec';
import { NETWORK_POLICY_ORDER } from '../../dialects/calico/calico-stages';
import type { CompiledRule, CompiledStage } from '../../reachability/stages/compiled-rules';
import {
  DIRECTIONS,
  isCalicoRule,
  isNetworkPolicy,
  objectOf,
  rulesInOrder,
  stagesUnderCalico,
} from '../calico-policies';
import { cachePolicy, calicoPolicy } from '../examples';
import type { LintRule } from '../lint-rule';
import { boxesMayMeet } from '../rule-boxes';

/** So many rules are compared with policies. */
const MOST_COMPARED = 100_000;

export const calicoAllowFirst: LintRule = {
  id: 'calico-allow-first',
  severity: 'info',
  title: 'an Allow of Calico that opens what a NetworkPolicy closes',
  explanation: `Calico asks NetworkPolicies in its default tier at order 1000. What a rule before that allows, in an earlier tier or with a
lower order, is open whatever they say, and the owners of a namespace cannot take it back. That is right for DNS or monitoring, and worth
knowing elsewhere. It is reported where a NetworkPolicy of the input may be for the same pods, in that direction.`,
  fix: 'give the policy an order above 1000 in the default tier, write Pass in place of Allow in an earlier tier, or name fewer peers and ports',
  bad: `${cachePolicy('podSelector: {}\npolicyTypes: [Ingress]')}---\n${calicoPolicy('open', 'order: 500', "selector: app == 'cache'", 'ingress: [{action: Allow}]')}`,
  good: `${cachePolicy('podSelector: {}\npolicyTypes: [Ingress]')}---\n${calicoPolicy('open', 'order: 2000', "selector: app == 'cache'", 'ingress: [{action: Allow}]')}`,
  *check(linted) {
    let compared = 0;
    for (const direction of DIRECTIONS) {
      const stages = stagesUnderCalico(linted, direction);
      const closing = rulesInOrder(stages).filter(
        ({ rule: { end, origin } }) => end === true && isNetworkPolicy(origin.policy),
      );
      const reported = new Set<string>();
      for (const { subjects, rule } of allowsBefore(stages)) {
        const { policy, path } = rule.origin;
        const key = `${policy.kind} ${policy.namespace}/${policy.name} ${path}`;
        compared += closing.length;
        if (compared > MOST_COMPARED) return;
        const closed = reported.has(key) ? undefined : closing.find((one) => boxesMayMeet(one.subjects, subjects));
        if (closed === undefined) continue;
        reported.add(key);
        const by = objectOf(closed.rule.origin.policy).object;
        const message = `this is open for pods that ${by} isolates, and no NetworkPolicy can take it back`;
        yield { ...objectOf(policy), path, message };
      }
    }
  },
};

/** The rules of Calico that allow something before NetworkPolicies are asked. */
function allowsBefore(stages: readonly CompiledStage[]): CompiledRule[] {
  const place = stages.findIndex(({ stage }) => stage.takesNetworkPolicies);
  return rulesInOrder(stages.slice(0, place + 1)).filter((allowing) => {
    if (allowing.action !== 'allow' || !isCalicoRule(allowing)) return false;
    const { order = Number.POSITIVE_INFINITY } = allowing.rule.origin.policy.spec as CalicoPolicySpec;
    return !allowing.stage.takesNetworkPolicies || order < NETWORK_POLICY_ORDER;
  });
}
