import type { DialectObject } from '../../dialects/dialect';
import { addTo } from '../../policy/grouped';
import type { CompiledRule } from '../../reachability/stages/compiled-rules';
import { DIRECTIONS, isCalicoRule, objectOf, rulesInOrder, stagesUnderCalico } from '../calico-policies';
import { calicoPolicy } from '../examples';
import type { LintRule } from '../lint-rule';
import { boxesMayMeet, isEveryPort } from '../rule-boxes';

/** So many policies with denies alone are compared with the rules of their tier. */
const MOST_POLICIES = 500;

export const calicoDenyCutsOff: LintRule = {
  id: 'calico-deny-cuts-off',
  severity: 'warning',
  title: 'a policy of Calico that denies something, after which its tier denies everything else as well',
  explanation: `A policy takes its pods into its tier, and what no rule of the tier matches gets the tier's default action, which is Deny unless
the tier says Pass. So a policy that is to deny one port denies all. It is reported where a policy has only rules that deny, none of which
is for everything, and no policy of its tier has an Allow or a Pass for any of its pods.`,
  fix: 'end it with {action: Pass} where the rest is for what comes after, or write defaultAction: Pass in its Tier; a policy that is to deny everything says {action: Deny}',
  bad: calicoPolicy(
    'no-ssh',
    "selector: app == 'cache'",
    'ingress: [{action: Deny, protocol: TCP, destination: {ports: [22]}}]',
  ),
  good: calicoPolicy(
    'no-ssh',
    "selector: app == 'cache'",
    'ingress: [{action: Deny, protocol: TCP, destination: {ports: [22]}}, {action: Pass}]',
  ),
  *check(linted) {
    for (const direction of DIRECTIONS) {
      for (const one of stagesUnderCalico(linted, direction)) {
        const rules = rulesInOrder([one]);
        const opening = rules.filter(({ action }) => action !== 'deny');
        const byPolicy = new Map<DialectObject, CompiledRule[]>();
        for (const rule of rules) addTo(byPolicy, rule.rule.origin.policy, rule);
        const suspects = [...byPolicy.values()].filter(deniesSomeAlone).slice(0, MOST_POLICIES);
        for (const [first, ...others] of suspects) {
          const ends = [first, ...others].flatMap((one) => (one?.rule.end === true ? one.subjects : []));
          if (first === undefined || opening.some(({ subjects }) => boxesMayMeet(subjects, ends))) continue;
          const { policy } = first.rule.origin;
          const path = `spec.${direction.toLowerCase()}`;
          const message = `${one.stage.name} denies everything else of these pods too, since no rule in it lets anything through`;
          yield { ...objectOf(policy), path, message };
        }
      }
    }
  },
};

function deniesSomeAlone(rules: readonly CompiledRule[]): boolean {
  const own = rules.filter(({ rule }) => rule.end !== true);
  return (
    rules.every(isCalicoRule) &&
    own.length > 0 &&
    own.length < rules.length &&
    own.every(({ action }) => action === 'deny') &&
    !own.some((rule) => isEveryPort(rule.ports) && isEveryone(rule))
  );
}

/** Whether it is for peers of every kind, without any condition. */
function isEveryone({ rule: { peers } }: CompiledRule): boolean {
  const anyone = peers.filter((peer) => {
    if (peer.addresses !== undefined) return false;
    if (peer.kind === 'pod')
      return peer.pods.length + peer.namespaces.length + (peer.serviceAccounts?.length ?? 0) === 0;
    return peer.kind === 'outside' || peer.nodes.length === 0;
  });
  return new Set(anyone.map(({ kind }) => kind)).size === 3;
}
