import fc from 'fast-check';
import type { KeyStates, LabelSpace } from '../../../lib/policy/label-space';
import { NamespaceUniverse } from '../../../lib/reachability/pods/namespace-universe';
import { Budget } from '../../../lib/reachability/proof/budget';
import { type FlowBox, inBothFlows, outsideOfFlow } from '../../../lib/reachability/proof/flow-box';
import { PossibleFlows } from '../../../lib/reachability/proof/possible-flows';
import { PossiblePods } from '../../../lib/reachability/proof/possible-pods';
import type { RuleProduct, StageProducts } from '../../../lib/reachability/proof/stage-products';
import { afterTheLast, allowedTerms, anyOf, type Term } from '../../../lib/reachability/proof/stage-regions';
import { type Address, AddressSet } from '../../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';
import { clusterOf } from '../../support/cluster-of';
import { assertProperty, runs } from '../../support/property';

/** Products of connections, and what stages of them allow, held against each connection that there may be. */

const VALUES = [undefined, 'a', 'other'];
const ADDRESSES = [1n, 2n, 3n].map((value): Address => ({ family: 'IPv4', value }));
const PORTS = [80, 81];

interface Point {
  readonly k: string | undefined;
  readonly l: string | undefined;
  readonly source: Address;
  readonly destination: Address;
  readonly port: number;
}

const POINTS: readonly Point[] = VALUES.flatMap((k) =>
  VALUES.flatMap((l) =>
    ADDRESSES.flatMap((source) =>
      ADDRESSES.flatMap((destination) => PORTS.map((port) => ({ k, l, source, destination, port }))),
    ),
  ),
);

const isAs = ({ absent, except, values }: KeyStates, value: string | undefined) =>
  value === undefined ? absent : values.has(value) !== except;

const isIn = ({ labels, source, destination, ports }: FlowBox, point: Point) =>
  [...labels].every(([key, states]) => isAs(states, point[key as 'k' | 'l'])) &&
  source.has(point.source) &&
  destination.has(point.destination) &&
  ports.has('TCP', point.port);

const pointsIn = (box: FlowBox | undefined) => (box === undefined ? [] : POINTS.filter((point) => isIn(box, point)));

/** Of a term: what is in its box, and not in what is taken away but for parts of that. */
const isInTerm = ({ box, less }: Term, point: Point) =>
  isIn(box, point) && less.every((one) => !isIn(one.box, point) || one.but.some((part) => isIn(part, point)));

const EVERYTHING: FlowBox = {
  kinds: { source: 'outside', destination: 'outside' },
  labels: new Map(),
  source: AddressSet.all,
  destination: AddressSet.all,
  ports: ConnectionSet.all,
};

const states = fc
  .record({ absent: fc.boolean(), except: fc.boolean(), values: fc.subarray(['a']).map((all) => new Set(all)) })
  .filter(({ absent, except, values }) => absent || except || values.size > 0);
const labels: fc.Arbitrary<LabelSpace> = fc
  .tuple(fc.option(states), fc.option(states))
  .map(([k, l]) => new Map([...(k ? [['k', k] as const] : []), ...(l ? [['l', l] as const] : [])]));
const addresses = fc.oneof(
  fc.constant(AddressSet.all),
  fc.subarray(ADDRESSES, { minLength: 1 }).map((some) => AddressSet.ofAddresses(some)),
);
const ports = fc.constantFrom(ConnectionSet.all, ...PORTS.map((port) => ConnectionSet.of({ protocol: 'TCP', port })));
const boxes: fc.Arbitrary<FlowBox> = fc
  .record({ labels, source: addresses, destination: addresses, ports })
  .map((box) => ({ ...EVERYTHING, ...box }));
const RUNS = runs(1000, 100);

test('what is in both of two products is one product, or nothing', () => {
  assertProperty(
    fc.property(boxes, boxes, (a, b) => {
      expect(pointsIn(inBothFlows(a, b))).toEqual(pointsIn(a).filter((point) => isIn(b, point)));
    }),
    RUNS,
  );
});

test('products of other kinds of ends have nothing in common', () => {
  for (const end of ['source', 'destination'] as const) {
    const other: FlowBox = { ...EVERYTHING, kinds: { ...EVERYTHING.kinds, [end]: 'node' } };
    expect(inBothFlows(EVERYTHING, other)).toBeUndefined();
  }
  expect(inBothFlows(EVERYTHING, { ...EVERYTHING })).toEqual(EVERYTHING);
});

