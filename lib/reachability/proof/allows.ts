import type { IpFamily } from '../../policy/cidr';
import type { Flow } from '../../policy/flow';
import { EVERYTHING, inBoth, type LabelSpace } from '../../policy/label-space';
import { possibleOf, waysOn } from '../answers/answer';
import type { Condition } from '../answers/condition';
import { unjudgedText } from '../answers/unjudged-text';
import { meetings } from '../connections';
import type { Engine } from '../engine';
import type { Endpoint } from '../pods/endpoint';
import { portsOn } from '../rules/peer-match';
import type { NamedPort, RulePorts } from '../rules/policy-rules';
import { ConnectionSet } from '../sets/connection-set';
import { NO_PODS, UndecidedError } from './budget';
import { type ClaimedEnd, claimedEnds } from './claimed-pods';
import { type ConcreteFlow, endsInBox } from './counterexample';
import { type FlowClaim, readFlow } from './read-claim';
import { decided, type ProofVerdict } from './verdict';

/**
 * Whether everything of a flow is allowed, from every declared pod that its source selects to every one that its
 * destination selects; where none is declared, for the pod with exactly the labels of the selector.
 * @throws InvalidClaimError
 */
export function allows(engine: Engine, flow: Flow): ProofVerdict {
  const claim = readFlow(flow);
  return decided(engine.cluster, (): ProofVerdict => {
    const denied = deniedFlow(engine, claim);
    return denied === undefined ? { verdict: 'holds' } : { verdict: 'fails', ...denied };
  });
}

/** A connection that is not allowed, at least not however the unknowns turn out. */
export interface DeniedFlow {
  /** What is unknown about its ends is filled in, so that it is denied. */
  readonly counterexample: ConcreteFlow;
  /** The ways in which it is allowed, where that depends. */
  readonly ways?: readonly (readonly Condition[])[];
}

/**
 * Any connection of the flow that is not allowed.
 * @throws UndecidedError
 */
export function deniedFlow(engine: Engine, { from, to, ports }: FlowClaim): DeniedFlow | undefined {
  const sources = claimedEnds(engine, from);
  const destinations = claimedEnds(engine, to);
  if (sources.length === 0 || destinations.length === 0) throw new UndecidedError(NO_PODS);
  for (const source of sources) {
    for (const destination of destinations) {
      const denied = destination.declared
        ? deniedOnKnownPorts(engine, source, destination, ports)
        : deniedOnAnyPorts(engine, source, destination, ports);
      if (denied !== undefined) return denied;
    }
  }
  return undefined;
}

function deniedOnKnownPorts(
  engine: Engine,
  source: ClaimedEnd,
  destination: ClaimedEnd,
  claimed: RulePorts,
): DeniedFlow | undefined {
  const [first] = destination.endpoints;
  const unresolved = claimed.named.find(
    ({ name, protocol }) =>
      portsOn({ numbers: ConnectionSet.none, named: [{ name, protocol }] }, first as Endpoint).isEmpty,
  );
  if (unresolved !== undefined) {
    throw new UndecidedError(
      `no container of the destination has a ${unresolved.protocol} port named ${unresolved.name}`,
    );
  }
  const wanted = portsOn(claimed, first as Endpoint);
  return deniedPart(engine, source, destination, wanted);
}

/**
 * On a pod that is not declared a name may be any number. Whether every number will do shows at those that a policy does
 * not open by number.
 */
function deniedOnAnyPorts(
  engine: Engine,
  source: ClaimedEnd,
  destination: ClaimedEnd,
  { numbers, named }: RulePorts,
): DeniedFlow | undefined {
  const byNumber = deniedPart(engine, source, destination, numbers);
  if (byNumber !== undefined) return byNumber;
  for (const port of named) {
    for (const number of tellingNumbers(engine, source, destination, port)) {
      const wanted = ConnectionSet.of({ protocol: port.protocol, port: number });
      const denied = deniedPart(engine, source, withPort(destination, port, number), wanted);
      if (denied !== undefined) return denied;
    }
  }
  return undefined;
}

