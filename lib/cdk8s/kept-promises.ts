import { Isolation } from '../policy/isolation';
import type { NetworkPolicyManifest } from '../policy/manifest';
import type { PodsPeer } from '../policy/pods';
import type { Inventory } from './inventory';
import type { JudgedBoundary } from './judged';
import type { PolicyObject } from './policy-object';
import type { SettledGrant } from './settle-grants';
import { patchedManifest } from './written-policies';

/**
 * The grants of which a look at the policies of the app does not show yet that they hold. Rules only add: what a policy
 * allows, no other can take back. So a grant holds where its own policies will be written as it made them, and each of
 * its clients is either isolated for egress by nothing at all, or has its way out from the grant. Thousands of grants are
 * of that kind, and looking is much cheaper than judging.
 */
export function grantsToJudge(
  grants: readonly SettledGrant[],
  boundaries: readonly JudgedBoundary[],
  inventory: Inventory,
): SettledGrant[] {
  const egress = new Isolation('Egress', [
    ...boundaries.flatMap(policiesOf),
    ...inventory.policies().map(({ value }) => value),
  ]);
  return grants.filter((grant) => !plainlyHolds(grant, egress));
}

function policiesOf({ _draft, _policyObjects }: JudgedBoundary): readonly NetworkPolicyManifest[] {
  if (!_policyObjects.some(({ patched }) => patched)) return _draft.manifests;
  return _draft.manifests.flatMap((manifest, index) => {
    const object = _policyObjects[index] as PolicyObject;
    return object.patched ? patchedManifest(object, []) : manifest;
  });
}

function plainlyHolds({ grant, resolved }: SettledGrant, egress: Isolation): boolean {
  // What a name is on a declared pod is for the judge to look up.
  if (resolved.ports.some(({ type }) => type === 'named-port')) return false;
  if (grant._policyObjects.some(({ patched }) => patched)) return false;
  const waysOut = grant._draft.manifests.filter(({ spec }) => spec.egress !== undefined);
  return resolved.clients.every(
    ({ peer }) => peer.type === 'ipBlock' || canLeave(peer, resolved.targets[0]?.place.name, egress, waysOut),
  );
}

/** Whether nothing keeps the client in, or the grant lets it out. */
function canLeave(
  { place, selector }: PodsPeer,
  targetNamespace: string | undefined,
  egress: Isolation,
  waysOut: readonly NetworkPolicyManifest[],
): boolean {
  const namespace = place.in === 'namespace' ? place.name : place.in === 'same-namespace' ? targetNamespace : undefined;
  if (namespace === undefined) return false;
  if (egress.of({ namespace, selector }).isolated === 'not') return true;
  const wanted = JSON.stringify(selector);
  return waysOut.some(
    ({ metadata, spec }) => metadata.namespace === namespace && JSON.stringify(spec.podSelector) === wanted,
  );
}
