import type { NetworkPolicyManifest } from '../policy/manifest';

/**
 * What tells the policies of one boundary apart: `ingress`, `egress`, or `policy` for one that does both; a number follows
 * the second of a kind.
 */
export function policyId<S, N>(manifests: readonly NetworkPolicyManifest<S, N>[], index: number): string {
  const kind = kindOf(manifests[index] as NetworkPolicyManifest<S, N>);
  const before = manifests.slice(0, index).filter((manifest) => kindOf(manifest) === kind).length;
  return before === 0 ? kind : `${kind}-${before + 1}`;
}

function kindOf<S, N>({ spec: { policyTypes = [] } }: NetworkPolicyManifest<S, N>): string {
  return policyTypes.length === 1 ? (policyTypes[0] as string).toLowerCase() : 'policy';
}
