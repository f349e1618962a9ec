import type { ClusterPolicy } from '../cluster/cluster';
import { type ManifestRule, peersPath, rulePath, rulesOfManifest } from '../policy/manifest-rules';
import type { FieldPath } from '../policy/validation/finding';
import { type Rule, rulesOf } from '../reachability/rules/policy-rules';

/** A rule as a policy has it. */
export interface WrittenRule extends ManifestRule {
  readonly policy: ClusterPolicy;
  /** Such as `spec.ingress[0]`. */
  readonly path: FieldPath;
  /** Such as `spec.ingress[0].from`. */
  readonly peersPath: FieldPath;
  /** What it says; undefined where the policy does not isolate in this direction, so that its rules do nothing. */
  readonly read: Rule | undefined;
}

/** The rules of a policy, those that do nothing included. */
export function writtenRules(policy: ClusterPolicy): WrittenRule[] {
  const { ingress, egress } = rulesOf(policy);
  return rulesOfManifest(policy.manifest.spec ?? {}).map((rule) => {
    const { direction, index, peers, ports } = rule;
    const read = (direction === 'Ingress' ? ingress : egress)?.[index];
    return { direction, index, peers, ports, policy, path: rulePath(rule), peersPath: peersPath(rule), read };
  });
}
