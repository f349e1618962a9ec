import type { Flow } from '../../policy/flow';
import type { AbsolutePeer } from '../../policy/peer';
import { unjudgedText } from '../answers/unjudged-text';
import type { Engine } from '../engine';
import type { NamespaceUniverse } from '../pods/namespace-universe';
import type { PodsRulePeer, RulePeer } from '../rules/policy-rules';
import type { UnjudgedPolicies } from '../rules/unjudged-policies';
import { type AddressSet, FAMILIES } from '../sets/address-set';
import { AllowedCells } from './allowed-cells';
import { Budget, NO_PODS, TooManyPiecesError, UndecidedError } from './budget';
import { exampleOfFlow } from './counterexample';
import { type FlowClaim, readBoundaryClaim, readFlow } from './read-claim';
import { addressed, type EndpointSpace, EVERY_ADDRESS, everyPod, selectedPods } from './spaces';
import { stagedViolation } from './stage-proof';
import { decided, type ProofVerdict } from './verdict';
import { type ClaimedFlows, ViolationSearch } from './violation';

/** What no claim speaks of; printed with every verdict. */
export const LEFT_OUT: readonly string[] = [
  'a pod and itself (its replicas count), and a pod and its own node',
  'pods on the network of their node',
  'undeclared pods at addresses outside of podCidrs',
  'policies outside of the input',
  'ICMP and whatever else is neither TCP, UDP nor SCTP',
];

/**
 * Whether nothing reaches some pods except by these flows: no other pod, whatever its labels and wherever it is, and no other
 * address.
 * @param target its labels and any others
 * @throws InvalidClaimError
 */
export function onlyAllowsInto(engine: Engine, target: AbsolutePeer, flows: readonly Flow[]): ProofVerdict {
  const claim = readBoundaryClaim('target', target, flows);
  return proved(engine, peersOf(claim.flows), ({ podsOf, everyone }) => ({
    sources: everyone,
    destinations: podsOf(claim.pods),
    ports: undefined,
    except: claim.flows,
  }));
}

/**
 * Whether some pods reach nothing except by these flows.
 * @throws InvalidClaimError
 */
export function onlyAllowsOutOf(engine: Engine, subject: AbsolutePeer, flows: readonly Flow[]): ProofVerdict {
  const claim = readBoundaryClaim('subject', subject, flows);
  return proved(engine, peersOf(claim.flows), ({ podsOf, everyone }) => ({
    sources: podsOf(claim.pods),
    destinations: everyone,
    ports: undefined,
    except: claim.flows,
  }));
}

/**
 * Whether nothing of a flow is allowed, for whatever pods its peers could ever select. A block stands for every address in
 * it, those of pods included.
 * @throws InvalidClaimError
 */
export function denies(engine: Engine, flow: Flow): ProofVerdict {
  const claim: FlowClaim = readFlow(flow);
  return proved(engine, peersOf([claim]), ({ endpointsOf }) => ({
    sources: endpointsOf(claim.from),
    destinations: endpointsOf(claim.to),
    ports: claim.ports,
    except: [],
  }));
}

function peersOf(flows: readonly FlowClaim[]): RulePeer[] {
  return flows.flatMap(({ from, to }) => [from, to]);
}

/** Whom a claim may be about. */
interface ClaimedEndpoints {
  readonly everyone: readonly EndpointSpace[];
  podsOf(peer: PodsRulePeer): readonly EndpointSpace[];
  endpointsOf(peer: RulePeer): readonly EndpointSpace[];
}

/** @param peers all that the claim names: an IPv6 block among them makes IPv6 count */
function proved(
  engine: Engine,
  peers: readonly RulePeer[],
  ask: (endpoints: ClaimedEndpoints) => ClaimedFlows,
): ProofVerdict {
  const { cluster, policies, cni, universe, unjudged } = engine;
  return decided(cluster, (): ProofVerdict => {
    const podAddresses = podAddressesOf(engine, peers);
    const flows = ask(endpointsIn(universe, podAddresses));
    const namesAddresses = peers.some(({ type }) => type === 'addresses');
    const surroundings = { universe, podAddresses, namesAddresses };
    const byStages = (opening: UnjudgedPolicies | undefined) => stagedViolation(engine, flows, opening, new Budget());
    const find = (opening: UnjudgedPolicies | undefined) => {
      if (engine.stages !== undefined) return byStages(opening);
      try {
        const budget = new Budget();
        const cells = new AllowedCells(policies, universe, cni, opening, budget);
        return new ViolationSearch(cells, universe, budget).find(flows);
      } catch (error) {
        // Selectors that have little in common fall into more cells than there is room for, and into few terms.
        if (error instanceof TooManyPiecesError) return byStages(opening);
        throw error;
      }
    };
    const found = find(undefined);
    if (found !== undefined) {
      return { verdict: 'fails', counterexample: exampleOfFlow(found, surroundings) };
    }
    const opened = unjudged.isEmpty ? undefined : find(unjudged);
    if (opened === undefined) return { verdict: 'holds' };
    const { source, destination } = exampleOfFlow(opened, surroundings);
    const opening = [...unjudged.of('Egress', 'open', source), ...unjudged.of('Ingress', 'open', destination)];
    throw new UndecidedError(`${unjudgedText([...new Set(opening)])}, and may allow it`, opening);
  });
}

/** Where pods may have their addresses, in the families that count; what is known is known. */
function podAddressesOf({ match, pods }: Engine, peers: readonly RulePeer[]): AddressSet {
  const named = FAMILIES.filter((family) =>
    peers.some((peer) => peer.type === 'addresses' && peer.addresses.intervals(family).length > 0),
  );
  return match.podAddresses([...new Set([...match.families, ...named])]).union(pods.knownAddresses());
}

function endpointsIn(universe: NamespaceUniverse, podAddresses: AddressSet): ClaimedEndpoints {
  const anyPod = everyPod(podAddresses);
  const podsOf = (peer: PodsRulePeer): EndpointSpace[] => {
    const space = selectedPods(anyPod, peer);
    // A claim about no pods would hold whatever the policies say.
    if (space === undefined || !universe.has(space.namespaces)) throw new UndecidedError(NO_PODS);
    return [space];
  };
  const endpointsOf = (peer: RulePeer): EndpointSpace[] => {
    if (peer.type === 'pods') return podsOf(peer);
    const pods = addressed(anyPod, peer.addresses);
    return [{ type: 'addresses', addresses: peer.addresses }, ...(pods === undefined ? [] : [pods])];
  };
  return { everyone: [EVERY_ADDRESS, anyPod], podsOf, endpointsOf };
}
