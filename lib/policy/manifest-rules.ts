import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec, PolicyType } from './manifest';
import { child, type FieldPath, item } from './validation/finding';

/** A rule as a manifest has it: its direction, and its place in the list of that direction. */
export interface ManifestRule {
  readonly direction: PolicyType;
  readonly index: number;
  /** What `from` or `to` holds; undefined where the field is absent. */
  readonly peers: readonly NetworkPolicyPeer[] | undefined;
  readonly ports: readonly NetworkPolicyPort[] | undefined;
}

/** All rules of a spec, ingress first, those included that do nothing since policyTypes leaves their direction out. */
export function rulesOfManifest({ ingress, egress }: NetworkPolicySpec): ManifestRule[] {
  const rules: ManifestRule[] = [];
  ingress?.forEach(({ from, ports }, index) => {
    rules.push({ direction: 'Ingress', index, peers: from, ports });
  });
  egress?.forEach(({ to, ports }, index) => {
    rules.push({ direction: 'Egress', index, peers: to, ports });
  });
  return rules;
}

/** Where a rule is, such as `spec.ingress[0]`. */
export function rulePath({ direction, index }: Pick<ManifestRule, 'direction' | 'index'>): FieldPath {
  return item(direction === 'Ingress' ? 'spec.ingress' : 'spec.egress', index);
}

/** Where the peers of a rule are, such as `spec.ingress[0].from`. */
export function peersPath(rule: Pick<ManifestRule, 'direction' | 'index'>): FieldPath {
  return child(rulePath(rule), rule.direction === 'Ingress' ? 'from' : 'to');
}

/** Where the ports of a rule are, such as `spec.ingress[0].ports`. */
export function portsPath(rule: Pick<ManifestRule, 'direction' | 'index'>): FieldPath {
  return child(rulePath(rule), 'ports');
}
