import fc from 'fast-check';
import type { KeyStates } from '../../../lib/policy/label-space';
import { type Address, AddressSet } from '../../../lib/reachability/sets/address-set';
import {
  asOneBox,
  type Box,
  boxKey,
  boxWith,
  inBothBoxes,
  outsideOfBox,
  type Steps,
  uncovered,
} from '../../../lib/reachability/unknowns/box';
import { assertProperty, runs } from '../../support/property';

/** Boxes of two labels and two addresses, held against all that they may hold: 4 * 4 * 4 * 4 points. */

const VALUES = [undefined, 'a', 'b', 'other'];
const ADDRESSES = [0n, 1n, 2n, 3n].map((value): Address => ({ family: 'IPv4', value: 0x0a000000n + value }));

interface Point {
  readonly k: string | undefined;
  readonly l: string | undefined;
  readonly source: Address;
  readonly destination: Address;
}

const POINTS: readonly Point[] = VALUES.flatMap((k) =>
  VALUES.flatMap((l) => ADDRESSES.flatMap((source) => ADDRESSES.map((destination) => ({ k, l, source, destination })))),
);

const isAs = ({ absent, except, values }: KeyStates, value: string | undefined) =>
  value === undefined ? absent : values.has(value) !== except;

const isIn = ({ labels, source, destination }: Box, point: Point) =>
  [...labels].every(([key, states]) => isAs(states, point[key as 'k' | 'l'])) &&
  source.has(point.source) &&
  destination.has(point.destination);

const pointsIn = (...boxes: readonly Box[]) => POINTS.filter((point) => boxes.some((box) => isIn(box, point)));

const states = fc
  .record({ absent: fc.boolean(), except: fc.boolean(), values: fc.subarray(['a', 'b']).map((all) => new Set(all)) })
  .filter(({ absent, except, values }) => absent || except || values.size > 0);
const labels = fc
  .tuple(fc.option(states), fc.option(states))
  .map(([k, l]) => new Map([...(k ? [['k', k] as const] : []), ...(l ? [['l', l] as const] : [])]));
const addresses = fc.oneof(
  fc.constant(AddressSet.all),
  fc.subarray(ADDRESSES, { minLength: 1 }).map((some) => AddressSet.ofAddresses(some)),
);
const boxes: fc.Arbitrary<Box> = fc.record({ labels, source: addresses, destination: addresses });
const RUNS = runs(1000, 200);

test('what is in both of two boxes is one box, or nothing', () => {
  assertProperty(
    fc.property(boxes, boxes, (a, b) => {
      const both = inBothBoxes(a, b);
      expect(pointsIn(...(both ? [both] : []))).toEqual(pointsIn(a).filter((point) => isIn(b, point)));
      expect(inBothBoxes(a, a)).toBe(a);
    }),
    RUNS,
  );
});

test('what is in a box and not in another is in pieces, which have nothing in common', () => {
  assertProperty(
    fc.property(boxes, boxes, (a, b) => {
      const pieces = outsideOfBox(a, b);
      expect(pointsIn(...pieces)).toEqual(pointsIn(a).filter((point) => !isIn(b, point)));
      expect(pieces.reduce((sum, piece) => sum + pointsIn(piece).length, 0)).toBe(pointsIn(...pieces).length);
      if (pointsIn(a).every((point) => !isIn(b, point))) expect(pieces).toEqual([a]);
    }),
    RUNS,
  );
});

test('two boxes are one where that holds what they hold, and always where one holds the other', () => {
  let together = 0;
  assertProperty(
    fc.property(boxes, boxes, (a, b) => {
      const one = asOneBox(a, b);
      const [inA, inB, inEither] = [pointsIn(a).length, pointsIn(b).length, pointsIn(a, b).length];
      if (one !== undefined) {
        together++;
        expect(pointsIn(one)).toEqual(pointsIn(a, b));
      }
      // All that is not among the points is in addresses beyond them, which both hold or neither.
      const haveSame = (a.source === AddressSet.all) === (b.source === AddressSet.all);
      const sameEnds = haveSame && (a.destination === AddressSet.all) === (b.destination === AddressSet.all);
      if (sameEnds && (inEither === inA || inEither === inB)) expect(one).toBeDefined();
    }),
    RUNS,
  );
  expect(together).toBeGreaterThan(0);
});

test('two boxes that differ in one label or one address are one', () => {
  const coordinate = fc.constantFrom('k', 'l', 'source', 'destination' as const);
  assertProperty(
    fc.property(boxes, boxes, coordinate, (a, other, which) => {
      const b =
        which === 'source' || which === 'destination'
          ? { ...a, [which]: other[which] }
          : { ...a, labels: withOnly(a.labels, which, other.labels.get(which)) };
      const one = asOneBox(a, b);
      expect(one && pointsIn(one)).toEqual(pointsIn(a, b));
    }),
    RUNS,
  );
});

function withOnly(labels: Box['labels'], key: string, states: KeyStates | undefined): Box['labels'] {
  const changed = new Map(labels);
  if (states === undefined) changed.delete(key);
  else changed.set(key, states);
  return changed;
}

test('what others leave of a box is found, in a box that none of them meets', () => {
  const counts = { covered: 0, left: 0 };
  assertProperty(
    fc.property(boxes, fc.array(boxes, { maxLength: 5 }), (box, others) => {
      const found = uncovered(box, others, { left: 10_000 });
      const left = pointsIn(box).filter((point) => !others.some((other) => isIn(other, point)));
      if (found === undefined) {
        counts.covered++;
        expect(left).toEqual([]);
        return;
      }
      if (found === 'undecided') throw new Error('so many steps suffice');
      counts.left++;
      // It may be in addresses beyond the points.
      expect(pointsIn(found).filter((point) => !left.includes(point))).toEqual([]);
      expect(others.filter((other) => inBothBoxes(found, other) !== undefined)).toEqual([]);
      expect(outsideOfBox(found, box)).toEqual([]);
    }),
    RUNS,
  );
  expect(Math.min(counts.covered, counts.left)).toBeGreaterThan(0);
});

