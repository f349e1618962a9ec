import { ConnectionSet } from '../sets/connection-set';
import { asOneBox, type Box, boxKey, inBothBoxes, type Steps, uncovered } from '../unknowns/box';
import { impossibleOrders } from '../unknowns/tied-order';
import { type Cell, isWorkedOut, notWorkedOut } from './direction-cells';

/** Ports, open whatever is unknown, and others that are open where the unknowns are in a box. */
export interface Opened {
  readonly certain: ConnectionSet;
  readonly partly: readonly PartlyOpen[];
}

export interface PartlyOpen {
  readonly box: Box;
  readonly ports: ConnectionSet;
}

/** So many boxes of the one direction are held against those of the other. */
const MOST_PAIRS = 2_000;
/** So many boxes are compared with one another. */
const MOST_COMPARED = 40;
/** So many steps it may take to find out whether boxes cover all that may be; in practice it takes dozens. */
const MOST_STEPS = 5_000;

/** The union of cells. */
export function openedBy(cells: readonly Cell[], unknown: Box): Opened {
  let certain = ConnectionSet.none;
  for (const { box, ports } of cells) if (box === unknown) certain = certain.union(ports);
  const partly = cells.flatMap(({ box, ports }) =>
    box === unknown ? [] : [{ box, ports: ports.difference(certain) }],
  );
  return { certain, partly: withoutRepetitions(partly) };
}

/** What is open in both directions. */
export function openInBoth(egress: Opened, ingress: Opened, unknown: Box): Opened {
  const certain = egress.certain.intersection(ingress.certain);
  if (egress.partly.length + ingress.partly.length === 0) return { certain, partly: [] };
  const waysOf = (one: Opened): PartlyOpen[] => [{ box: unknown, ports: one.certain }, ...one.partly];
  const [out, into] = [waysOf(egress), waysOf(ingress)];
  if (out.length * into.length > MOST_PAIRS) {
    const possible = portsOfAll(out).intersection(portsOfAll(into)).difference(certain);
    return { certain, partly: possible.isEmpty ? [] : [{ box: notWorkedOut(unknown), ports: possible }] };
  }
  const partly = out.flatMap((one) =>
    into.flatMap((other): PartlyOpen[] => {
      const ports = one.ports.intersection(other.ports).difference(certain);
      const box = ports.isEmpty ? undefined : inBothBoxes(one.box, other.box);
      return box === undefined ? [] : [{ box, ports }];
    }),
  );
  return { certain, partly: withoutRepetitions(partly) };
}

const steps = (): Steps => ({ left: MOST_STEPS });

/**
 * The same, decided: what boxes open together, whatever is unknown, becomes certain, and the others are said in as few
 * boxes as they easily are.
 */
export function settled({ certain, partly }: Opened, unknown: Box): Opened {
  if (partly.length === 0) return { certain, partly };
  let always = certain;
  const left: PartlyOpen[] = [];
  for (const { ports, parts } of byPorts(partly)) {
    const boxes = parts.map(({ box }) => box);
    const impossible = impossibleOrders(boxes);
    if (uncovered(unknown, [...boxes, ...impossible], steps()) === undefined) {
      always = always.union(ports);
      continue;
    }
    for (const box of inFewBoxes(boxes)) {
      if (impossible.length === 0 || uncovered(box, impossible, steps()) !== undefined) left.push({ box, ports });
    }
  }
  return { certain: always, partly: withoutRepetitions(left) };
}

/** Anything that the unknowns may be where ports are not open; undefined where there is nothing, or it was not found. */
export function closedWhere(ports: ConnectionSet, { partly }: Opened, unknown: Box): Box | undefined {
  const boxes = partly.filter((one) => one.ports.contains(ports)).map(({ box }) => box);
  if (!boxes.every(isWorkedOut)) return undefined;
  const found = uncovered(unknown, [...boxes, ...impossibleOrders(boxes)], steps());
  return found === 'undecided' ? undefined : found;
}

/** What is equal in its text is equal. */
export function openedKey({ certain, partly }: Opened): string {
  return [String(certain), ...partly.map(({ box, ports }) => `${ports} ${boxKey(box)}`)].join('\n');
}

/** What has ports, cut into ports that the same parts have. */
export function byPorts<Part extends { readonly ports: ConnectionSet }>(
  all: readonly Part[],
): { readonly ports: ConnectionSet; readonly parts: readonly Part[] }[] {
  let cells: { readonly ports: ConnectionSet; readonly parts: readonly Part[] }[] = [];
  for (const part of all) {
    let rest = part.ports;
    const next: typeof cells = [];
    for (const cell of cells) {
      const both = cell.ports.intersection(rest);
      if (both.isEmpty) {
        next.push(cell);
        continue;
      }
      const others = cell.ports.difference(rest);
      if (!others.isEmpty) next.push({ ...cell, ports: others });
      next.push({ ports: both, parts: [...cell.parts, part] });
      rest = rest.difference(both);
    }
    if (!rest.isEmpty) next.push({ ports: rest, parts: [part] });
    cells = next;
  }
  return cells;
}

function inFewBoxes(boxes: readonly Box[]): readonly Box[] {
  if (boxes.length > MOST_COMPARED) return boxes;
  const few: Box[] = [];
  for (const box of boxes) {
    let added = box;
    for (let index = 0; index < few.length; ) {
      const together = asOneBox(few[index] as Box, added);
      if (together === undefined) {
        index++;
        continue;
      }
      // What it has become may be one with those that were looked at before.
      added = together;
      few.splice(index, 1);
      index = 0;
    }
    few.push(added);
  }
  return few;
}

function withoutRepetitions(partly: readonly PartlyOpen[]): PartlyOpen[] {
  const byBox = new Map<string, PartlyOpen>();
  for (const { box, ports } of partly) {
    if (ports.isEmpty) continue;
    const key = boxKey(box);
    const before = byBox.get(key);
    byBox.set(key, before === undefined ? { box, ports } : { box, ports: before.ports.union(ports) });
  }
  return [...byBox.values()];
}

function portsOfAll(ways: readonly PartlyOpen[]): ConnectionSet {
  return ways.reduce((sum, { ports }) => sum.union(ports), ConnectionSet.none);
}
