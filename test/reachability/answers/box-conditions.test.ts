import type { UnjudgedPolicy } from '../../../lib/cluster/cluster';
import type { KeyStates } from '../../../lib/policy/label-space';
import { conditionsOfBox } from '../../../lib/reachability/answers/box-conditions';
import { AddressSet } from '../../../lib/reachability/sets/address-set';
import type { Box } from '../../../lib/reachability/unknowns/box';
import { textOfKey, type UnknownKey } from '../../../lib/reachability/unknowns/unknown-labels';

/** What has to be so for the unknowns to be in a box. */

const GUARD = { kind: 'Guard', name: 'a' } as UnjudgedPolicy;
const in_ = (...values: readonly string[]): KeyStates => ({ absent: false, except: false, values: new Set(values) });
const notIn = (...values: readonly string[]): KeyStates => ({ absent: true, except: true, values: new Set(values) });
const box = (labels: readonly (readonly [UnknownKey, KeyStates])[], more: Partial<Box> = {}): Box => ({
  labels: new Map(labels.map(([key, states]) => [textOfKey(key), states])),
  ...{ source: AddressSet.all, destination: AddressSet.all },
  ...more,
});
const conditions = (one: Box, anyway = box([])) =>
  conditionsOfBox(one, anyway, (direction, may) => (direction === 'Ingress' && may === 'open' ? [GUARD] : []));

test('an address is one only where it is narrower than anyway', () => {
  const addresses = AddressSet.block('10.0.0.0/8');
  expect(conditions(box([], { source: addresses }))).toEqual([{ type: 'address-in', end: 'source', addresses }]);
  expect(conditions(box([], { destination: addresses }))).toEqual([
    { type: 'address-in', end: 'destination', addresses },
  ]);
  expect(conditions(box([], { source: addresses }), box([], { source: addresses }))).toEqual([]);
});

test('a label is one only where it is narrower than anyway', () => {
  const key: UnknownKey = ['pod', 'source', 'k'];
  expect(conditions(box([[key, in_('x')]]), box([[key, in_('x')]]))).toEqual([]);
  expect(conditions(box([[key, in_('x')]]), box([[key, in_('x', 'y')]]))).toHaveLength(1);
});

const label = (key: string, operator: string, optional: boolean, ...values: readonly string[]) => ({
  ...{ key, operator, optional, values },
});
const id = (kind: string, name: string, namespace = '') => JSON.stringify([kind, namespace, name]);
const groups = JSON.stringify([[id('Guard', 'a')], [id('Guard', 'b', 'shop'), id('Guard', 'c', 'shop')]]);
const titles = ['Guard a', 'Guard shop/b', 'Guard shop/c'];

test.each<[UnknownKey, KeyStates, object]>([
  [
    ['namespace', 'shop', 'k'],
    in_('x'),
    { type: 'namespace-label', namespace: 'shop', label: label('k', 'In', false, 'x') },
  ],
  [
    ['pod', 'source', 'k'],
    in_('y', 'x'),
    { type: 'pod-label', end: 'source', label: label('k', 'In', false, 'x', 'y') },
  ],
  [['pod', 'source', 'k'], notIn('x'), { type: 'pod-label', end: 'source', label: label('k', 'NotIn', true, 'x') }],
  [
    ['service-account', 'destination', 'k'],
    in_('x'),
    { type: 'pod-label', end: 'destination', label: label('k of its service account', 'In', false, 'x') },
  ],
  [
    ['node', 'source', 'k'],
    in_('x'),
    { type: 'pod-label', end: 'source', label: label('k of its node', 'In', false, 'x') },
  ],
  [
    ['policies', 'Ingress', 'open'],
    in_('some'),
    { type: 'policies-not-judged', direction: 'Ingress', effect: 'one-allows', policies: [GUARD] },
  ],
  [
    ['policies', 'Egress', 'close'],
    in_('none'),
    { type: 'policies-not-judged', direction: 'Egress', effect: 'none-denies', policies: [] },
  ],
  [['circumstance', 'a', 'it is so'], in_('yes'), { type: 'circumstance', sentence: 'it is so', holds: true }],
  [['circumstance', 'a', 'it is so'], notIn('yes'), { type: 'circumstance', sentence: 'it is so', holds: false }],
  [['first', 'x', groups], in_(id('Guard', 'a')), { type: 'policy-order', first: ['Guard a'], policies: titles }],
  [
    ['first', 'x', groups],
    notIn(id('Guard', 'a')),
    { type: 'policy-order', first: ['Guard shop/b', 'Guard shop/c'], policies: titles },
  ],
  [['undecided'], in_('x'), { type: 'undecided' }],
])('%j', (key, states, expected) => {
  expect(conditions(box([[key, states]]))).toEqual([expected]);
});
