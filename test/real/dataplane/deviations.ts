import type { NetworkPolicyManifest, NetworkPolicyPeer } from 'ringfence';
import { policyTypesOf } from '../../../lib/policy/policy-types';

/** What kube-router reads differently, so that worlds can avoid it; deviations.real.ts shows each. */

/**
 * A policy as one for each direction, which says the same. Of a policy for both kube-router lets egress rules open ingress.
 */
export function inOneDirection(policy: NetworkPolicyManifest): NetworkPolicyManifest[] {
  const { metadata, spec } = policy;
  const types = policyTypesOf(spec);
  if (types.length < 2 || new Set(types).size < 2) return [policy];
  const { ingress, egress, policyTypes: _, ...rest } = spec;
  const named = (end: string) => ({ ...metadata, name: `${metadata.name}.${end}` });
  return [
    { ...policy, metadata: named('i'), spec: { ...rest, policyTypes: ['Ingress'], ...(ingress && { ingress }) } },
    { ...policy, metadata: named('e'), spec: { ...rest, policyTypes: ['Egress'], ...(egress && { egress }) } },
  ];
}

/** Whether one rule has several blocks of IPv4 and an exception: kube-router makes one set of them all. */
export function mixesExceptions(peers: readonly NetworkPolicyPeer[]): boolean {
  const blocks = peers.flatMap(({ ipBlock }) => (ipBlock && !ipBlock.cidr.includes(':') ? [ipBlock] : []));
  return blocks.length > 1 && blocks.some(({ except }) => (except ?? []).length > 0);
}
