import type { IConstruct } from 'constructs';
import type { CniProfile } from '../../cni/cni-profile';
import { namesOfNamespaces } from '../../policy/namespaces';
import { brokenTerms } from '../../reachability/claims/contract';
import { explainFlow } from '../../reachability/explanation/explanation';
import { explanationText } from '../../reachability/explanation/explanation-text';
import { flowText } from '../../reachability/explanation/text';
import { deniedFlow } from '../../reachability/proof/allows';
import { UndecidedError } from '../../reachability/proof/budget';
import type { FlowClaim } from '../../reachability/proof/read-claim';
import { engineOf, Reachability } from '../../reachability/reachability';
import { type PodsRulePeer, rulePeerOf, rulePortsOf } from '../../reachability/rules/policy-rules';
import { appCluster } from './app-cluster';
import type { ReadContract, ResolvedGrant, SettledApp } from './judged';

/**
 * What the policies of an app, ours and others, make of its grants and contracts: a line for each that does not hold.
 *
 * @param cni what the cluster's network plugin does, where the app says so
 * @public required where it is used, so that it is loaded only then
 */
export function* brokenClaims(
  { boundaries, inventory, grants }: SettledApp,
  contracts: readonly ReadContract[],
  cni?: CniProfile,
): Iterable<readonly [IConstruct, string]> {
  const cluster = appCluster(boundaries, inventory);
  const reachability = Reachability.of(cluster, { cni });
  for (const { grant, resolved } of grants) {
    for (const line of brokenGrant(resolved, reachability)) yield [grant, line];
  }
  for (const { contract, terms, cni: own } of contracts) {
    const judged = own === undefined ? reachability : Reachability.of(cluster, { cni: own });
    for (const line of brokenTerms(terms, judged)) yield [contract, line];
  }
}

/**
 * Whether a grant does what it says, by all the policies of the app, ours and others: what it protects may be isolated
 * otherwise by none, but its clients may be closed in.
 * @returns a line for each flow that is not allowed
 */
export function brokenGrant(grant: ResolvedGrant, reachability: Reachability): string[] {
  return claimsOf(grant).flatMap((claim) => {
    try {
      const denied = deniedFlow(engineOf(reachability), claim);
      if (denied === undefined) return [];
      return [brokenText(flowText(claim), explanationText(explainFlow(engineOf(reachability), denied.counterexample)))];
    } catch (error) {
      if (!(error instanceof UndecidedError)) throw error;
      // A policy that is not judged may close it: nothing that the grant could answer for.
      if (error.unjudged !== undefined) return [];
      return [brokenText(flowText(claim), error.message)];
    }
  });
}

/** What a grant says: from each client to each target, on all of its ports. A block that `except` empties says nothing. */
function claimsOf({ ingress }: ResolvedGrant): FlowClaim[] {
  return ingress.manifests.flatMap(({ metadata: { namespace = 'default' }, spec }) =>
    (spec.ingress ?? []).flatMap(({ from, ports }) =>
      (from ?? [])
        .map((peer, index) => rulePeerOf(peer, index, namespace))
        .filter((peer) => (peer.type === 'pods' ? isPlaced(peer) : !peer.addresses.isEmpty))
        .map((peer) => ({
          from: peer,
          to: { type: 'pods', index: 0, pods: spec.podSelector ?? {}, namespaces: { own: namespace } } as const,
          ports: rulePortsOf(ports),
        })),
    ),
  );
}

/** Clients whose namespaces are not named are let in where they can leave: nothing is claimed of them. */
function isPlaced({ namespaces }: PodsRulePeer): boolean {
  return (
    'own' in namespaces ||
    namesOfNamespaces({ type: 'namespaces', all: false, selector: namespaces.selector }) !== undefined
  );
}

function brokenText(flow: string, reason: string): string {
  return `the grant does not hold: ${flow}\n${reason}`.replaceAll('\n', '\n      ');
}
