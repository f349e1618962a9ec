import { describeSource } from '../../cluster/source';
import type { DirectionExplanation } from '../../reachability/explanation/direction-explanation';
import { rulePlace, titleOfPolicy } from '../../reachability/explanation/explanation-text';

/** So many policies that isolate one end are named. */
const MOST_POLICIES = 2;

/** Which policies isolate an end of a connection that is not allowed, and the rule that comes nearest to it. */
export function closedSideLines({ direction, isolatedBy, nearMisses, stages }: DirectionExplanation): string[] {
  const others = (stages?.decidedBy ?? []).filter(
    ({ outcome, policy }) => outcome !== 'allow' && outcome !== 'pass' && policy.group !== 'networking.k8s.io',
  );
  const byOthers = others
    .slice(0, MOST_POLICIES)
    .map(
      ({ outcome, policy }) =>
        `    ${direction.toLowerCase()}: ${outcome === 'deny' ? 'denied' : 'isolated'} by ${titleOfPolicy(policy)} (${describeSource(policy.source)})`,
    );
  const isolated = isolatedBy
    .slice(0, MOST_POLICIES)
    .map(({ policy }) => `    ${direction.toLowerCase()}: isolated by ${policy.id} (${describeSource(policy.source)})`);
  const nearest = nearMisses
    .slice(0, 1)
    .map(
      ({ rule, sentence }) =>
        `      nearest: rule ${rule.index + 1} of ${rule.policy.id} ${sentence} (${rulePlace(rule)})`,
    );
  return [...isolated, ...byOthers, ...nearest];
}
