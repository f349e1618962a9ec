import type { KeyStates } from '../../policy/label-space';
import { AddressSet } from '../sets/address-set';
import type { Box } from './box';
import { keyOfText, textOfKey } from './unknown-labels';

/** Which of two tied policies comes first is one fact, for both directions; one of them does. */
export interface OrderFact {
  readonly key: string;
  readonly states: KeyStates;
}

/** That one policy comes before another, both by what distinguishes them from all others. */
export function inOrder(first: string, second: string): OrderFact {
  const isSorted = first < second;
  const pair = isSorted ? [first, second] : [second, first];
  return {
    key: textOfKey(['first', 'both', JSON.stringify(pair.map((id) => [id]))]),
    states: { absent: !isSorted, except: !isSorted, values: new Set(pair.slice(0, 1)) },
  };
}

/** The part of a box in which one policy comes before all of some others. */
export function boxInOrder(box: Box, first: string, others: readonly string[]): Box {
  const labels = new Map(box.labels);
  for (const other of others) {
    const { key, states } = inOrder(first, other);
    labels.set(key, states);
  }
  return { ...box, labels };
}

/** What no order of the policies is that boxes ask about: one before another, that before a third, and that before the one. */
export function impossibleOrders(boxes: readonly Box[]): Box[] {
  const pairs = new Map<string, string[]>();
  for (const { labels } of boxes) {
    for (const key of labels.keys()) if (!pairs.has(key)) pairs.set(key, orderedBy(key));
  }
  const ids = [...new Set([...pairs.values()].flat())].sort();
  const isAsked = (one: string, other: string) => pairs.has(inOrder(one, other).key);
  const impossible: Box[] = [];
  ids.forEach((a, index) => {
    ids.slice(index + 1).forEach((b, offset) => {
      if (!isAsked(a, b)) return;
      for (const c of ids.slice(index + offset + 2)) {
        if (isAsked(b, c) && isAsked(a, c)) impossible.push(circle(a, b, c), circle(c, b, a));
      }
    });
  });
  return impossible;
}

function circle(a: string, b: string, c: string): Box {
  const facts = [inOrder(a, b), inOrder(b, c), inOrder(c, a)];
  return {
    labels: new Map(facts.map(({ key, states }) => [key, states])),
    source: AddressSet.all,
    destination: AddressSet.all,
  };
}

/** The two policies that a label of a box is about; none for any other label. */
function orderedBy(text: string): string[] {
  if (!text.startsWith('["first","both",')) return [];
  const [, , policies] = keyOfText(text) as readonly ['first', string, string];
  return (JSON.parse(policies) as string[][]).flat();
}
