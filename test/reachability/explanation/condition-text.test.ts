import type { UnjudgedPolicy } from '../../../lib/cluster/cluster';
import type { Condition, WantedLabel } from '../../../lib/reachability/answers/condition';
import { policiesText, unjudgedText } from '../../../lib/reachability/answers/unjudged-text';
import { conditionsText, conditionText } from '../../../lib/reachability/explanation/condition-text';
import { AddressSet } from '../../../lib/reachability/sets/address-set';

/** The words for what a connection depends on. */

const NAMES = { source: 'web', destination: 'db' };
const policy = (name: string, namespace?: string, group = 'example.com'): UnjudgedPolicy => ({
  reason: 'other-api',
  group,
  kind: 'Guard',
  name,
  ...(namespace && { namespace }),
  canOpen: true,
  canClose: true,
  directions: ['Ingress', 'Egress'],
  reach: { type: 'cluster' } as never,
  source: { type: 'value', index: 2 },
});
const [A, B] = [policy('a'), policy('b', 'shop')];
const policies = (
  direction: 'Ingress' | 'Egress',
  effect: 'one-allows' | 'none-denies',
  ...some: UnjudgedPolicy[]
): Condition => ({ type: 'policies-not-judged', direction, effect, policies: some });
const pods = (app: string, ...cidrs: string[]) => ({
  labels: { app },
  replicas: 1,
  addresses: AddressSet.blocks(cidrs),
});

test.each<[Condition, string]>([
  [
    { type: 'address-in', end: 'source', addresses: AddressSet.blocks(['10.0.0.0/8']) },
    'the address of web is in 10.0.0.0/8',
  ],
  [{ type: 'ip-family', family: 'IPv6' }, 'they connect over IPv6'],
  [
    { type: 'circumstance', sentence: 'the address is one of a.example', holds: true },
    'the address is one of a.example',
  ],
  [
    { type: 'circumstance', sentence: 'the address is one of a.example', holds: false },
    'it is not so that the address is one of a.example',
  ],
  [
    { type: 'pods', end: 'destination', pods: [pods('a', '10.0.0.1/32'), pods('b')] },
    'db is a pod with app=a at 10.0.0.1, or with app=b',
  ],
  [{ type: 'same-node', end: 'destination', node: 'n1' }, 'the pod of db runs on node n1'],
  [{ type: 'same-node', end: 'destination' }, 'the pod of db runs on the node of web'],
  [{ type: 'same-node', end: 'source' }, 'the pod of web runs on the node of db'],
  [{ type: 'undecided' }, 'one of too many conditions to list holds'],
])('$type: %j', (condition, text) => {
  expect(conditionText(condition, NAMES)).toBe(text);
});

describe('a label', () => {
  const labelled = (label: Partial<WantedLabel>): WantedLabel => ({
    ...{ key: 'k', optional: false, operator: 'In', values: [] },
    ...label,
  });
  test.each<[Partial<WantedLabel>, string]>([
    [{ values: ['x'] }, 'has the label k=x'],
    [{ values: ['x', 'y'] }, 'has the label k with one of x, y'],
    [{ values: ['x'], optional: true }, 'has the label k=x, or no label k'],
    [{ values: ['x', 'y'], optional: true }, 'has the label k with one of x, y, or no label k'],
    [{ optional: true }, 'does not have the label k'],
    [{ operator: 'NotIn' }, 'has the label k'],
    [{ operator: 'NotIn', values: ['x'], optional: true }, 'does not have the label k=x'],
    [{ operator: 'NotIn', values: ['x', 'y'], optional: true }, 'does not have the label k with one of x, y'],
    [{ operator: 'NotIn', values: ['x'] }, 'has the label k, and not as x'],
    [{ operator: 'NotIn', values: ['x', 'y'] }, 'has the label k, and not as x or y'],
  ])('%j', (label, text) => {
    expect(conditionText({ type: 'pod-label', end: 'destination', label: labelled(label) }, NAMES)).toBe(
      `the pod of db ${text}`,
    );
    const ofNamespace = (namespace: string) =>
      conditionText({ type: 'namespace-label', namespace, label: labelled(label) }, NAMES);
    expect(ofNamespace('front')).toBe(`namespace front ${text}`);
    expect(ofNamespace('')).toBe(`the namespace of web ${text}`);
  });
});

