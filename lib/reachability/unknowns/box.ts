import { areEqual, eitherOf, inBoth, type LabelSpace, outside, statesIn } from '../../policy/label-space';
import { AddressSet } from '../sets/address-set';

/** The ends of a connection. */
export type End = 'source' | 'destination';

export const ENDS: readonly End[] = ['source', 'destination'];

/**
 * What is unknown about one pair of endpoints may be all of this together: a product of what each unknown label and each
 * unknown address may be. Labels are named by `unknown-labels.ts`; an address that is known is in every box.
 */
export interface Box {
  readonly labels: LabelSpace;
  readonly source: AddressSet;
  readonly destination: AddressSet;
}

/** The part of a box in which something is so that is said by no label, such as `one-allows`. */
export function boxWith(box: Box, key: string, value: string): Box {
  return { ...box, labels: new Map(box.labels).set(key, { absent: false, except: false, values: new Set([value]) }) };
}

/** Undefined where nothing is in both. */
export function inBothBoxes(a: Box, b: Box): Box | undefined {
  if (a === b) return a;
  const source = both(a.source, b.source);
  if (source === undefined) return undefined;
  const destination = both(a.destination, b.destination);
  if (destination === undefined) return undefined;
  const labels = inBoth(a.labels, b.labels);
  return labels && { labels, source, destination };
}

/** What is in the first box and not in the second, in disjoint pieces. */
export function outsideOfBox(box: Box, other: Box): Box[] {
  const pieces: Box[] = Array.from(outside(box.labels, other.labels), (labels) => ({ ...box, labels }));
  const labels = inBoth(box.labels, other.labels);
  if (labels === undefined) return [box];
  let inside: Box = { ...box, labels };
  for (const end of ENDS) {
    const left = box[end] === other[end] ? AddressSet.none : box[end].difference(other[end]);
    if (!left.isEmpty) pieces.push({ ...inside, [end]: left });
    const addresses = both(box[end], other[end]);
    if (addresses === undefined) return [box];
    inside = { ...inside, [end]: addresses };
  }
  return pieces;
}

/** Equal boxes have equal keys. */
export function boxKey({ labels, source, destination }: Box): string {
  const states = [...labels]
    .map(([key, { absent, except, values }]) => JSON.stringify([key, absent, except, [...values].sort()]))
    .sort();
  return [...states, source.key, destination.key].join('\n');
}

/** What two boxes hold together, where that is one box again: they differ in one coordinate, or one holds the other. */
export function asOneBox(a: Box, b: Box): Box | undefined {
  const keys = [...new Set([...a.labels.keys(), ...b.labels.keys()])].filter(
    (key) => !areEqual(statesIn(a.labels, key), statesIn(b.labels, key)),
  );
  const ends = ENDS.filter((end) => !a[end].equals(b[end]));
  const [key] = keys;
  const [end] = ends;
  if (keys.length + ends.length > 1) return holds(a, b) ? a : holds(b, a) ? b : undefined;
  if (key !== undefined) {
    const states = eitherOf(statesIn(a.labels, key), statesIn(b.labels, key));
    return { ...a, labels: new Map(a.labels).set(key, states) };
  }
  return end === undefined ? a : { ...a, [end]: a[end].union(b[end]) };
}

function holds(outer: Box, inner: Box): boolean {
  return outsideOfBox(inner, outer).length === 0;
}

/** Holds the search in bounds. */
export interface Steps {
  left: number;
}

/**
 * Anything of the box that none of the others holds; undefined where they cover it. Depth first: what is left of the box
 * by the one that leaves the fewest pieces is looked at piece by piece.
 * @returns 'undecided' where the steps do not suffice
 */
export function uncovered(box: Box, others: readonly Box[], steps: Steps): Box | 'undecided' | undefined {
  const meeting = others.filter((other) => inBothBoxes(box, other) !== undefined);
  steps.left -= others.length + 1;
  if (steps.left < 0) return 'undecided';
  let fewest: Box[] | undefined;
  let taken: Box | undefined;
  for (const other of meeting) {
    const pieces = outsideOfBox(box, other);
    if (pieces.length === 0) return undefined;
    if (fewest === undefined || pieces.length < fewest.length) [fewest, taken] = [pieces, other];
  }
  if (fewest === undefined) return box;
  const rest = meeting.filter((other) => other !== taken);
  for (const piece of fewest) {
    const found = uncovered(piece, rest, steps);
    if (found !== undefined) return found;
  }
  return undefined;
}

function both(a: AddressSet, b: AddressSet): AddressSet | undefined {
  if (a === b || b === AddressSet.all) return a;
  if (a === AddressSet.all) return b;
  const addresses = a.intersection(b);
  return addresses.isEmpty ? undefined : addresses;
}
