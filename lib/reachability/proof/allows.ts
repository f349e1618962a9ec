import type { Flow } from '../../policy/flow';
import { meetings } from '../connections';
import type { Engine } from '../engine';
import type { Endpoint } from '../pods/endpoint';
import { portsOn } from '../rules/peer-match';
import type { NamedPort, RulePorts } from '../rules/policy-rules';
import { ConnectionSet } from '../sets/connection-set';
import { NOBODY, UndecidedError } from './budget';
import { type ClaimedEnd, claimedEnds } from './claimed-pods';
import type { ConcreteFlow } from './counterexample';
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
    const counterexample = deniedFlow(engine, claim);
    return counterexample === undefined ? { verdict: 'holds' } : { verdict: 'fails', counterexample };
  });
}

/**
 * Any connection of the flow that is not allowed.
 * @throws UndecidedError
 */
export function deniedFlow(engine: Engine, { from, to, ports }: FlowClaim): ConcreteFlow | undefined {
  const sources = claimedEnds(engine, from);
  const destinations = claimedEnds(engine, to);
  if (sources.length === 0 || destinations.length === 0) throw new UndecidedError(NOBODY);
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
): ConcreteFlow | undefined {
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
 * On a pod that nobody declared a name may be any number. Whether every number will do shows at those that a policy does
 * not open by number.
 */
function deniedOnAnyPorts(
  engine: Engine,
  source: ClaimedEnd,
  destination: ClaimedEnd,
  { numbers, named }: RulePorts,
): ConcreteFlow | undefined {
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
      const { connections } = judge.end(direction, source, destination as Endpoint);
      const [closed = { port: 1 }] = all.difference(connections).ranges();
      return closed.port;
    }),
  );
}

/** What is wanted of two ends and not allowed at some address of theirs. */
function deniedPart(
  { judge }: Engine,
  { endpoints: sources }: ClaimedEnd,
  { endpoints: destinations }: ClaimedEnd,
  wanted: ConnectionSet,
): ConcreteFlow | undefined {
  const met = meetings([sources, destinations]);
  for (const [source, destination] of met.length > 0 ? met : [[sources[0], destinations[0]] as [Endpoint, Endpoint]]) {
    const [first] = wanted.difference(judge.connections(source, destination)).ranges();
    if (first !== undefined) return { source, destination, protocol: first.protocol, port: first.port };
  }
  return undefined;
}

function withPort(end: ClaimedEnd, { name, protocol }: NamedPort, port: number): ClaimedEnd {
  return {
    ...end,
    endpoints: end.endpoints.map((endpoint) =>
      endpoint.type === 'pod' ? { ...endpoint, ports: [{ name, protocol, port }] } : endpoint,
    ),
  };
}