test('the search for what is left costs a step for each box that is looked at, and ends with them', () => {
  const none: Box = { labels: new Map(), source: AddressSet.all, destination: AddressSet.all };
  const part = (value: string): Box => ({
    ...none,
    labels: new Map([['k', { absent: false, except: false, values: new Set([value]) }]]),
  });
  const after = (left: number, ...others: Box[]) => {
    const steps: Steps = { left };
    return [uncovered(none, others, steps), steps.left] as const;
  };
  expect(after(1)).toEqual([none, 0]);
  expect(after(0)).toEqual(['undecided', -1]);
  expect(after(2, none)).toEqual([undefined, 0]);
  // Two boxes and the one, and then what the first leaves, with the second.
  expect(after(6, part('a'), part('b'))[1]).toBe(0);
  expect(after(5, part('a'), part('b'))).toEqual(['undecided', -1]);
});

test('the search goes on with what leaves the fewest pieces, and leaves out what does not meet', () => {
  const value = (except: boolean): KeyStates => ({ absent: except, except, values: new Set(['a']) });
  const box = (...labels: [string, KeyStates][]): Box => ({
    labels: new Map(labels),
    source: AddressSet.all,
    destination: AddressSet.all,
  });
  const stepsFor = (within: Box, ...others: Box[]) => {
    const steps: Steps = { left: 100 };
    expect(uncovered(within, others, steps)).toBeUndefined();
    return 100 - steps.left;
  };
  const [so, notSo] = [box(['k', value(false)]), box(['k', value(true)])];
  const other = box(['l', value(false)], ['m', value(false)]);
  // All three and the whole, and then what the one leaves, with the two others.
  for (const order of [
    [so, notSo, other],
    [other, so, notSo],
  ]) {
    expect(stepsFor(box(), ...order)).toBe(4 + 3);
  }
  const [low, high] = [box(['k', value(false)], ['l', value(false)]), box(['k', value(false)], ['l', value(true)])];
  // The third does not meet the first box, so it is not among those that the piece is held against.
  expect(stepsFor(so, low, high, notSo)).toBe(4 + 2);
});

test('what is left is found in any of the pieces, also where others hold the first of them', () => {
  const all = (keys: readonly string[], not: boolean) =>
    keys.map((key): [string, KeyStates] => [key, { absent: not, except: not, values: new Set(['a']) }]);
  const [so, notSo] = [(...keys: string[]) => all(keys, false), (...keys: string[]) => all(keys, true)];
  const box = (...labels: [string, KeyStates][]): Box => ({
    labels: new Map(labels),
    source: AddressSet.all,
    destination: AddressSet.all,
  });
  const others = [box(...so('k', 'l')), box(...notSo('k'), ...so('m')), box(...notSo('k', 'm'))];
  const found = uncovered(box(), others, { left: 100 });
  expect(found).toMatchObject({ labels: new Map([...so('k'), ...notSo('l')]) });
});

test('a box in which something is so has one label more', () => {
  const box: Box = { labels: new Map(), source: AddressSet.none, destination: AddressSet.all };
  const states = { absent: false, except: false, values: new Set(['some']) };
  expect(boxWith(box, 'k', 'some')).toEqual({ ...box, labels: new Map([['k', states]]) });
  expect(box.labels.size).toBe(0);
});

test('an end without any address is met in it all the same, and addresses of which nothing is asked stay the same', () => {
  const labels = new Map([['k', { absent: false, except: false, values: new Set(['a']) }]]);
  const none: Box = { labels: new Map(), source: AddressSet.none, destination: AddressSet.all };
  expect(inBothBoxes(none, { ...none, labels })).toEqual({ ...none, labels });
  const block = AddressSet.block('10.0.0.0/8');
  const [one, all] = [
    { ...none, source: block },
    { ...none, source: AddressSet.all, labels },
  ];
  expect([inBothBoxes(one, all)?.source, inBothBoxes(all, one)?.source]).toEqual([block, block]);
  expect(inBothBoxes(one, all)?.source).toBe(block);
  expect(inBothBoxes(all, one)?.source).toBe(block);
});

test('boxes have one key where they ask for the same, and no others have it', () => {
  const box = (source: AddressSet, ...all: [string, KeyStates][]): Box => ({
    labels: new Map(all),
    source,
    destination: AddressSet.all,
  });
  const [k, l] = [
    { absent: false, except: false, values: new Set(['a', 'b']) },
    { absent: true, except: true, values: new Set(['a']) },
  ];
  const all = AddressSet.all;
  expect(boxKey(box(all, ['k', k], ['l', l]))).toBe(
    boxKey(box(all, ['l', l], ['k', { ...k, values: new Set(['b', 'a']) }])),
  );
  const keys = [
    box(all, ['k', k]),
    box(all, ['l', k]),
    box(all, ['k', l]),
    box(all, ['k', { ...k, absent: true }]),
    box(all, ['k', { ...k, except: true }]),
    box(all, ['k', { ...k, values: new Set(['a']) }]),
    box(AddressSet.block('10.0.0.0/8'), ['k', k]),
    { ...box(all, ['k', k]), destination: AddressSet.block('10.0.0.0/8') },
    box(all, ['k', k], ['l', l]),
  ].map(boxKey);
  expect(new Set(keys).size).toBe(keys.length);
});
