import type { TextOperator } from '../../dialects/stage';
import { inBoth, type KeyStates, type LabelSpace, outside } from '../../policy/label-space';
import { AddressSet } from '../sets/address-set';
import type { ConnectionSet } from '../sets/connection-set';
import { type CompiledBox, IS_NOT_SO, IS_SO } from '../stages/compiled-rules';
import { ENDS, type End } from '../unknowns/box';

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

/** What a key is about: a label of one end, its text, another fact, or a name that the port of the destination bears. */
export type KeyOf = OwnerOfLabel | 'text' | 'fact' | 'port-name';

/** Whose labels there are at an end. */
export type OwnerOfLabel = 'pod' | 'namespace' | 'service-account';

/** A condition on the text of a label of an end, which is a fact with a key of its own. */
export interface TextFact {
  readonly of: OwnerOfLabel;
  readonly key: string;
  readonly operator: TextOperator;
  readonly text: string;
}

export function nameOfText({ of, key, operator, text }: TextFact): string {
  return JSON.stringify([of, key, operator, text]);
}

export function textOfName(name: string): TextFact {
  const [of, key, operator, text] = JSON.parse(name);
  return { of, key, operator, text };
}

export function keyOf(of: KeyOf, end: End | '', name: string): string {
  return `${of} ${end} ${name}`;
}

/** The labels of a space, each under the key that it has at one end. */
export function atEnd(of: KeyOf, end: End | '', space: LabelSpace): LabelSpace {
  return new Map([...space].map(([key, states]) => [keyOf(of, end, key), states]));
}

/** The labels of one kind at one end, each under the name that it has there. */
export function ofEnd(labels: LabelSpace, of: KeyOf, end: End | ''): LabelSpace {
  const prefix = keyOf(of, end, '');
  const found = new Map<string, KeyStates>();
  // Proofs ask this of every piece, so that lists in between would be most of their work.
  for (const [key, states] of labels) if (key.startsWith(prefix)) found.set(key.slice(prefix.length), states);
  return found;
}

/** Undefined where nothing is in both. */
export function inBothFlows(a: FlowBox, b: FlowBox): FlowBox | undefined {
  if (a.kinds.source !== b.kinds.source || a.kinds.destination !== b.kinds.destination) return undefined;
  const ports = a.ports.intersection(b.ports);
  if (ports.isEmpty) return undefined;
  const source = both(a.source, b.source);
  if (source === undefined) return undefined;
  const destination = both(a.destination, b.destination);
  if (destination === undefined) return undefined;
  const labels = inBoth(a.labels, b.labels);
  return labels && { kinds: a.kinds, labels, source, destination, ports };
}

/** What is in the first and not in the second, in disjoint pieces, each made when it is asked for; the two have something in common. */
export function* outsideOfFlow(box: FlowBox, other: FlowBox): Iterable<FlowBox> {
  for (const labels of outside(box.labels, other.labels)) yield { ...box, labels };
  let inside: FlowBox = { ...box, labels: inBoth(box.labels, other.labels) ?? box.labels };
  for (const end of ENDS) {
    const left = other[end] === AddressSet.all ? AddressSet.none : inside[end].difference(other[end]);
    if (!left.isEmpty) yield { ...inside, [end]: left };
    inside = { ...inside, [end]: both(inside[end], other[end]) ?? AddressSet.none };
  }
  const ports = inside.ports.difference(other.ports);
  if (!ports.isEmpty) yield { ...inside, ports };
}

function both(a: AddressSet, b: AddressSet): AddressSet | undefined {
  if (a === b || b === AddressSet.all) return a;
  if (a === AddressSet.all) return b;
  const addresses = a.intersection(b);
  return addresses.isEmpty ? undefined : addresses;
}

/** A fact that is so, and one that is not. */
export const SO = IS_SO;
export const NOT_SO = IS_NOT_SO;
