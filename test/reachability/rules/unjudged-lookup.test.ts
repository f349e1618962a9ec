import type { UnjudgedPolicy } from '../../../lib/cluster/cluster';
import { UnjudgedPolicies } from '../../../lib/reachability/rules/unjudged-policies';
import { outsideAt, podIn } from '../plain-stages';

/** Which policies that are not judged may decide on an endpoint, in which direction and to what end. */

const policy = (name: string, more: Partial<UnjudgedPolicy>) =>
  ({
    reason: 'other-api',
    name,
    canOpen: false,
    canClose: false,
    directions: ['Ingress', 'Egress'],
    reach: { type: 'cluster' },
    ...more,
  }) as UnjudgedPolicy;

const opens = policy('opens', { canOpen: true, directions: ['Ingress'] });
const closes = policy('closes', { canClose: true, reach: { type: 'namespace', namespace: 'shop' } });
const both = policy('both', { canOpen: true, canClose: true, reach: { type: 'namespace', namespace: 'ops' } });
const all = () => new UnjudgedPolicies([opens, closes, both]);

const names = (found: readonly UnjudgedPolicy[]) => found.map(({ name }) => name);

test('for pods they are those that reach their namespace, by what they may do and in which direction', () => {
  const of = (direction: 'Ingress' | 'Egress', may: 'open' | 'close', namespace: string) =>
    names(all().of(direction, may, podIn(namespace)));
  expect(of('Ingress', 'open', 'shop')).toEqual(['opens']);
  expect(of('Egress', 'open', 'shop')).toEqual([]);
  expect(of('Ingress', 'close', 'shop')).toEqual(['closes']);
  expect(of('Egress', 'close', 'shop')).toEqual(['closes']);
  expect(of('Ingress', 'open', 'ops')).toEqual(['opens', 'both']);
  expect(of('Egress', 'close', 'ops')).toEqual(['both']);
  expect(of('Ingress', 'close', 'far')).toEqual([]);
});

test('for an address they are none', () => {
  expect(all().of('Ingress', 'open', outsideAt('8.8.8.8'))).toEqual([]);
  expect(all().decidesOn(outsideAt('8.8.8.8'))).toBe(false);
});

test('they are one list for all pods that have the same, also where that is none', () => {
  const found = all();
  expect(found.inNamespace('Ingress', 'open', 'far')).toBe(found.inNamespace('Ingress', 'open', 'elsewhere'));
  expect(found.inNamespace('Egress', 'open', 'far')).toBe(found.inNamespace('Egress', 'open', 'shop'));
  expect(found.inNamespace('Egress', 'close', 'shop')).toBe(found.inNamespace('Egress', 'close', 'shop'));
  const none = new UnjudgedPolicies([]);
  expect([none.isEmpty, found.isEmpty]).toEqual([true, false]);
  expect(none.of('Ingress', 'open', podIn('shop'))).toEqual([]);
});

test('they decide on a pod where any may do anything to it', () => {
  const only = (one: UnjudgedPolicy, namespace: string) => new UnjudgedPolicies([one]).decidesOn(podIn(namespace));
  expect([only(closes, 'shop'), only(closes, 'ops'), only(opens, 'far')]).toEqual([true, false, true]);
  expect(only(policy('nothing', {}), 'shop')).toBe(false);
  expect(only(policy('out', { canOpen: true, directions: ['Egress'] }), 'shop')).toBe(true);
});

test('namespaces that they distinguish have places of their own, and all others one', () => {
  const { placeOf } = { placeOf: (name: string) => all().placeOf(name) };
  expect(placeOf('far')).toBe(placeOf('elsewhere'));
  expect(new Set(['shop', 'ops', 'far'].map(placeOf)).size).toBe(3);
});

test('they reach some namespaces, or all', () => {
  const reach = (direction: 'Ingress' | 'Egress', may: 'open' | 'close') => {
    const found = all().reach(direction, may);
    return found && [...found].sort();
  };
  expect(reach('Ingress', 'open')).toBeUndefined();
  expect(reach('Egress', 'open')).toEqual(['ops']);
  expect(reach('Ingress', 'close')).toEqual(['ops', 'shop']);
});
