import type { Flow } from '../../policy/flow';
import type { AbsolutePeer } from '../../policy/peer';
import type { Engine } from '../engine';
import type { NamespaceUniverse } from '../pods/namespace-universe';
import type { PodsRulePeer, RulePeer } from '../rules/policy-rules';
import { AddressSet } from '../sets/address-set';
import { AllowedCells } from './allowed-cells';
import { Budget, NOBODY, UndecidedError } from './budget';
import { exampleOfFlow } from './counterexample';
import { type FlowClaim, readBoundaryClaim, readFlow } from './read-claim';
import { addressed, type EndpointSpace, EVERY_ADDRESS, EVERY_POD, selectedPods } from './spaces';
import { decided, type ProofVerdict } from './verdict';
import { type Question, ViolationSearch } from './violation';

/** What no claim speaks of; printed with every verdict. */
export const LEFT_OUT: readonly string[] = [
  'a pod and itself (its replicas count), and a pod and its own node',
  'pods on the network of their node',
  'undeclared pods at addresses outside of podCidrs',
  'policies outside of the input, and other kinds of policies',
  'ICMP and whatever else is neither TCP, UDP nor SCTP',
];

/**
 * Whether nobody reaches some pods but by these flows: no other pod, whatever its labels and wherever it is, and no other
 * address.
 * @param target its labels and any others
 * @throws InvalidClaimError
 */
export function onlyAllowsInto(engine: Engine, target: AbsolutePeer, flows: readonly Flow[]): ProofVerdict {
  const claim = readBoundaryClaim('target', target, flows);
  return proved(engine, ({ podsOf }) => ({
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
export function onlyAllowsOutOf(engine: Engine, subject: AbsolutePeer, flows: readonly Flow[]): ProofVerdict {
  const claim = readBoundaryClaim('subject', subject, flows);
  return proved(engine, ({ podsOf }) => ({
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
export function denies(engine: Engine, flow: Flow): ProofVerdict {
  const claim: FlowClaim = readFlow(flow);
  return proved(engine, ({ partiesOf }) => ({
    sources: partiesOf(claim.from),
    destinations: partiesOf(claim.to),
    ports: claim.ports,
    except: [],
  }));
}

const EVERYONE: readonly EndpointSpace[] = [EVERY_ADDRESS, EVERY_POD];

interface Parties {
  podsOf(peer: PodsRulePeer): readonly EndpointSpace[];
  partiesOf(peer: RulePeer): readonly EndpointSpace[];
}

function proved(engine: Engine, ask: (parties: Parties) => Question): ProofVerdict {
  const { cluster, policies, cni, universe } = engine;
  return decided(cluster, (): ProofVerdict => {
    const podAddresses = AddressSet.blocks(cni.podCidrs).union(engine.pods.knownAddresses());
    const budget = new Budget();
    const cells = new AllowedCells(policies, universe, cni, podAddresses, budget);
    const question = ask(partiesIn(universe, podAddresses));
    if (question.sources.length === 0 || question.destinations.length === 0) {
      throw new UndecidedError('no pod can be what the claim selects');
    }
    const found = new ViolationSearch(cells, universe, budget).find(question);
    return found === undefined
      ? { verdict: 'holds' }
      : { verdict: 'fails', counterexample: exampleOfFlow(found, universe, podAddresses) };
  });
}

function partiesIn(universe: NamespaceUniverse, podAddresses: AddressSet): Parties {
  const podsOf = (peer: PodsRulePeer): EndpointSpace[] => {
    const space = selectedPods(EVERY_POD, peer);
    // A claim about nobody would hold whatever the policies say.
    if (space === undefined || !universe.has(space.namespaces)) throw new UndecidedError(NOBODY);
    return [space];
  };
  const partiesOf = (peer: RulePeer): EndpointSpace[] => {
    if (peer.type === 'pods') return podsOf(peer);
    const pods = addressed(EVERY_POD, peer.addresses.intersection(podAddresses));
    return [{ type: 'addresses', addresses: peer.addresses }, ...(pods === undefined ? [] : [pods])];
  };
  return { podsOf, partiesOf };
}
