import type { ClusterDialectObject, ClusterPolicy } from '../cluster/cluster';
import type { AdminPolicySpec, AdminRule, PodsPeer } from '../dialects/cluster-network-policy/admin-policy-spec';
import { ADMIN_POLICY_GROUP } from '../dialects/cluster-network-policy/cluster-network-policy';
import type { PolicyType } from '../policy/manifest';
import type { PodKind } from '../reachability/pods/pod-kinds';
import type { LintContext } from './lint-context';
import type { RuleFinding } from './lint-rule';
import { firstOf } from './senders';

/** A policy of policy.networking.k8s.io, and how findings name it. */
export interface AdminPolicy {
  readonly policy: ClusterDialectObject;
  readonly spec: AdminPolicySpec;
  readonly object: Pick<RuleFinding, 'object' | 'source'>;
}

export interface WrittenAdminRule extends AdminPolicy {
  readonly direction: PolicyType;
  readonly rule: AdminRule;
  /** In the direction, from 0. */
  readonly index: number;
}

export function adminPolicies({ cluster }: LintContext): AdminPolicy[] {
  return cluster.dialectObjects
    .filter(({ group }) => group === ADMIN_POLICY_GROUP)
    .map((policy) => ({
      policy,
      spec: policy.spec as AdminPolicySpec,
      object: { object: `${policy.kind} ${policy.id}`, source: policy.source },
    }));
}

export function adminRules(linted: LintContext): WrittenAdminRule[] {
  return adminPolicies(linted).flatMap((one) => [
    ...one.spec.ingress.map((rule, index) => ({ ...one, rule, index, direction: 'Ingress' as const })),
    ...one.spec.egress.map((rule, index) => ({ ...one, rule, index, direction: 'Egress' as const })),
  ]);
}

/** Whether a peer is every pod. */
export function isEveryPod({ namespaces, pods }: PodsPeer): boolean {
  return [namespaces, pods].every(
    ({ matchLabels, matchExpressions }) =>
      Object.keys(matchLabels ?? {}).length + (matchExpressions?.length ?? 0) === 0,
  );
}

/** The declared pods that a policy selects. */
function subjectsOf({ subject }: AdminPolicySpec, linted: LintContext): readonly PodKind[] {
  return linted.podsAmong({ pods: subject.pods, namespaces: { selector: subject.namespaces } });
}

/** Found once for each subject: many policies have the same one. */
const ISOLATING = new WeakMap<LintContext, Map<string, readonly ClusterPolicy[]>>();

/** NetworkPolicies that isolate declared pods which a policy selects, each once. */
export function isolatingSubjects(
  spec: AdminPolicySpec,
  direction: PolicyType,
  linted: LintContext,
): readonly ClusterPolicy[] {
  const known = ISOLATING.get(linted) ?? new Map<string, readonly ClusterPolicy[]>();
  ISOLATING.set(linted, known);
  const key = JSON.stringify([direction, spec.subject]);
  const policies = known.get(key) ?? isolatingAmong(spec, direction, linted);
  known.set(key, policies);
  return policies;
}

function isolatingAmong(spec: AdminPolicySpec, direction: PolicyType, linted: LintContext): readonly ClusterPolicy[] {
  const found = new Set<ClusterPolicy>();
  for (const kind of subjectsOf(spec, linted)) {
    const pod = firstOf(kind);
    if (pod === undefined) continue;
    for (const { policy } of linted.engine.judge.isolating(direction, pod)) found.add(policy);
  }
  return [...found];
}

/** As in `shop/a and 3 more`. */
export function namedPolicies(policies: readonly { readonly id: string }[]): string {
  const [first] = policies;
  return policies.length === 1 ? `${first?.id}` : `${first?.id} and ${policies.length - 1} more`;
}
