import { inBoth, type LabelSpace, outside } from '../../policy/label-space';
import type { NamespaceUniverse } from '../pods/namespace-universe';
import { AddressSet, FAMILIES } from '../sets/address-set';
import type { ConnectionSet } from '../sets/connection-set';
import type { CompiledBox } from '../stages/compiled-rules';
import { ENDS, type End } from '../unknowns/box';
import type { PortSpace } from './port-space';
import type { EndpointSpace } from './spaces';
import type { FlowSpace } from './violation';

/**
 * Connections as one product: what each end is, every label and fact by a key of its own (`keyOf`), the address of either end, and ports
 * of the destination. That a port bears a name is a fact as well.
 */
export interface FlowBox {
  readonly kinds: { readonly [end in End]: CompiledBox['kind'] };
  readonly labels: LabelSpace;
  readonly source: AddressSet;
  readonly destination: AddressSet;
  readonly ports: ConnectionSet;
}

/** A product, but for parts of it. */
export interface Less {
  readonly box: FlowBox;
  readonly but: readonly FlowBox[];
}

/** What a key is about: a label of one end, a fact, or a name that the port of the destination bears. */
export type KeyOf = 'pod' | 'namespace' | 'service-account' | 'fact' | 'port-name';

export function keyOf(of: KeyOf, end: End | '', name: string): string {
  return `${of} ${end} ${name}`;
}

/** The labels of a space, each under the key that it has at one end. */
export function atEnd(of: KeyOf, end: End, space: LabelSpace): LabelSpace {
  return new Map([...space].map(([key, states]) => [keyOf(of, end, key), states]));
}

function ofEnd(labels: LabelSpace, of: KeyOf, end: End | ''): LabelSpace {
  const prefix = keyOf(of, end, '');
  return new Map(
    [...labels].flatMap(([key, states]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), states]] : [])),
  );
}

/** Undefined where nothing is in both. */
export function inBothFlows(a: FlowBox, b: FlowBox): FlowBox | undefined {
  if (a.kinds.source !== b.kinds.source || a.kinds.destination !== b.kinds.destination) return undefined;
  const ports = a.ports.intersection(b.ports);
  if (ports.isEmpty) return undefined;
  const source = both(a.source, b.source);
  const destination = source && both(a.destination, b.destination);
  const labels = destination && inBoth(a.labels, b.labels);
  return source && destination && labels && { kinds: a.kinds, labels, source, destination, ports };
}

/** What is in the first and not in the second, in disjoint pieces; the two have something in common. */
export function outsideOfFlow(box: FlowBox, other: FlowBox): FlowBox[] {
  const pieces: FlowBox[] = outside(box.labels, other.labels).map((labels) => ({ ...box, labels }));
  let inside: FlowBox = { ...box, labels: inBoth(box.labels, other.labels) ?? box.labels };
  for (const end of ENDS) {
    const left = other[end] === AddressSet.all ? AddressSet.none : inside[end].difference(other[end]);
    if (!left.isEmpty) pieces.push({ ...inside, [end]: left });
    inside = { ...inside, [end]: both(inside[end], other[end]) ?? AddressSet.none };
  }
  const ports = inside.ports.difference(other.ports);
  return ports.isEmpty ? pieces : [...pieces, { ...inside, ports }];
}

/** Whether there can be such a connection: both ends have addresses of one family, and their namespaces can be. */
export function isPossible(box: FlowBox, universe: NamespaceUniverse): boolean {
  const meet = FAMILIES.some(
    (family) => box.source.intervals(family).length > 0 && box.destination.intervals(family).length > 0,
  );
  return (
    meet &&
    !box.ports.isEmpty &&
    ENDS.every((end) => box.kinds[end] !== 'pod' || universe.has(ofEnd(box.labels, 'namespace', end)))
  );
}

/** As the parts that examples are made of. */
export function flowSpaceOf(box: FlowBox): FlowSpace {
  return {
    source: endpointSpaceOf(box, 'source'),
    destination: endpointSpaceOf(box, 'destination'),
    ports: portsOf(box),
  };
}

function endpointSpaceOf({ kinds, labels, ...box }: FlowBox, end: End): EndpointSpace {
  const addresses = box[end];
  if (kinds[end] !== 'pod') return { type: 'addresses', addresses };
  return { type: 'pods', namespaces: ofEnd(labels, 'namespace', end), labels: ofEnd(labels, 'pod', end), addresses };
}

function portsOf({ labels, ports }: FlowBox): PortSpace {
  const named = [...ofEnd(labels, 'port-name', '')].flatMap(([name, { absent, except, values }]) =>
    !absent && !except && values.size > 0 ? [name] : [],
  );
  return { names: named.sort(), ports };
}

function both(a: AddressSet, b: AddressSet): AddressSet | undefined {
  if (a === b || b === AddressSet.all) return a;
  if (a === AddressSet.all) return b;
  const addresses = a.intersection(b);
  return addresses.isEmpty ? undefined : addresses;
}

/** A fact that is so, and one that is not. */
export const SO = { absent: false, except: false, values: new Set(['yes']) } as const;
export const NOT_SO = { absent: true, except: true, values: new Set(['yes']) } as const;
