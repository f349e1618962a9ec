import type { ClusterPolicy } from '../cluster/cluster';
import type { NetworkPolicyPeer, NetworkPolicyPort, PolicyType } from '../policy/manifest';
import type { FieldPath } from '../policy/validation/finding';
import { type Rule, rulesOf } from '../reachability/rules/policy-rules';

/** A rule as a policy has it. */
export interface WrittenRule {
  readonly policy: ClusterPolicy;
  readonly direction: PolicyType;
  readonly index: number;
  /** Such as `spec.ingress[0]`. */
  readonly path: FieldPath;
  /** Such as `spec.ingress[0].from`. */
  readonly peersPath: FieldPath;
  /** Undefined where the field is absent. */
  readonly peers: readonly NetworkPolicyPeer[] | undefined;
  readonly ports: readonly NetworkPolicyPort[] | undefined;
  /** What it says; undefined where the policy does not isolate in this direction, so that its rules do nothing. */
  readonly read: Rule | undefined;
}

/** The rules of a policy, those that do nothing included. */
export function writtenRules(policy: ClusterPolicy): WrittenRule[] {
  const { ingress = [], egress = [] } = policy.manifest.spec ?? {};
  const read = rulesOf(policy);
  return [
    ...ingress.map(({ from, ports }, index): WrittenRule => {
      const path = `spec.ingress[${index}]`;
      const rule = read.ingress?.[index];
      return { policy, direction: 'Ingress', index, path, peersPath: `${path}.from`, peers: from, ports, read: rule };
    }),
    ...egress.map(({ to, ports }, index): WrittenRule => {
      const path = `spec.egress[${index}]`;
      const rule = read.egress?.[index];
      return { policy, direction: 'Egress', index, path, peersPath: `${path}.to`, peers: to, ports, read: rule };
    }),
  ];
}
