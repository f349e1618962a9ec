import type { PolicyType } from '../policy/manifest';
import { labelsText } from '../reachability/explanation/text';
import { engineOf, type Reachability } from '../reachability/reachability';
import type { ControlResult } from './control';

type Result = Omit<ControlResult, 'namespace'>;

/** Whether any policy stands in the namespace, whatever it does. */
export function hasPolicies({ cluster }: Reachability, namespace: string): Result {
  const policies = cluster.policies.filter((policy) => policy.namespace === namespace).map(({ id }) => id);
  if (policies.length > 0) return { status: 'covered', policies, missing: [] };
  const unread = cluster.problems.length > 0;
  return { status: unread ? 'unknown' : 'missing', policies, missing: ['no NetworkPolicy stands in the namespace'] };
}

/** Whether every pod that could be in the namespace is isolated, decided from the selectors. */
export function defaultDeny(reachability: Reachability, namespace: string, direction: PolicyType): Result {
  const policies = engineOf(reachability)
    .policies.inNamespace(direction, namespace)
    .map(({ policy }) => policy.id);
  const proof = reachability.isolates(namespace, direction);
  switch (proof.verdict) {
    case 'holds':
      return { status: 'covered', policies, missing: [] };
    case 'undecided':
      return { status: 'unknown', policies, missing: [proof.reason] };
    case 'fails': {
      const open = `a pod with ${labelsText(proof.labels)} is open for ${direction.toLowerCase()}`;
      return { status: policies.length > 0 ? 'partly' : 'missing', policies, missing: [open] };
    }
  }
}
