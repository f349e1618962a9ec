import fc from 'fast-check';
import { selectorMatches } from '../../../lib/policy/selector';
import { LabelExpression } from '../../../lib/policy/words';
import { LabelProjection } from '../../../lib/reachability/all-pairs/label-projection';
import { pods, selectors } from '../../reference/label-universe';
import { assertProperty } from '../../support/property';

const projection = new LabelProjection([
  { matchLabels: { app: 'web' } },
  { matchExpressions: [LabelExpression.in('tier', ['front', 'back']), LabelExpression.exists('canary')] },
]);
const alike = (a: Record<string, string>, b: Record<string, string>) => projection.of(a) === projection.of(b);

describe('what selectors see of labels', () => {
  test('is nothing of a key that none names', () => {
    expect(alike({ app: 'web', version: '1' }, { app: 'web', version: '2' })).toBe(true);
    expect(alike({}, { version: '2' })).toBe(true);
  });

  test('is whether a named key has a value that is named, and which', () => {
    expect(alike({ tier: 'front' }, { tier: 'back' })).toBe(false);
    expect(alike({ tier: 'other' }, { tier: 'front' })).toBe(false);
    expect(alike({ tier: 'other' }, { tier: 'another' })).toBe(true);
  });

  test('is whether a named key is there', () => {
    expect(alike({ canary: 'yes' }, { canary: 'no' })).toBe(true);
    expect(alike({ canary: 'yes' }, {})).toBe(false);
    expect(alike({ app: '' }, {})).toBe(false);
  });

  test('is the same in whatever order they are', () => {
    expect(alike({ app: 'web', tier: 'front' }, { tier: 'front', app: 'web' })).toBe(true);
  });

  test('keeps apart the key of one label and the value of another', () => {
    expect(alike({ app: 'tier', tier: 'app' }, { app: 'web', tier: 'app' })).toBe(false);
  });

  test('is nothing where there are no selectors, or only those of everything', () => {
    expect(new LabelProjection([]).of({ app: 'web' })).toBe('');
    expect(new LabelProjection([{}]).of({ app: 'web' })).toBe('');
  });
});

test('labels that look alike are matched by the same selectors', () => {
  assertProperty(
    fc.property(fc.array(selectors, { minLength: 1, maxLength: 3 }), pods, pods, (selectors, one, other) => {
      const seen = new LabelProjection(selectors);
      fc.pre(seen.of(one) === seen.of(other));
      for (const selector of selectors) expect(selectorMatches(selector, one)).toBe(selectorMatches(selector, other));
    }),
  );
});
