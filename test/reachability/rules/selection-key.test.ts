import { describe, expect, test } from '@jest/globals';
import type { LabelSelector } from '../../../lib/policy/manifest';
import { selectionKey, selectorKey } from '../../../lib/reachability/rules/selection-key';

const SELECTORS: readonly LabelSelector[] = [
  {},
  { matchLabels: { app: 'web' } },
  { matchLabels: { app: 'we', b: '' } },
  { matchLabels: { app: '', web: '' } },
  { matchLabels: { ap: 'pweb' } },
  { matchLabels: { a: 'p3:web' } },
  { matchLabels: { 'a1:b': 'c' } },
  { matchLabels: { a: 'b1:c' } },
  { matchLabels: { app: 'web', tier: 'front' } },
  { matchLabels: { app: 'web4:tier5:front' } },
  { matchExpressions: [{ key: 'app', operator: 'Exists' }] },
  { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'app', operator: 'Exists' }] },
  { matchLabels: { q: 'r' } },
  { matchLabels: { x: 'y 1:q1:r' } },
  { matchLabels: { app: 80 } as never },
];

test('no two selectors have one key, and a copy has the same', () => {
  expect(new Set(SELECTORS.map(selectorKey)).size).toBe(SELECTORS.length);
  expect(SELECTORS.map((selector) => selectorKey(structuredClone(selector)))).toEqual(SELECTORS.map(selectorKey));
});

describe('of pods and their namespaces', () => {
  const namespaces = [
    { own: 'a' },
    { own: 'a 3:app3:web' },
    { own: 'a 1:x8:y' },
    ...SELECTORS.map((selector) => ({ selector })),
  ];
  const keys = namespaces.flatMap((place) => SELECTORS.map((pods) => selectionKey(pods, place)));

  test('no two selections have one key', () => {
    expect(new Set(keys).size).toBe(namespaces.length * SELECTORS.length);
  });
});