test('what is in a product and not in another that meets it is in pieces, which have nothing in common', () => {
  assertProperty(
    fc.property(boxes, boxes, (a, b) => {
      fc.pre(inBothFlows(a, b) !== undefined);
      const pieces = [...outsideOfFlow(a, b)];
      const left = POINTS.filter((point) => pieces.some((piece) => isIn(piece, point)));
      expect(left).toEqual(pointsIn(a).filter((point) => !isIn(b, point)));
      expect(pieces.reduce((sum, piece) => sum + pointsIn(piece).length, 0)).toBe(left.length);
    }),
    RUNS,
  );
});

const product: fc.Arbitrary<RuleProduct> = fc.record({
  action: fc.constantFrom('allow', 'deny', 'pass'),
  isEnd: fc.constant(false),
  box: boxes,
});
const end: fc.Arbitrary<RuleProduct> = fc.record({
  action: fc.constantFrom('deny', 'deny', 'pass'),
  isEnd: fc.constant(true),
  box: boxes,
});
const stage: fc.Arbitrary<StageProducts> = fc
  .tuple(fc.array(product, { maxLength: 4 }), fc.option(end))
  .map(([rules, last]) => (last === null ? rules : [...rules, last]));
const stages = fc.array(stage, { maxLength: 3 });

/** By the first product of each stage that has the connection. */
function decided(all: readonly StageProducts[], point: Point): 'allow' | 'deny' | 'after' {
  for (const products of all) {
    const first = products.find(({ box }) => isIn(box, point));
    if (first?.action === 'allow' || first?.action === 'deny') return first.action;
  }
  return 'after';
}

function possibleFlows(): PossibleFlows {
  const universe = new NamespaceUniverse(clusterOf([]));
  return new PossibleFlows(universe, new PossiblePods(universe, new Map()));
}

test('stages allow what the first rule of each lets through, and what none decides', () => {
  const counts = { allow: 0, deny: 0, after: 0 };
  assertProperty(
    fc.property(stages, boxes, (all, within) => {
      const terms = [...allowedTerms(all, within)];
      const last = afterTheLast(all, within);
      for (const point of pointsIn(within)) {
        const outcome = decided(all, point);
        counts[outcome]++;
        expect(terms.some((term) => isInTerm(term, point))).toBe(outcome !== 'deny');
        // What an earlier rule allows may be among what is left, since allows are never taken away.
        if (outcome !== 'allow') expect(last.some((term) => isInTerm(term, point))).toBe(outcome === 'after');
      }
      for (const term of [...terms, ...last])
        expect(pointsIn(term.box).every((point) => isIn(within, point))).toBe(true);
    }),
    RUNS,
  );
  expect(Math.min(counts.allow, counts.deny, counts.after)).toBeGreaterThan(0);
});

test('a stage that takes over what is left makes a term of what each pass lets through, and no other does', () => {
  const one = (action: RuleProduct['action'], isEnd = false): RuleProduct => ({ action, isEnd, box: EVERYTHING });
  expect(afterTheLast([[one('pass'), one('deny', true)]], EVERYTHING)).toHaveLength(2);
  expect(afterTheLast([[one('pass'), one('deny')]], EVERYTHING)).toHaveLength(1);
  expect(afterTheLast([[one('pass'), one('pass', true)]], EVERYTHING)).toHaveLength(1);
  // Three stages of twenty passes are one term.
  const passes = Array.from({ length: 20 }, () => one('pass'));
  expect(afterTheLast([passes, passes, passes], EVERYTHING)).toHaveLength(1);
});

test('a piece of a term is found where there is any, and is all in the term', () => {
  const counts = { found: 0, none: 0 };
  const less = fc.record({ box: boxes, but: fc.array(boxes, { maxLength: 2 }) });
  assertProperty(
    fc.property(boxes, fc.array(less, { maxLength: 4 }), (box, taken) => {
      const term: Term = { box, less: taken };
      const found = anyOf(term, possibleFlows(), new Budget());
      const left = POINTS.filter((point) => isInTerm(term, point));
      if (found === undefined) {
        counts.none++;
        expect(left).toEqual([]);
        return;
      }
      counts.found++;
      expect(pointsIn(found).every((point) => isInTerm(term, point))).toBe(true);
      expect([...outsideOfFlow(found, box)]).toEqual([]);
      expect(taken.filter((one) => one.but.length === 0 && inBothFlows(found, one.box) !== undefined)).toEqual([]);
    }),
    RUNS,
  );
  expect(Math.min(counts.found, counts.none)).toBeGreaterThan(0);
});
