import type { Flow } from '../../policy/flow';
import type { PolicyType } from '../../policy/manifest';
import type { AbsolutePeer } from '../../policy/peer';
import { selectorCovered } from '../../policy/selector';
import { AddressSet } from '../address-set';
import type { PodsRulePeer, RulePeer } from '../policy-rules';
import type { Reachability } from '../reachability';
import { AllowedCells } from './allowed-cells';
import { Budget, NOBODY, UndecidedError } from './budget';
import { type FlowClaim, readBoundary, readFlow } from './claim';
import { type ConcreteFlow, exampleOfFlow } from './counterexample';
import { NamespaceUniverse } from './namespace-universe';
import { addressed, EVERY_ADDRESS, EVERY_POD, type PartySpace, selectedPods } from './spaces';
import { type Question, ViolationSearch } from './violation';

/**
 * Whether a claim holds for the policies of a cluster and every pod that could ever be: one that is not decided does not
 * count as holding.
 */
export type ProofVerdict =
  | { readonly verdict: 'holds' }
  | { readonly verdict: 'fails'; readonly counterexample: ConcreteFlow }
  | { readonly verdict: 'undecided'; readonly reason: string };

/** What no claim speaks of; printed with every verdict. */
export const LEFT_OUT: readonly string[] = [
  'a pod and itself (its replicas count), and a pod and its own node',
  'pods on the network of their node',
  'policies outside of the input, and other kinds of policies',
  'ICMP and whatever else is neither TCP, UDP nor SCTP',
];

/**
 * Whether nobody reaches some pods but by these flows: no other pod, whatever its labels and wherever it is, and no other
 * address.
 * @param target its labels and any others
 * @throws InvalidClaimError
 */
export function onlyAllowsInto(
  reachability: Reachability,
  target: AbsolutePeer,
  ...flows: readonly Flow[]
): ProofVerdict {
  const claim = readBoundary('target', target, flows);
  return proved(reachability, ({ podsOf }) => ({
    sources: EVERYONE,
    destinations: podsOf(claim.pods),
    ports: undefined,
    except: claim.flows,
  }));
}

/**
 * Whether some pods reach nobody but by these flows.
 * @throws InvalidClaimError
 */
export function onlyAllowsOutOf(
  reachability: Reachability,
  subject: AbsolutePeer,
  ...flows: readonly Flow[]
): ProofVerdict {
  const claim = readBoundary('subject', subject, flows);
  return proved(reachability, ({ podsOf }) => ({
    sources: podsOf(claim.pods),
    destinations: EVERYONE,
    ports: undefined,
    except: claim.flows,
  }));
}

/**
 * Whether nothing of a flow is allowed, for whatever pods its peers could ever select. A block stands for every address in
 * it, those of pods included.
 * @throws InvalidClaimError
 */
export function denies(reachability: Reachability, flow: Flow): ProofVerdict {
  const claim: FlowClaim = readFlow(flow);
  return proved(reachability, ({ partiesOf }) => ({
    sources: partiesOf(claim.from),
    destinations: partiesOf(claim.to),
    ports: claim.ports,
    except: [],
  }));
}

/** Whether policies isolate every pod of a namespace in a direction, whatever its labels. */
export function isolates({ policies, cluster }: Reachability, namespace: string, direction: PolicyType): boolean {
  const subjects = policies.inNamespace(direction, namespace).map(({ subject }) => subject);
  return cluster.problems.length === 0 && selectorCovered({}, subjects) === true;
}

const EVERYONE: readonly PartySpace[] = [EVERY_ADDRESS, EVERY_POD];

interface Parties {
  podsOf(peer: PodsRulePeer): readonly PartySpace[];
  partiesOf(peer: RulePeer): readonly PartySpace[];
}

function proved(reachability: Reachability, ask: (parties: Parties) => Question): ProofVerdict {
  const { cluster, policies, cni } = reachability;
  if (cluster.problems.length > 0) {
    return { verdict: 'undecided', reason: `${cluster.problems.length} of the objects could not be read` };
  }
  const universe = new NamespaceUniverse(cluster);
  const podAddresses = AddressSet.blocks(cni.podCidrs).union(reachability.pods.knownAddresses());
  const budget = new Budget();
  const search = new ViolationSearch(new AllowedCells(policies, universe, cni, podAddresses, budget), universe, budget);
  const podsOf = (peer: PodsRulePeer): PartySpace[] => {
    const space = selectedPods(EVERY_POD, peer);
    // A claim about nobody would hold whatever the policies say.
    if (space === undefined || !universe.has(space.namespaces)) throw new UndecidedError(NOBODY);
    return [space];
  };
  const partiesOf = (peer: RulePeer): PartySpace[] => {
    if (peer.type === 'pods') return podsOf(peer);
    const pods = addressed(EVERY_POD, peer.addresses.intersection(podAddresses));
    return [{ type: 'addresses', addresses: peer.addresses }, ...(pods === undefined ? [] : [pods])];
  };
  try {
    const found = search.find(ask({ podsOf, partiesOf }));
    if (found === undefined) return { verdict: 'holds' };
    return { verdict: 'fails', counterexample: exampleOfFlow(found, universe, podAddresses) };
  } catch (error) {
    if (!(error instanceof UndecidedError)) throw error;
    return { verdict: 'undecided', reason: error.message };
  }
}
