import type { LabelSelector, StringMap } from '../../lib/policy/manifest';
import { SelectorIndex } from '../../lib/policy/selector-index';

/** An index of selectors under names. */
function indexOf(selectors: Record<string, LabelSelector>) {
  const index = new SelectorIndex<string>();
  for (const [name, selector] of Object.entries(selectors)) index.add(selector, name);
  return index;
}

const selectors: Record<string, LabelSelector> = {
  everything: {},
  emptied: { matchLabels: {}, matchExpressions: [] },
  web: { matchLabels: { app: 'web' } },
  webOfShop: { matchLabels: { app: 'web', part: 'shop' } },
  db: { matchExpressions: [{ key: 'app', operator: 'In', values: ['db'] }] },
  tiered: { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
  webOrDb: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'db'] }] },
};

describe('what selects exactly some labels', () => {
  test.each<[StringMap, string[]]>([
    [{}, ['emptied', 'everything']],
    [{ app: 'web' }, ['emptied', 'everything', 'web', 'webOrDb']],
    [{ app: 'web', part: 'shop' }, ['emptied', 'everything', 'web', 'webOfShop', 'webOrDb']],
    [{ part: 'shop' }, ['emptied', 'everything']],
    [{ app: 'db', tier: '' }, ['db', 'emptied', 'everything', 'tiered', 'webOrDb']],
    [{ constructor: 'web' }, ['emptied', 'everything']],
  ])('%j', (labels, names) => {
    expect(indexOf(selectors).matching(labels).sort()).toEqual(names);
  });
});

describe('what may select some of the pods that a selector selects', () => {
  test.each<[string, LabelSelector, string[]]>([
    [
      'all but what demands another value of a label',
      { matchLabels: { app: 'web' } },
      ['tiered', 'web', 'webOfShop', 'webOrDb'],
    ],
    ['all, where nothing is said of a label', {}, ['db', 'tiered', 'web', 'webOfShop', 'webOrDb']],
    [
      'all, where a label may have several values',
      { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', 'db'] }] },
      ['db', 'tiered', 'web', 'webOfShop', 'webOrDb'],
    ],
  ])('%s', (_, selector, names) => {
    expect(indexOf(selectors).candidates(selector).sort()).toEqual(names);
  });

  test('those of everything stand apart', () => {
    expect(indexOf(selectors).ofEverything).toEqual(['everything', 'emptied']);
  });
});

test('what comes after a question counts in the next one', () => {
  const index = indexOf({ web: { matchLabels: { app: 'web' } } });
  expect(index.matching({ app: 'web' })).toEqual(['web']);
  index.add({ matchLabels: { app: 'web' } }, 'later');
  expect(index.matching({ app: 'web' })).toEqual(['web', 'later']);
});

test('each is looked up by the label that the fewest demand', () => {
  const index = indexOf(
    Object.fromEntries(
      Array.from({ length: 50 }, (_, number) => [
        `p${number}`,
        { matchLabels: { part: 'shop', app: `a${number}`, team: 'x' } },
      ]),
    ),
  );
  expect(index.candidates({ matchLabels: { app: 'a7', part: 'other' } })).toEqual(['p7']);
  expect(index.candidates({ matchLabels: { part: 'shop', app: 'none' } })).toEqual([]);
});
