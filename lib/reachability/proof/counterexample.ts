import { exampleOf } from '../../policy/label-space';
import type { Protocol } from '../../policy/manifest';
import { AddressSet } from '../address-set';
import type { Endpoint } from '../endpoint';
import type { NamespaceUniverse } from './namespace-universe';
import type { PartySpace } from './spaces';
import type { FlowSpace } from './violation';

/** One connection, between endpoints that are told exactly; they need not be declared. */
export interface ConcreteFlow {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly protocol: Protocol;
  /** From 1 to 65535. */
  readonly port: number;
}

/** Any one connection of a space that is not empty. */
export function exampleOfFlow(
  { source, destination, ports }: FlowSpace,
  universe: NamespaceUniverse,
  podAddresses: AddressSet,
): ConcreteFlow {
  const [first] = ports.ports.ranges();
  if (first === undefined) throw new RangeError('the space has no port');
  const { protocol, port } = first;
  const names = ports.names.map((name) => name.slice(name.indexOf(' ') + 1));
  const target = exampleOfParty(destination, universe, podAddresses);
  return {
    source: exampleOfParty(source, universe, podAddresses),
    destination: target.type === 'pod' ? { ...target, ports: names.map((name) => ({ name, port, protocol })) } : target,
    protocol,
    port,
  };
}

function exampleOfParty(space: PartySpace, universe: NamespaceUniverse, podAddresses: AddressSet): Endpoint {
  if (space.type === 'addresses') {
    const address = space.addresses.first();
    if (address === undefined) throw new RangeError('the space has no address');
    return { type: 'address', address };
  }
  const namespace = universe.exampleOf(space.namespaces);
  if (namespace === undefined) throw new RangeError('the space has no namespace');
  const likely = space.addresses.intersection(podAddresses);
  return {
    type: 'pod',
    namespace,
    labels: exampleOf(space.labels),
    ports: [],
    hostNetwork: false,
    address: space.addresses.equals(AddressSet.all) ? undefined : (likely.first() ?? space.addresses.first()),
  };
}
