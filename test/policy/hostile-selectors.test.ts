import { selectorCovered } from '../../lib/policy/selector';
import { LabelExpression } from '../../lib/policy/words';

/** Selectors that together may match all that another matches: so many that a step for each two would take minutes. */

const { notIn, exists } = LabelExpression;

test('2,000 policies that each name several labels are no entanglement', () => {
  const by = Array.from({ length: 2000 }, (_, index) => ({
    matchLabels: { app: `app-${index}`, tier: `tier-${index}`, zone: `zone-${index % 7}` },
  }));
  expect(selectorCovered({}, by)).toBe(false);
  expect(selectorCovered({ matchLabels: { app: 'web' } }, by)).toBe(false);
  expect(selectorCovered({ matchExpressions: [notIn('zone', ['zone-1'])] }, by)).toBe(false);
});

test('1,000 policies that each want another label are none either, for as many selectors', () => {
  const by = Array.from({ length: 1000 }, (_, index) => ({ matchExpressions: [exists(`k${index}`)] }));
  for (let index = 0; index < 200; index++) {
    expect(selectorCovered({ matchLabels: { app: `app-${index}` } }, by)).toBe(false);
  }
  expect(selectorCovered({ matchLabels: { k7: 'x' } }, by)).toBe(true);
});
