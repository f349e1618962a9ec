import type { IpFamily } from '../../policy/cidr';
import { exampleOf, within } from '../../policy/label-space';
import { NAMESPACE_NAME_LABEL, type Protocol, type StringMap } from '../../policy/manifest';
import type { Endpoint } from '../pods/endpoint';
import type { NamespaceUniverse } from '../pods/namespace-universe';
import type { ClosedWhere, PairJudge } from '../rules/pair-judge';
import { AddressSet } from '../sets/address-set';
import type { End } from '../unknowns/box';
import { keyOfText } from '../unknowns/unknown-labels';
import { commonFamily, type EndpointSpace } from './spaces';
import type { FlowSpace } from './violation';

/** One connection, between endpoints of which everything is given; they need not be declared. */
export interface ConcreteFlow {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly protocol: Protocol;
  /** From 1 to 65535. */
  readonly port: number;
}

/** What examples are chosen from. */
export interface Surroundings {
  readonly universe: NamespaceUniverse;
  /** Where pods may have their addresses. */
  readonly podAddresses: AddressSet;
  /** Whether a claim names addresses, so that it matters which one a pod has. */
  readonly namesAddresses: boolean;
}

/** Any one connection of a space that is not empty. */
export function exampleOfFlow({ source, destination, ports }: FlowSpace, surroundings: Surroundings): ConcreteFlow {
  const [first] = ports.ports.ranges();
  const family = commonFamily(source, destination);
  if (first === undefined || family === undefined) throw new RangeError('the space has no connection');
  const { protocol, port } = first;
  const names = ports.names.map((name) => name.slice(name.indexOf(' ') + 1));
  const [one, other] = [source, destination].map((space) => exampleOfEndpoint(space, family, surroundings)) as [
    Endpoint,
    Endpoint,
  ];
  const target = inOwnNamespace(other, destination, one, surroundings);
  const from = inOwnNamespace(one, source, target, surroundings);
  return {
    source: from,
    destination: target.type === 'pod' ? { ...target, ports: names.map((name) => ({ name, port, protocol })) } : target,
    protocol,
    port,
  };
}

/** Two namespaces that are not declared have different names where they have different labels. */
function inOwnNamespace(
  endpoint: Endpoint,
  space: EndpointSpace,
  other: Endpoint,
  { universe }: Surroundings,
): Endpoint {
  if (endpoint.type !== 'pod' || other.type !== 'pod' || space.type !== 'pods') return endpoint;
  const { name, labels } = endpoint.namespace;
  if (name !== other.namespace.name || sameLabels(labels, other.namespace.labels)) return endpoint;
  const isOther = { key: NAMESPACE_NAME_LABEL, operator: 'NotIn', values: [name] } as const;
  const others = within(space.namespaces, { matchExpressions: [isOther] });
  const namespace = others && universe.exampleOf(others);
  return namespace === undefined ? endpoint : { ...endpoint, namespace };
}

function sameLabels(a: StringMap, b: StringMap): boolean {
  const all = Object.entries(a);
  return all.length === Object.keys(b).length && all.every(([key, value]) => Object.hasOwn(b, key) && b[key] === value);
}

function exampleOfEndpoint(
  space: EndpointSpace,
  family: IpFamily,
  { universe, podAddresses, namesAddresses }: Surroundings,
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
  const isAny = !namesAddresses && space.addresses.equals(podAddresses);
  return {
    type: 'pod',
    namespace,
    labels: exampleOf(space.labels),
    ports: [],
    hostNetwork: false,
    ...(space.serviceAccount !== undefined && { serviceAccount: space.serviceAccount }),
    address: isAny ? undefined : address,
  };
}

/** Two endpoints with what is unknown about them filled in, as it may be in a box. */
export function endsInBox(
  { ends, box }: ClosedWhere,
  { match }: Pick<PairJudge, 'match'>,
): Pick<ConcreteFlow, 'source' | 'destination'> {
  const labels = Object.entries(exampleOf(box.labels)).map(([text, value]) => [keyOfText(text), value] as const);
  const filled = (end: End): Endpoint => {
    const endpoint = ends[end];
    if (endpoint.type === 'address') return endpoint;
    const own = labels.flatMap(([key, value]) => (key[0] === 'pod' && key[1] === end ? [[key[2], value]] : []));
    const { unknownLabels: _, namespace, ...known } = endpoint;
    const ofNamespace = labels.flatMap(([key, value]) => {
      return key[0] === 'namespace' && key[1] === namespace.name ? [[key[2], value]] : [];
    });
    // Where it does not matter which address it is, none is shown.
    const isNarrowed = (box !== ends.unknown && match.families.length > 1) || !box[end].equals(ends.unknown[end]);
    return {
      ...known,
      namespace: { name: namespace.name, labels: { ...namespace.labels, ...Object.fromEntries(ofNamespace) } },
      labels: { ...known.labels, ...Object.fromEntries(own) },
      address: known.address ?? (isNarrowed ? box[end].first() : undefined),
    };
  };
  return { source: filled('source'), destination: filled('destination') };
}
