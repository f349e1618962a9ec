import type { NetworkPolicyManifest } from '../policy/manifest';
import type { Explanation } from '../reachability/explanation/explanation';
import { grantOptions, suggestedPods } from './grant-options';
import { writtenGrant } from './written-grant';

/**
 * The policies that a suggested grant is made of: those that let the destination be reached, and that which opens the source's
 * way out, where that is closed.
 * @param taken the ids of policies, as `namespace/name`: another policy of the same name would be replaced
 * @returns none where nothing is suggested
 */
export function grantManifests(
  { grant, egress }: Pick<Explanation, 'grant' | 'egress'>,
  taken: ReadonlySet<string>,
): readonly NetworkPolicyManifest[] {
  if (grant === undefined) return [];
  const isClosed = egress.state === 'denied' || egress.state === 'depends';
  const openEgressOf = isClosed && grant.from.type === 'pods' ? [suggestedPods(grant.from)] : [];
  return writtenGrant(grantOptions(grant), openEgressOf, taken).manifests;
}
