import { labelWarnings } from '../policy/label-warnings';
import type { NetworkPolicyManifest } from '../policy/manifest';
import { type PolicyWarning, SYNTH_RULES, silenceOf } from '../policy/warning';
import { cniWarnings } from './cni-warnings';
import { POLICY_FEATURES } from './deviation';
import { type CniChoice, cniProfile } from './read-cni';

/** Every id that a warning may have. */
export const WARNING_IDS: readonly string[] = [
  'namespace-label',
  'rollout-label',
  'version-label',
  'client-closed',
  'target-closed',
  'ambient-mesh',
  ...SYNTH_RULES,
  ...POLICY_FEATURES.map((feature) => `cni-${feature}`),
];

/**
 * What is most often a mistake in a valid policy, or done differently by the network plugin of the cluster. What the policy
 * silences in an annotation (`ringfence/silence-<id>`, with the reason) is left out.
 *
 * @param cni the network plugin of the cluster, as a word of `Cni` or by its name; without it there are no warnings about plugins
 * @throws RangeError where `cni` is no network plugin
 */
export function policyWarnings(manifest: NetworkPolicyManifest, cni?: CniChoice): PolicyWarning[] {
  const profile = cniProfile(cni);
  const all = labelWarnings(manifest);
  if (profile !== undefined) all.push(...cniWarnings(manifest, profile));
  return all.length === 0 ? all : all.filter(({ id }) => !silenceOf(manifest, id)?.trim());
}
