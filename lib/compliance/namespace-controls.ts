import type { LabelSelector, PolicyType } from '../policy/manifest';
import { labelsText } from '../reachability/explanation/text';
import { engineOf, type Reachability } from '../reachability/reachability';
import type { PolicyRules } from '../reachability/rules/policy-rules';
import { rulesInDirection } from '../reachability/rules/policy-set';
import { AddressSet } from '../reachability/sets/address-set';
import { isAnyPod } from './any-pod';
import type { ControlResult } from './control';
import { otherPoliciesOf } from './other-policies-of';

type Result = Omit<ControlResult, 'namespace'>;

/** Whether any policy stands in the namespace, whatever it does. */
export function hasPolicies({ cluster }: Reachability, namespace: string): Result {
  const policies = cluster.policies.filter((policy) => policy.namespace === namespace).map(({ id }) => id);
  if (policies.length > 0) return { status: 'covered', policies, missing: [] };
  const unread = cluster.problems.length > 0;
  return { status: unread ? 'unknown' : 'missing', policies, missing: ['no NetworkPolicy stands in the namespace'] };
}

/**
 * Whether every pod that could be in the namespace is isolated, decided from the selectors. A policy that allows everything
 * isolates its pods in name only: it is no default deny, and takes back that of others.
 */
export function defaultDeny(reachability: Reachability, namespace: string, direction: PolicyType): Result {
  const all = engineOf(reachability).policies.inNamespace(direction, namespace);
  const [opening, closing] = [true, false].map((opens) => all.filter((rules) => allowsAll(rules, direction) === opens));
  const others = otherPoliciesOf(engineOf(reachability), namespace, direction);
  const policies = [...(closing ?? []).map(({ policy }) => policy.id), ...others.closing];
  const proof = reachability.isolates(namespace, direction);
  const way = direction.toLowerCase();
  switch (proof.verdict) {
    case 'undecided':
      return { status: 'unknown', policies, missing: [proof.reason] };
    case 'fails': {
      const open = `a pod with ${labelsText(proof.labels)} is open for ${way}`;
      return { status: policies.length > 0 ? 'partly' : 'missing', policies, missing: [open] };
    }
    case 'holds': {
      const open = [
        ...(opening ?? []).map(({ policy, subject }) => ({ title: policy.id, ofEveryPod: selectsEverything(subject) })),
        ...others.opening,
      ];
      if (open.length === 0) return { status: 'covered', policies, missing: [] };
      const missing = open.map(({ title }) => `${title} allows all ${way} of the pods that it selects`);
      const isAll = open.some(({ ofEveryPod }) => ofEveryPod) || policies.length === 0;
      return { status: isAll ? 'missing' : 'partly', policies, missing };
    }
  }
}

/** Whether a policy allows whatever there is in a direction: its rules for every port have every pod and every address for peers. */
function allowsAll(rules: PolicyRules, direction: PolicyType): boolean {
  const onEveryPort = (rulesInDirection(direction, rules) ?? []).filter(({ ports }) => ports.numbers.isAll);
  if (onEveryPort.some(({ peers }) => peers === undefined)) return true;
  const everyPod = onEveryPort.some(({ peers = [] }) => peers.some((peer) => peer.type === 'pods' && isAnyPod(peer)));
  const blocks = AddressSet.unionOf(onEveryPort.map((rule) => rule.blocks));
  return everyPod && ['0.0.0.0/0', '::/0'].some((cidr) => blocks.includesAll(AddressSet.block(cidr)));
}

function selectsEverything({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return Object.keys(matchLabels ?? {}).length === 0 && !matchExpressions?.length;
}
