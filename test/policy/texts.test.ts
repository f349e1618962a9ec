import { compareTexts, someOf } from '../../lib/policy/texts';

test('texts are in the order of their code units, on every machine', () => {
  expect(['b', 'ä', 'a', 'Z', ''].sort(compareTexts)).toEqual(['', 'Z', 'a', 'b', 'ä']);
  expect([compareTexts('a', 'b'), compareTexts('b', 'a'), compareTexts('a', 'a')]).toEqual([-1, 1, 0]);
});

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a, b'],
  [['a', 'b', 'c'], 'a, b and 1 more'],
  [['a', 'b', 'c', 'd'], 'a, b and 2 more'],
])('two of %j: %j', (names, text) => {
  expect(someOf(names, 2)).toBe(text);
});
