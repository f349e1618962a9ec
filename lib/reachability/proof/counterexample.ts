import type { IpFamily } from '../../policy/cidr';
import { exampleOf } from '../../policy/label-space';
import type { Protocol } from '../../policy/manifest';
import type { Endpoint } from '../pods/endpoint';
import type { NamespaceUniverse } from '../pods/namespace-universe';
import { AddressSet } from '../sets/address-set';
import { commonFamily, type EndpointSpace } from './spaces';
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
  const family = commonFamily(source, destination);
  if (first === undefined || family === undefined) throw new RangeError('the space has no connection');
  const { protocol, port } = first;
  const names = ports.names.map((name) => name.slice(name.indexOf(' ') + 1));
  const target = exampleOfParty(destination, family, universe, podAddresses);
  return {
    source: exampleOfParty(source, family, universe, podAddresses),
    destination: target.type === 'pod' ? { ...target, ports: names.map((name) => ({ name, port, protocol })) } : target,
    protocol,
    port,
  };
}

function exampleOfParty(
  space: EndpointSpace,
  family: IpFamily,
  universe: NamespaceUniverse,
  podAddresses: AddressSet,
): Endpoint {
  const addresses = AddressSet.ofIntervals(family, space.addresses.intervals(family));
  const address = addresses.intersection(podAddresses).first() ?? addresses.first();
  if (space.type === 'addresses') {
    const outside = addresses.difference(podAddresses).first() ?? address;
    if (outside === undefined) throw new RangeError('the space has no address');
    return { type: 'address', address: outside };
  }
  const namespace = universe.exampleOf(space.namespaces);
  if (namespace === undefined) throw new RangeError('the space has no namespace');
  const isAny = space.addresses.equals(AddressSet.all);
  return {
    type: 'pod',
    namespace,
    labels: exampleOf(space.labels),
    ports: [],
    hostNetwork: false,
    address: isAny ? undefined : address,
  };
}
