import { runInNewContext } from 'node:vm';
import {
  copied,
  escapeControls,
  isPlain,
  kindOf,
  oneLine,
  quote,
  textOf,
  withSortedKeys,
} from '../../lib/policy/unknown-value';

describe('kinds of values are named in the words of YAML', () => {
  test.each<[unknown, string]>([
    [null, 'null'],
    [undefined, 'nothing'],
    [[], 'a list'],
    [{}, 'a map'],
    [Object.create(null), 'a map'],
    [runInNewContext('({})'), 'a map'],
    [new Date(0), 'an instance of a class'],
    [new Map(), 'an instance of a class'],
    ['', 'a string'],
    [0, 'a number'],
    [true, 'a boolean'],
    [() => 0, 'a function'],
    [1n, 'bigint'],
    [Symbol('s'), 'symbol'],
  ])('%p', (value, kind) => {
    expect(kindOf(value)).toBe(kind);
  });

  test('a map of another realm is one as well', () => {
    expect(isPlain(runInNewContext('({ a: 1 })'))).toBe(true);
    expect(isPlain(runInNewContext('new Map()'))).toBe(false);
  });
});

describe('a received value in a message', () => {
  test.each<[string, unknown, string]>([
    ['a text', 'web', '"web"'],
    ['a number', 80, '80'],
    ['a big number', 7n, '7'],
    ['a map', { app: ['web'] }, '{"app":["web"]}'],
    ['a function', () => 0, 'a function'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['what JSON leaves out', { toJSON: () => undefined }, 'a map'],
    ['control characters', 'a\u001b[31m', '"a\\u001b[31m"'],
    ['a direction mark', '\u202egnp', '"\\u202egnp"'],
  ])('%s', (_, value, text) => {
    expect(quote(value)).toBe(text);
  });

  test('what cannot be written is named by its kind', () => {
    const itself: { self?: unknown } = {};
    itself.self = itself;
    expect(quote(itself)).toBe('a map');
    expect(quote({ count: 1n })).toBe('a map');
  });

  test('is cut after 120 characters', () => {
    expect(quote('x'.repeat(118))).toBe(`"${'x'.repeat(118)}"`);
    expect(quote('x'.repeat(119))).toBe(`"${'x'.repeat(119)}...`);
    expect(oneLine('x'.repeat(120))).toBe('x'.repeat(120));
    expect(oneLine('x'.repeat(121))).toBe(`${'x'.repeat(120)}...`);
  });

  test('is not cut within a character', () => {
    const text = `${'x'.repeat(119)}\u{1f600}`;
    expect(oneLine(text)).toBe(`${'x'.repeat(119)}...`);
    expect(oneLine(`${'x'.repeat(118)}\u{1f600}x`)).toBe(`${'x'.repeat(118)}\u{1f600}...`);
  });

  test('is not unfolded, however huge: lists and maps are cut too', () => {
    expect(quote(Array.from({ length: 1_000_000 }, () => 'x')).length).toBeLessThan(130);
    const keys = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`k${index}`, index]));
    expect(quote(keys)).toMatch(/^\{"k0":0,.*\.\.\.$/);
  });

  test('a text is shown as it is where it stands for itself', () => {
    expect(textOf('web')).toBe('web');
    expect(textOf(7)).toBe('7');
    expect(textOf(['web'])).toBe('["web"]');
  });

  test('line and paragraph separators are escaped, and nothing that reads well', () => {
    expect(escapeControls('a\u2028b\u2029c\nd\u0000')).toBe('a\\u2028b\\u2029c\\u000ad\\u0000');
    expect(escapeControls('äß漢 -/')).toBe('äß漢 -/');
  });
});

describe('copies', () => {
  test('share no list and no map with what was copied', () => {
    const value = { labels: { app: 'web' }, list: [{ a: 1 }] };
    const copy = copied(value);
    expect(copy).toEqual(value);
    value.labels.app = 'db';
    (value.list[0] as { a: number }).a = 2;
    expect(copy).toEqual({ labels: { app: 'web' }, list: [{ a: 1 }] });
  });

  test('leave a value that is no data as it is', () => {
    const later = new Map();
    expect(copied({ later }).later).toBe(later);
    expect(copied(null)).toBe(null);
    expect(copied('web')).toBe('web');
  });

  test('end where a value holds itself', () => {
    const itself: { self?: unknown } = {};
    itself.self = itself;
    expect(copied(itself)).not.toBe(itself);
  });

  test('have holes of lists filled, and hostile keys as keys', () => {
    // biome-ignore lint/suspicious/noSparseArray: what plain JavaScript may hand over
    expect(copied([1, , 2])).toEqual([1, undefined, 2]);
    const hostile = copied(JSON.parse('{"__proto__": {"polluted": true}}'));
    expect(Object.keys(hostile)).toEqual(['__proto__']);
    expect(hostile.polluted).toBeUndefined();
  });
});

describe('JSON in one order', () => {
  test('has its keys sorted at each level, and its lists as they were', () => {
    expect(JSON.stringify(withSortedKeys({ b: [{ d: 1, c: null }, 'x'], a: undefined, ab: 0 }))).toBe(
      '{"ab":0,"b":[{"c":null,"d":1},"x"]}',
    );
    expect(withSortedKeys('web')).toBe('web');
    expect(withSortedKeys(null)).toBe(null);
  });
});

describe('values that are known only later', () => {
  const output = { __pulumiOutput: true, toJSON: () => 'a text about itself' };

  test.each<[string, unknown, string]>([
    ['a Promise', Promise.resolve(1), 'a Promise'],
    ['an Output', output, 'an Output'],
    ['an Output in a map', { name: output, app: 'web' }, '{"name":"<an Output>","app":"web"}'],
    ['a Promise in a list', [Promise.resolve(1), 2], '["<a Promise>",2]'],
  ])('%s', (_title, value, text) => {
    expect(quote(value)).toBe(text);
  });

  test('and what only inherits the mark of an Output is none', () => {
    expect(kindOf(Object.create(output))).toBe('an instance of a class');
  });
});
