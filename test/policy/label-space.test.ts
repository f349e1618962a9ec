import {
  admits,
  areEqual,
  contains,
  EVERYTHING,
  exampleOf,
  type LabelSpace,
  listedValues,
  otherThan,
  outliers,
  overlaps,
  spaceOf,
  statesIn,
  subtract,
  within,
} from '../../lib/policy/label-space';
import type { LabelSelector } from '../../lib/policy/manifest';

const app: LabelSelector = { matchLabels: { app: 'web' } };
const tiers: LabelSelector = { matchExpressions: [{ key: 'tier', operator: 'In', values: ['b', 'a'] }] };
const notGold: LabelSelector = { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['gold'] }] };
const tiered: LabelSelector = { matchExpressions: [{ key: 'tier', operator: 'Exists' }] };
const untiered: LabelSelector = { matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] };
const space = (selector: LabelSelector) => spaceOf(selector) as LabelSpace;

describe('the label maps that a selector matches', () => {
  test('are none where two of its conditions contradict one another', () => {
    expect(spaceOf({ matchLabels: { tier: 'gold' }, ...notGold })).toBeUndefined();
    expect(spaceOf({ matchLabels: { tier: 'gold' }, ...untiered })).toBeUndefined();
    expect(
      spaceOf({ matchExpressions: [...(tiered.matchExpressions ?? []), ...(untiered.matchExpressions ?? [])] }),
    ).toBe(undefined);
    expect(within(space(app), { matchLabels: { app: 'db' } })).toBeUndefined();
  });

  test('stay none, whatever condition follows', () => {
    expect(spaceOf({ matchLabels: { tier: 'gold', app: 'web' }, ...notGold })).toBeUndefined();
    expect([...subtract(space(app), { matchLabels: { app: 'db', tier: 'gold' } })]).toEqual([space(app)]);
  });

  test.each<[string, LabelSelector, Record<string, string>, boolean]>([
    ['a listed value', tiers, { tier: 'a' }, true],
    ['a value that is not listed', tiers, { tier: 'c' }, false],
    ['no value, where one of a list is asked for', tiers, {}, false],
    ['an excluded value', notGold, { tier: 'gold' }, false],
    ['any value but the excluded', notGold, { tier: 'silver' }, true],
    ['no value, where one is excluded', notGold, {}, true],
    ['some value, where one has to exist', tiered, { tier: '' }, true],
    ['no value, where one has to exist', tiered, {}, false],
    ['some value, where none may exist', untiered, { tier: '' }, false],
    ['no value, where none may exist', untiered, {}, true],
    ['a label that objects inherit', { matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, {}, false],
    ['one of two labels', { matchLabels: { app: 'web', tier: 'a' } }, { app: 'web' }, false],
    ['both of two labels', { matchLabels: { app: 'web', tier: 'a' } }, { app: 'web', tier: 'a' }, true],
    ['a label and not the expression', { ...app, ...tiers }, { app: 'web', tier: 'c' }, false],
  ])('%s', (_, selector, labels, matched) => {
    expect(admits(selector, labels)).toBe(matched);
    expect(contains(space(selector), labels)).toBe(matched);
  });
});

describe('two conditions on a key', () => {
  test('leave the values that both list', () => {
    const both = within(space(tiers), { matchExpressions: [{ key: 'tier', operator: 'In', values: ['b', 'c'] }] });
    expect([...(listedValues(both as LabelSpace, 'tier') ?? [])]).toEqual(['b']);
  });

  test('leave the listed values that the other does not exclude, in either order', () => {
    const excluding: LabelSelector = { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['a'] }] };
    expect(listedValues(within(space(tiers), excluding) as LabelSpace, 'tier')).toEqual(new Set(['b']));
    expect(listedValues(within(space(excluding), tiers) as LabelSpace, 'tier')).toEqual(new Set(['b']));
  });

  test('exclude what either excludes, and list nothing', () => {
    const both = within(space(notGold), {
      matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['silver'] }],
    }) as LabelSpace;
    expect(listedValues(both, 'tier')).toBeUndefined();
    expect(contains(both, { tier: 'gold' })).toBe(false);
    expect(contains(both, { tier: 'silver' })).toBe(false);
    expect(contains(both, { tier: 'bronze' })).toBe(true);
    expect(contains(both, {})).toBe(true);
  });

  test('nothing is listed for a key that no condition names', () => {
    expect(listedValues(space(app), 'tier')).toBeUndefined();
    expect(listedValues(EVERYTHING, 'app')).toBeUndefined();
  });

  test('overlap where one label map meets both', () => {
    expect(overlaps(space(app), tiers)).toBe(true);
    expect(overlaps(space(tiers), notGold)).toBe(true);
    expect(overlaps(space(tiers), untiered)).toBe(false);
  });
});

