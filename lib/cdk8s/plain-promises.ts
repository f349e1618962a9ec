import {
  type LabelSelector,
  NAMESPACE_NAME_LABEL,
  type NetworkPolicyManifest,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
} from '../policy/manifest';
import { policyTypesOf } from '../policy/policy-types';
import { selectorMatches } from '../policy/selector';
import { dnsLabelProblems } from '../policy/validation/names';
import type { SettledApp, SettledGrant } from './judged';
import { isPatched } from './written-policies';

/**
 * The grants of which the engine of reachability has to say whether they hold. What one policy opens no other closes; so
 * a grant holds whose policies are written as they are, and whose clients nothing closes in, or else a way out of its own
 * lets out.
 *
 * That says nothing where others declare objects (pods have addresses, namespaces have labels) or users changed policies,
 * nor where the selectors, blocks or ports of a grant may turn out to mean nothing: such grants are judged like any other
 * claim.
 */
export function openPromises({ boundaries, inventory, grants }: SettledApp): readonly SettledGrant[] {
  if (inventory.objects().length > 0 || boundaries.some(isPatched)) return grants;
  const closed = new Set<string | undefined>();
  for (const { _draft } of boundaries) {
    for (const { metadata, spec } of _draft.manifests) {
      if (policyTypesOf(spec).includes('Egress')) closed.add(metadata.namespace);
    }
  }
  return grants.filter((grant) => !holds(grant, closed));
}

function holds({ grant, resolved: { ingress } }: SettledGrant, closed: ReadonlySet<string | undefined>): boolean {
  const { manifests } = grant._draft;
  return ingress.manifests.every((policy, index) => {
    if (manifests[index] !== policy || !saysLabels(policy.spec.podSelector)) return false;
    return (policy.spec.ingress ?? []).every(
      ({ from, ports }) =>
        (ports ?? []).every(isNumbered) &&
        (from ?? []).every((peer) => {
          if (peer.ipBlock) return peer.ipBlock.except === undefined;
          const namespace = saysLabels(peer.podSelector) ? namespaceOf(peer, policy) : undefined;
          if (namespace === undefined) return false;
          return !closed.has(namespace) || manifests.some((own) => letsOut(own, namespace, peer, policy, ports));
        }),
    );
  });
}

/** Whether there can be pods with just the labels that a selector says. */
function saysLabels(selector: LabelSelector | undefined): boolean {
  return selector?.matchExpressions === undefined;
}

function isNumbered({ port }: NetworkPolicyPort): boolean {
  return typeof port !== 'string';
}

/** The one namespace that a peer names, or means without naming it; undefined where there are others, or can be none. */
function namespaceOf({ namespaceSelector }: NetworkPolicyPeer, policy: NetworkPolicyManifest): string | undefined {
  if (!namespaceSelector) return policy.metadata.namespace;
  const { matchLabels = {}, matchExpressions } = namespaceSelector;
  const name = matchLabels[NAMESPACE_NAME_LABEL];
  if (name === undefined || Object.keys(matchLabels).length > 1 || matchExpressions !== undefined) return undefined;
  return dnsLabelProblems(name).length === 0 ? name : undefined;
}

/** Whether a policy opens the way of a client in its namespace to all that another policy protects, on the same ports. */
function letsOut(
  { metadata, spec }: NetworkPolicyManifest,
  namespace: string,
  client: NetworkPolicyPeer,
  target: NetworkPolicyManifest,
  ports: readonly NetworkPolicyPort[] | undefined,
): boolean {
  if (metadata.namespace !== namespace || !selects(spec.podSelector, client.podSelector)) return false;
  return (spec.egress ?? []).some(
    (rule) =>
      rule.ports === ports &&
      (rule.to ?? []).some(
        (peer) =>
          saysLabels(peer.podSelector) &&
          namespaceOf(peer, target) === target.metadata.namespace &&
          peer.namespaceSelector !== undefined &&
          selects(peer.podSelector, target.spec.podSelector),
      ),
  );
}

/** Whether a selector selects the pods that have just the labels which another says. */
function selects(selector: LabelSelector | undefined, labels: LabelSelector | undefined): boolean {
  return selectorMatches(selector ?? {}, labels?.matchLabels ?? {});
}
