import type { PolicyType } from './manifest';

/** Which way a connection goes, seen from the pods that a policy protects. */
export type Direction = 'ingress' | 'egress' | 'both';

/** The policy types of each direction. */
export const POLICY_TYPES: { readonly [direction in Direction]: readonly PolicyType[] } = {
  ingress: ['Ingress'],
  egress: ['Egress'],
  both: ['Ingress', 'Egress'],
};