describe('an example of the label maps', () => {
  test('has the first of the listed values, and no label that may be absent', () => {
    expect(exampleOf(space({ ...app, ...tiers }))).toEqual({ app: 'web', tier: 'a' });
    expect(exampleOf(space(notGold))).toEqual({});
    expect(exampleOf(space(untiered))).toEqual({});
    expect(exampleOf(EVERYTHING)).toEqual({});
  });

  test('has a value that no one lists where any but some will do', () => {
    const required = within(space(tiered), {
      matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['any-other', 'any-other-2'] }],
    }) as LabelSpace;
    expect(exampleOf(required)).toEqual({ tier: 'any-other-3' });
    expect(exampleOf(space(tiered))).toEqual({ tier: 'any-other' });
  });

  test('a value other than some is the first of a row that is not among them', () => {
    expect(otherThan(new Set())).toBe('any-other');
    expect(otherThan(new Set(['gold']))).toBe('any-other');
    expect(otherThan(new Set(['any-other']))).toBe('any-other-2');
    expect(otherThan(new Set(['any-other', 'any-other-2', 'any-other-3']))).toBe('any-other-4');
  });
});

describe('what is left when a selector is taken out', () => {
  test('is one space for each condition that can fail first', () => {
    const left = [...subtract(EVERYTHING, { matchLabels: { app: 'web', tier: 'a' } })];
    expect(left).toHaveLength(2);
    const [notWeb, webOfOtherTier] = left as [LabelSpace, LabelSpace];
    expect(contains(notWeb, { app: 'db', tier: 'a' })).toBe(true);
    expect(contains(notWeb, {})).toBe(true);
    expect(contains(notWeb, { app: 'web' })).toBe(false);
    expect(contains(webOfOtherTier, { app: 'web' })).toBe(true);
    expect(contains(webOfOtherTier, { app: 'web', tier: 'a' })).toBe(false);
    expect(contains(webOfOtherTier, { app: 'db' })).toBe(false);
  });

  test('is nothing where the selector matches all of it', () => {
    expect([...subtract(space(tiers), tiered)]).toEqual([]);
    expect([...subtract(space(app), {})]).toEqual([]);
  });

  test('is all of it where the selector matches none', () => {
    expect([...subtract(space(untiered), tiered)]).toEqual([space(untiered)]);
  });
});

test('what labels may be is equal only where absence and every value are', () => {
  const states = [{}, tiered, untiered, tiers, notGold, { matchLabels: { tier: 'a' } }].map((selector) =>
    statesIn(space(selector), 'tier'),
  );
  for (const [index, one] of states.entries()) {
    expect(states.map((other) => areEqual(one, other))).toEqual(states.map((_, other) => other === index));
  }
  const inAnyOrder = { matchExpressions: [{ key: 'tier', operator: 'In' as const, values: ['a', 'b'] }] };
  expect(areEqual(statesIn(space(tiers), 'tier'), statesIn(space(inAnyOrder), 'tier'))).toBe(true);
});

describe('label maps that escape most selectors', () => {
  test('one has only what it must have, the other values longer than any that is named', () => {
    const [bare, odd] = outliers(space({ ...app, ...notGold }), [tiers, { matchLabels: { region: 'europe' } }]);
    expect(bare).toEqual({ app: 'web' });
    expect(odd).toEqual({ app: 'web', tier: 'xxxxxxx', region: 'xxxxxxx' });
  });

  test('a key that has to be there has a value that no one names', () => {
    expect(outliers(space(tiered), [tiers])).toEqual([{ tier: 'xx' }, { tier: 'xx' }]);
  });

  test('a key that may not be there is in neither', () => {
    expect(outliers(space(untiered), [tiers])).toEqual([{}, {}]);
  });

  test('a key that has to have a listed value has it in both', () => {
    const [outside] = subtract(space(app), { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['a'] }] });
    expect(outliers(outside as LabelSpace, [])).toEqual([
      { app: 'web', tier: 'a' },
      { app: 'web', tier: 'a' },
    ]);
  });
});