function tellingNumbers(
  { judge }: Engine,
  { endpoints: sources }: ClaimedEnd,
  { endpoints: [destination] }: ClaimedEnd,
  { protocol }: NamedPort,
): number[] {
  const all = ConnectionSet.allOf(protocol);
  return sources.flatMap((source) =>
    (['Ingress', 'Egress'] as const).map((direction) => {
      const opened = judge.openedWhateverIs(direction, source, destination as Endpoint);
      const [closed = { port: 1 }] = all.difference(opened).ranges();
      return closed.port;
    }),
  );
}

/** What is wanted of two ends and not allowed at some address of theirs, where they are what the claim is about. */
function deniedPart(engine: Engine, from: ClaimedEnd, to: ClaimedEnd, wanted: ConnectionSet): DeniedFlow | undefined {
  const { judge } = engine;
  const met = meetings([from.endpoints, to.endpoints]);
  const first = [from.endpoints[0], to.endpoints[0]] as [Endpoint, Endpoint];
  for (const [source, destination] of met.length > 0 ? met : [first]) {
    const within = claimedLabels(engine, from, source, to, destination);
    if (within === undefined) continue;
    const answered = judge.answer(source, destination, within);
    const left = wanted.difference(answered.certain);
    const [denied] = left.difference(possibleOf(answered)).ranges();
    const [depending] = left.ranges();
    const on = denied ?? depending;
    if (on === undefined) continue;
    const { protocol, port } = on;
    const ways = denied === undefined ? waysOn(answered, protocol, port) : [];
    return flowWhereDenied(engine, { source, destination, protocol, port }, within, ways);
  }
  return undefined;
}

/** What unknown labels have to be for two endpoints to be what is claimed; undefined where they cannot be it both. */
function claimedLabels(
  { match }: Engine,
  from: ClaimedEnd,
  source: Endpoint,
  to: ClaimedEnd,
  destination: Endpoint,
): LabelSpace | undefined {
  const [one, other] = [
    from.peer === undefined ? EVERYTHING : match.askedByPeer(from.peer, source, 'source'),
    to.peer === undefined ? EVERYTHING : match.askedByPeer(to.peer, destination, 'destination'),
  ];
  return one && other && inBoth(one, other);
}

/** A connection that is denied, or depends, as it is where it is denied. */
function flowWhereDenied(
  { judge, match, unjudged }: Engine,
  flow: ConcreteFlow,
  within: LabelSpace,
  ways: readonly Condition[][],
): DeniedFlow {
  const { source, destination } = flow;
  const closed = judge.closedWhere(source, destination, flow, within);
  const more = ways.length > 0 && { ways };
  if (closed !== undefined) return { counterexample: { ...flow, ...endsInBox(closed, judge) }, ...more };
  if (ways.length === 0) {
    // It is denied whatever the unknowns are, or the two have no IP family in common.
    const ends = judge.cells.endsOf(source, destination, match.families[0] as IpFamily, within);
    return { counterexample: { ...flow, ...endsInBox({ ends, box: ends.unknown }, judge) } };
  }
  const closing = [...unjudged.of('Egress', 'close', source), ...unjudged.of('Ingress', 'close', destination)];
  if (closing.length > 0) {
    throw new UndecidedError(`${unjudgedText([...new Set(closing)])}, and may deny it`, [...new Set(closing)]);
  }
  throw new UndecidedError('what is unknown about the pods is too entangled with the policies');
}

function withPort(end: ClaimedEnd, { name, protocol }: NamedPort, port: number): ClaimedEnd {
  return {
    ...end,
    endpoints: end.endpoints.map((endpoint) =>
      endpoint.type === 'pod' ? { ...endpoint, ports: [{ name, protocol, port }] } : endpoint,
    ),
  };
}
