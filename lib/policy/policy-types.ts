import type { NetworkPolicySpec, PolicyType } from './manifest';

/**
 * The directions in which a policy isolates the pods that it selects. Where policyTypes is absent or empty the API
 * server takes Ingress, and Egress only if there is at least one egress rule (networking/v1 defaults.go).
 */
export function policyTypesOf({ policyTypes, egress }: NetworkPolicySpec): readonly PolicyType[] {
  if (policyTypes && policyTypes.length > 0) return policyTypes;
  return egress && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

/** Which way a connection goes, seen from the pods that a policy protects. */
export type Direction = 'ingress' | 'egress' | 'both';

/** The policy types of each direction. */
export const POLICY_TYPES: { readonly [direction in Direction]: readonly PolicyType[] } = {
  ingress: ['Ingress'],
  egress: ['Egress'],
  both: ['Ingress', 'Egress'],
};
