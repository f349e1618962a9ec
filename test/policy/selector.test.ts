import { selectorCovered, selectorImplies, selectorMatches, selectorsExclude } from '../../lib/policy/selector';
import { LabelExpression } from '../../lib/policy/words';

const matching = (...matchExpressions: readonly ReturnType<typeof LabelExpression.exists>[]) => ({ matchExpressions });
const { in: isIn, notIn, exists, doesNotExist } = LabelExpression;
const web = { matchLabels: { app: 'web' } };
const never = matching(exists('tier'), doesNotExist('tier'));

describe('rule 10: whom a selector matches', () => {
  test('{} matches every pod', () => {
    expect(selectorMatches({}, {})).toBe(true);
    expect(selectorMatches({}, { app: 'web' })).toBe(true);
    expect(selectorMatches({ matchLabels: {}, matchExpressions: [] }, { app: 'web' })).toBe(true);
  });

  test('every label and every condition must hold', () => {
    const selector = {
      matchLabels: { app: 'web', track: 'canary' },
      matchExpressions: [exists('tier'), notIn('zone', ['eu'])],
    };
    expect(selectorMatches(selector, { app: 'web', track: 'canary', tier: 'x' })).toBe(true);
    expect(selectorMatches(selector, { app: 'web', tier: 'x' })).toBe(false);
    expect(selectorMatches(selector, { app: 'web', track: 'canary' })).toBe(false);
    expect(selectorMatches(selector, { app: 'web', track: 'canary', tier: 'x', zone: 'eu' })).toBe(false);
  });

  test.each([
    ['In', isIn('tier', ['web', 'api']), { absent: false, web: true, db: false }],
    ['NotIn', notIn('tier', ['web', 'api']), { absent: true, web: false, db: true }],
    ['Exists', exists('tier'), { absent: false, web: true, db: true }],
    ['DoesNotExist', doesNotExist('tier'), { absent: true, web: false, db: false }],
  ])('%s, where the key is absent, has a value that is named, or another', (_operator, condition, expected) => {
    expect(selectorMatches(matching(condition), {})).toBe(expected.absent);
    expect(selectorMatches(matching(condition), { app: 'web' })).toBe(expected.absent);
    expect(selectorMatches(matching(condition), { tier: 'web' })).toBe(expected.web);
    expect(selectorMatches(matching(condition), { tier: 'db' })).toBe(expected.db);
  });

  test('the empty value is a value, not an absence', () => {
    expect(selectorMatches(matching(exists('tier')), { tier: '' })).toBe(true);
    expect(selectorMatches(matching(doesNotExist('tier')), { tier: '' })).toBe(false);
    expect(selectorMatches({ matchLabels: { tier: '' } }, {})).toBe(false);
  });

  test('what every object inherits is no label', () => {
    expect(selectorMatches(matching(exists('constructor')), {})).toBe(false);
    expect(selectorMatches(matching(doesNotExist('toString')), {})).toBe(true);
    expect(selectorMatches({ matchLabels: { app: 'web' } }, Object.create({ app: 'web' }))).toBe(false);
  });

  test('an emptied field is absent', () => {
    const emptied = { matchLabels: null, matchExpressions: null } as unknown as object;
    expect(selectorMatches(emptied, { app: 'web' })).toBe(true);
  });
});

describe('a selector implies another that selects all of its pods', () => {
  test.each([
    ['more labels imply fewer', { matchLabels: { app: 'web', tier: 'x' } }, web],
    ['anything implies {}', web, {}],
    ['itself', web, web],
    ['a label implies its key', web, matching(exists('app'))],
    ['a label implies one of its values', web, matching(isIn('app', ['api', 'web']))],
    ['a label implies that it has no other value', web, matching(notIn('app', ['api']))],
    ['one value of In is a label', matching(isIn('app', ['web'])), web],
    ['absence implies having none of some values', matching(doesNotExist('app')), matching(notIn('app', ['web']))],
    ['Exists and NotIn leave a value', matching(exists('app'), notIn('app', ['api'])), matching(exists('app'))],
    ['In without NotIn leaves the rest', matching(isIn('app', ['web', 'api']), notIn('app', ['api'])), web],
    ['a selector that matches nothing implies anything', never, web],
  ])('%s', (_title, narrow, wide) => {
    expect(selectorImplies(narrow, wide)).toBe(true);
  });

  test.each([
    ['{} implies no label', {}, web],
    ['a label implies no other label', web, { matchLabels: { tier: 'x' } }],
    ['a label implies no other value of it', web, { matchLabels: { app: 'api' } }],
    ['some values imply no one of them', matching(isIn('app', ['web', 'api'])), web],
    ['having none of some values implies no absence', matching(notIn('app', ['web'])), matching(doesNotExist('app'))],
    ['having none of some values implies no presence', matching(notIn('app', ['api'])), matching(exists('app'))],
    ['nothing but nothing implies nothing', web, never],
  ])('%s', (_title, narrow, wide) => {
    expect(selectorImplies(narrow, wide)).toBe(false);
  });
});