describe('policies that are not judged', () => {
  const [a, both] = ['Guard a (example.com)', 'Guard a (example.com) and Guard shop/b (example.com)'];
  test.each<[Condition, string]>([
    [policies('Ingress', 'one-allows', A), `${a}, which is not judged, allows the ingress of db`],
    [policies('Egress', 'none-denies', A), `${a}, which is not judged, does not deny the egress of web`],
    [policies('Ingress', 'one-allows', A, B), `one of ${both}, which are not judged, allows the ingress of db`],
    [policies('Egress', 'none-denies', A, B), `none of ${both}, which are not judged, denies the egress of web`],
  ])('%#: %j', (condition, text) => {
    expect(conditionText(condition, NAMES)).toBe(text);
    expect(conditionsText([condition], NAMES)).toBe(`if ${text}`);
  });

  test('are named once where they decide at both ends', () => {
    const egress = policies('Egress', 'none-denies', A, B);
    const other: Condition = { type: 'undecided' };
    expect(conditionsText([egress, other, policies('Ingress', 'one-allows', A, B)], NAMES)).toBe(
      `if ${both}, which are not judged, do not deny the egress of web and allow the ingress of db and one of too many conditions to list holds`,
    );
    expect(conditionsText([policies('Egress', 'none-denies', A), policies('Ingress', 'one-allows', A)], NAMES)).toBe(
      `if ${a}, which is not judged, does not deny the egress of web and allows the ingress of db`,
    );
  });

  test('are named by themselves where others decide at the other end', () => {
    const egress = policies('Egress', 'none-denies', A);
    const out = `${a}, which is not judged, does not deny the egress of web`;
    const into = 'Guard shop/b (example.com), which is not judged, allows the ingress of db';
    expect(conditionsText([egress, policies('Ingress', 'one-allows', B)], NAMES)).toBe(`if ${out} and ${into}`);
    expect(conditionsText([egress, policies('Ingress', 'one-allows', A, B)], NAMES)).toBe(
      `if ${out} and one of ${both}, which are not judged, allows the ingress of db`,
    );
  });

  test('are as many as can be read at once, each as far as it is known', () => {
    const names = (...some: UnjudgedPolicy[]) => policiesText(some);
    const numbered = ['1', '2', '3', '4', '5'].map((name) => policy(name));
    expect(names(...numbered.slice(0, 3))).toBe(
      'Guard 1 (example.com) and Guard 2 (example.com) and Guard 3 (example.com)',
    );
    expect(names(...numbered)).toBe('Guard 1 (example.com), Guard 2 (example.com), Guard 3 (example.com) and 2 more');
    const { group: _group, ...ungrouped } = A;
    expect(names(ungrouped)).toBe('Guard a');
    const { kind: _kind, ...unkinded } = A;
    const { name: _name, ...unnamed } = A;
    for (const unread of [unkinded, unnamed]) expect(names(unread)).toBe('what could not be read in manifest 3');
    expect(unjudgedText([A])).toBe(`${a} is not judged`);
    expect(unjudgedText([A, B])).toBe(`${both} are not judged`);
  });
});

test.each<[readonly string[], readonly string[], string]>([
  [['A'], ['A', 'B'], 'A comes before B, which has the same priority'],
  [['A'], ['A', 'B', 'C'], 'A comes before B and C, which have the same priority'],
  [['A', 'B'], ['A', 'B', 'C'], 'A or B comes before C, which has the same priority'],
])('%j first of the policies %j', (first, all, text) => {
  expect(conditionText({ type: 'policy-order', first, policies: all }, NAMES)).toBe(text);
});

test('conditions are joined, and no more than ten are said', () => {
  const facts = Array.from(
    { length: 12 },
    (_, index): Condition => ({ type: 'circumstance', sentence: `fact ${index + 1}`, holds: true }),
  );
  expect(conditionsText(facts.slice(0, 2), NAMES)).toBe('if fact 1 and fact 2');
  expect(conditionsText(facts.slice(0, 10), NAMES)).toMatch(/fact 9 and fact 10$/);
  expect(conditionsText(facts, NAMES)).toMatch(/fact 9 and fact 10 and 2 more$/);
});
