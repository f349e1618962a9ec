import { contains, type KeyStates } from '../../../lib/policy/label-space';
import { AddressSet } from '../../../lib/reachability/sets/address-set';
import { type Box, inBothBoxes } from '../../../lib/reachability/unknowns/box';
import { boxInOrder, impossibleOrders, inOrder } from '../../../lib/reachability/unknowns/tied-order';
import { textOfKey } from '../../../lib/reachability/unknowns/unknown-labels';

/** Orders of policies as facts of a box: of any two, one comes before the other. */

const EVERYTHING: Box = { labels: new Map(), source: AddressSet.all, destination: AddressSet.all };

/** The order of some policies as labels: the fact of each two of them has the one that comes first, or is absent. */
function labelsOf(order: readonly string[]): Record<string, string> {
  const labels: Record<string, string> = {};
  order.forEach((one, index) => {
    for (const other of order.slice(index + 1)) {
      const { key, states } = inOrder(one, other);
      if (!states.absent) labels[key] = [...states.values][0] as string;
    }
  });
  return labels;
}

function ordersOf(all: readonly string[]): string[][] {
  if (all.length === 0) return [[]];
  return all.flatMap((one) => ordersOf(all.filter((other) => other !== one)).map((rest) => [one, ...rest]));
}

test('that one comes before another is the contrary of that the other comes before it', () => {
  const [one, other] = [inOrder('a', 'b'), inOrder('b', 'a')];
  expect(one.key).toBe(other.key);
  expect(one.states).toEqual({ absent: false, except: false, values: new Set(['a']) });
  expect(other.states).toEqual({ absent: true, except: true, values: new Set(['a']) });
  expect(inOrder('a', 'c').key).not.toBe(one.key);
});

test('a policy comes before some others in those orders in which it does', () => {
  const box = boxInOrder(EVERYTHING, 'b', ['a', 'c']);
  const first = ordersOf(['a', 'b', 'c']).filter((order) => contains(box.labels, labelsOf(order)));
  expect(first).toEqual([
    ['b', 'a', 'c'],
    ['b', 'c', 'a'],
  ]);
  expect(EVERYTHING.labels.size).toBe(0);
});

describe('what no order is', () => {
  const asking = (...pairs: string[]): Box[] =>
    pairs.map(([one = '', other = '']) => boxInOrder(EVERYTHING, one, [other]));

  test('is that three come before one another in a circle, either way', () => {
    const impossible = impossibleOrders(asking('ab', 'bc', 'ca'));
    expect(impossible).toHaveLength(2);
    for (const order of ordersOf(['a', 'b', 'c'])) {
      expect(impossible.some(({ labels }) => contains(labels, labelsOf(order)))).toBe(false);
    }
    const circle = (...pairs: string[]) =>
      asking(...pairs).reduce((all, box) => inBothBoxes(all, box) as Box, EVERYTHING).labels;
    expect(impossible.map(({ labels }) => labels)).toEqual([circle('ab', 'bc', 'ca'), circle('cb', 'ba', 'ac')]);
  });

  test('is nothing where not all of three pairs are asked about', () => {
    expect(impossibleOrders(asking('ab', 'bc'))).toEqual([]);
    expect(impossibleOrders(asking('ab', 'bc', 'cd'))).toEqual([]);
    expect(impossibleOrders(asking('ab', 'ab', 'bc'))).toEqual([]);
    expect(impossibleOrders(asking('bc', 'cd', 'ca'))).toEqual([]);
    expect(impossibleOrders([])).toEqual([]);
  });

  test('is two circles for each three of four', () => {
    expect(impossibleOrders(asking('ab', 'ac', 'ad', 'bc', 'bd', 'cd'))).toHaveLength(8);
    expect(impossibleOrders(asking('ab', 'ac', 'bc', 'ad'))).toHaveLength(2);
  });

  test('has nothing to do with other facts', () => {
    const states: KeyStates = { absent: false, except: false, values: new Set(['a']) };
    const others: Box = {
      ...EVERYTHING,
      labels: new Map([
        [textOfKey(['first', 'Ingress 1', '[["a"],["b"]]']), states],
        [textOfKey(['pod', 'source', 'app']), states],
      ]),
    };
    expect(impossibleOrders([...asking('ab', 'bc', 'ca'), others])).toHaveLength(2);
    expect(impossibleOrders([...asking('ab', 'bc'), others])).toEqual([]);
  });
});