describe('selectors exclude each other where no pod can be selected by both', () => {
  test.each([
    ['two values of a label', web, { matchLabels: { app: 'api' } }],
    ['a label and its absence', web, matching(doesNotExist('app'))],
    ['a label and NotIn', web, matching(notIn('app', ['web', 'api']))],
    ['presence and absence', matching(exists('app')), matching(doesNotExist('app'))],
    ['values with none in common', matching(isIn('app', ['a', 'b'])), matching(isIn('app', ['c']))],
    ['a selector that matches nothing, and {}', never, {}],
    ['{}, and a selector that matches nothing', {}, never],
    ['two values of a label in one selector', { ...web, ...matching(isIn('app', ['api'])) }, {}],
  ])('%s', (_title, a, b) => {
    expect(selectorsExclude(a, b)).toBe(true);
    expect(selectorsExclude(b, a)).toBe(true);
  });

  test.each([
    ['two keys', web, { matchLabels: { tier: 'x' } }],
    ['absence and NotIn', matching(doesNotExist('app')), matching(notIn('app', ['web']))],
    [
      'NotIn and NotIn, whatever they name',
      matching(notIn('app', ['a']), exists('app')),
      matching(notIn('app', ['b'])),
    ],
    ['values with one in common', matching(isIn('app', ['a', 'b'])), matching(isIn('app', ['b', 'c']))],
    ['{} and {}', {}, {}],
  ])('not %s', (_title, a, b) => {
    expect(selectorsExclude(a, b)).toBe(false);
    expect(selectorsExclude(b, a)).toBe(false);
  });
});

describe('a selector is covered by others that together select all of its pods', () => {
  test.each([
    [
      'tier in (a) and tier notin (a) cover everything',
      {},
      [matching(isIn('tier', ['a'])), matching(notIn('tier', ['a']))],
    ],
    ['presence and absence cover everything', {}, [matching(exists('tier')), matching(doesNotExist('tier'))]],
    [
      'each value by itself',
      matching(isIn('tier', ['a', 'b'])),
      [{ matchLabels: { tier: 'a' } }, { matchLabels: { tier: 'b' } }],
    ],
    ['one alone', web, [{ matchLabels: { tier: 'a' } }, {}]],
    [
      'four quarters',
      {},
      [
        matching(isIn('a', ['x']), isIn('b', ['x'])),
        matching(isIn('a', ['x']), notIn('b', ['x'])),
        matching(notIn('a', ['x']), isIn('b', ['x'])),
        matching(notIn('a', ['x']), notIn('b', ['x'])),
      ],
    ],
    ['what matches nothing is covered by nothing', never, []],
  ])('%s', (_title, selector, by) => {
    expect(selectorCovered(selector, by)).toBe(true);
  });

  test.each([
    ['nothing covers a pod', web, []],
    ['what matches nothing covers nothing', web, [never]],
    ['absence is left over', {}, [matching(isIn('tier', ['a'])), matching(exists('tier'), notIn('tier', ['a']))]],
    [
      'another value is left over',
      matching(exists('tier')),
      [matching(isIn('tier', ['a', 'b'])), matching(isIn('tier', ['c']))],
    ],
    [
      'a quarter is left over',
      {},
      [
        matching(isIn('a', ['x']), isIn('b', ['x'])),
        matching(isIn('a', ['x']), notIn('b', ['x'])),
        matching(notIn('a', ['x']), isIn('b', ['x'])),
      ],
    ],
  ])('%s', (_title, selector, by) => {
    expect(selectorCovered(selector, by)).toBe(false);
  });

  test('2,000 policies that each name another app are no entanglement', () => {
    const by = Array.from({ length: 2000 }, (_, index) => ({ matchLabels: { app: `app-${index}` } }));
    expect(selectorCovered(matching(exists('app')), by)).toBe(false);
    expect(selectorCovered({ matchLabels: { app: 'app-1999' } }, by)).toBe(true);
  });

  test('values that are listed are all there is, where the selector itself lists them', () => {
    const each = ['a', 'b', 'c'].map((tier) => ({ matchLabels: { tier } }));
    expect(selectorCovered(matching(isIn('tier', ['a', 'b', 'c'])), each)).toBe(true);
    expect(selectorCovered(matching(isIn('tier', ['a', 'b', 'd'])), each)).toBe(false);
    expect(selectorCovered(matching(exists('tier')), each)).toBe(false);
  });

  test('past a stated bound it is undecided, and so nothing is implied', () => {
    const by = Array.from({ length: 20 }, (_, row) =>
      matching(...Array.from({ length: 20 }, (_, column) => exists(`k${row}-${column}`))),
    );
    by.push(matching(exists('a'), exists('b')), matching(doesNotExist('a'), doesNotExist('b')));
    expect(selectorCovered({}, by)).toBeUndefined();
  });
});
