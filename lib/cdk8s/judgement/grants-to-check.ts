import { isNamed } from '../../grants/client-egress';
import { Isolation } from '../../policy/isolation';
import type { NetworkPolicyManifest } from '../../policy/manifest';
import type { PodsPeer } from '../../policy/pods';
import type { SettledApp, SettledGrant } from './judged';
import { isPatched, ownPolicies } from './written-policies';

/**
 * The grants of which a look at the policies of the app does not show yet that they hold. Rules only add: what a policy
 * allows, no other can take back. So a grant holds where its own policies will be written as it made them, and each of
 * its clients is either isolated for egress by nothing at all, or has its way out from the grant. Thousands of grants are
 * of that kind, and looking is much cheaper than judging. Policies of other APIs deny: where there are some, every grant is judged.
 */
export function grantsToJudge({ grants, boundaries, inventory }: SettledApp): readonly SettledGrant[] {
  if (grants.length === 0 || inventory.holdsJudgedPolicies()) return grants;
  const egress = new Isolation('Egress', [
    ...boundaries.flatMap((one) =>
      isPatched(one) ? ownPolicies(one).map(({ manifest }) => manifest) : one._draft.manifests,
    ),
    ...inventory.policies().map(({ value }) => value),
  ]);
  return grants.filter((grant) => !plainlyHolds(grant, egress));
}

function plainlyHolds({ grant, resolved }: SettledGrant, egress: Isolation): boolean {
  const { clients, targets, ports, targetIngress = 'always' } = resolved;
  if (targetIngress !== 'always') return false;
  // What a name is on a declared pod, and whether conditions and exceptions leave anyone at all, is for the judge.
  if (ports.some(({ type }) => type === 'named-port') || targets.some(hasConditions) || isPatched(grant)) return false;
  const waysOut = grant._draft.manifests.filter(({ spec }) => spec.egress !== undefined);
  const targetNamespace = targets[0]?.place.name;
  return clients.every(({ peer }) =>
    peer.type === 'ipBlock'
      ? peer.except.length === 0
      : !hasConditions(peer) && canLeave(peer, targetNamespace, egress, waysOut),
  );
}

function hasConditions({ selector }: PodsPeer): boolean {
  return selector.matchExpressions !== undefined;
}

/** Whether nothing keeps the client in, or the grant lets it out. */
function canLeave(
  peer: PodsPeer,
  targetNamespace: string | undefined,
  egress: Isolation,
  waysOut: readonly NetworkPolicyManifest[],
): boolean {
  const { place, selector } = peer;
  const namespace = place.in === 'namespace' ? place.name : place.in === 'same-namespace' ? targetNamespace : undefined;
  // A client whose namespaces are not named is let in where it can leave, and is claimed nothing of.
  if (namespace === undefined) return !isNamed(peer);
  if (egress.of({ namespace, selector }).isolated === 'not') return true;
  const wanted = JSON.stringify(selector);
  return waysOut.some(
    ({ metadata, spec }) => metadata.namespace === namespace && JSON.stringify(spec.podSelector) === wanted,
  );
}
