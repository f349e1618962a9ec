import fc from 'fast-check';
import { type AskedText, isAsAsked, valueWithTexts } from '../../../lib/reachability/pods/label-texts';
import { assertProperty, runs } from '../../support/property';

/** Every value of up to six characters over a small alphabet: `x` is what no text has in it. */
const LETTERS = ['a', 'b', '-', 'x'];
const VALUES = (() => {
  const all = [''];
  for (let from = 0, length = 1; length <= 6; length++) {
    const to = all.length;
    for (; from < to; from++) for (const letter of LETTERS) all.push(`${all[from]}${letter}`);
  }
  return all.filter((value) => value === '' || (/^[a-z]/.test(value) && /[a-z]$/.test(value)));
})();

const text = fc.array(fc.constantFrom('a', 'b', '-'), { maxLength: 2 }).map((all) => all.join(''));
const asked: fc.Arbitrary<AskedText> = fc.record({
  operator: fc.constantFrom('Contains', 'StartsWith', 'EndsWith'),
  text,
  not: fc.boolean(),
});
const value = fc.constantFrom('', 'a', 'ab', 'ba', 'a-b', 'bb');

test('there is a value as it is asked where brute force finds one, and it is such a one', () => {
  const counts = { found: 0, none: 0 };
  assertProperty(
    fc.property(fc.array(asked, { maxLength: 4 }), fc.uniqueArray(value), fc.boolean(), (texts, values, except) => {
      const states = { except, values: new Set<string>(values) };
      const isOne = (one: string) => states.values.has(one) !== except && texts.every((asks) => isAsAsked(one, asks));
      const found = valueWithTexts(states, texts);
      const isAny = VALUES.some(isOne);
      if (found === 'undecided') throw new Error('not worked out');
      counts[found === undefined ? 'none' : 'found']++;
      // What is asked has at most eight characters in it, and most need no more than six.
      if (isAny || found === undefined) expect(found !== undefined).toBe(isAny);
      if (found === undefined) return;
      expect(isOne(found.value)).toBe(true);
      expect(found.value).toMatch(/^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/);
    }),
    runs(3_000),
  );
  expect(Math.min(counts.found, counts.none)).toBeGreaterThan(100);
});

const any = (...texts: AskedText[]) => valueWithTexts({ except: true, values: new Set() }, texts);
const contains = (part: string): AskedText => ({ operator: 'Contains', text: part, not: false });
const startsWith = (part: string): AskedText => ({ operator: 'StartsWith', text: part, not: false });
const endsWith = (part: string): AskedText => ({ operator: 'EndsWith', text: part, not: false });
const but = (asks: AskedText): AskedText => ({ ...asks, not: true });

describe('values of labels by their texts', () => {
  test('parts are glued together, and overlap where that is shorter', () => {
    expect(any(startsWith('web-'), contains('eb-pro'), endsWith('prod'))).toEqual({ value: 'web-prod' });
    expect(any(startsWith('a'), endsWith('b'), contains('c'))).toEqual({ value: 'acb' });
  });

  test('what one text needs and another forbids is no value', () => {
    expect(any(startsWith('web'), but(contains('eb')))).toBeUndefined();
    expect(any(contains('a'), but(startsWith('a')))).toEqual({ value: 'ba' });
    expect(any(but(contains('')))).toBeUndefined();
  });

  test('a value has at most 63 characters, begins and ends with a letter or digit, and has no other characters', () => {
    const [long, longer] = ['a'.repeat(40), 'b'.repeat(24)];
    expect(any(startsWith(long), endsWith('b'.repeat(23)))).toEqual({ value: `${long}${'b'.repeat(23)}` });
    expect(any(startsWith(long), endsWith(longer))).toBeUndefined();
    expect(any(startsWith('-'))).toBeUndefined();
    expect(any(endsWith('.'))).toBeUndefined();
    expect(any(contains('a b'))).toBeUndefined();
    expect(any(but(contains('a b')))).toEqual({ value: '' });
  });

  test('the name of a namespace has no capitals and is not empty', () => {
    const named = (...texts: AskedText[]) => valueWithTexts({ except: true, values: new Set() }, texts, 'name');
    expect(named(contains('A'))).toBeUndefined();
    expect(named()).toEqual({ value: 'a' });
  });

  test('the name of a namespace begins and ends with a letter or digit, and is none of those that are left out', () => {
    const named = (texts: readonly AskedText[], ...values: readonly string[]) =>
      valueWithTexts({ except: true, values: new Set(values) }, texts, 'name');
    expect(named([startsWith('-')])).toBeUndefined();
    expect(named([endsWith('.')])).toBeUndefined();
    expect(named([contains('a_b')])).toBeUndefined();
    expect(named([but(contains('_'))])).toEqual({ value: 'a' });
    expect(named([], 'a')).toEqual({ value: 'b' });
    expect(named([], 'A', 'a_b')).toEqual({ value: 'a' });
    expect(named([startsWith('a-')])).toEqual({ value: 'a-a' });
  });

  test('a value is none of those that are left out, the empty one included', () => {
    const left = (...values: readonly string[]) => valueWithTexts({ except: true, values: new Set(values) }, []);
    expect(left()).toEqual({ value: '' });
    expect(left('')).toEqual({ value: 'a' });
    expect(left('', 'a', 'b')).toEqual({ value: 'c' });
    expect(left('', 'not a value')).toEqual({ value: 'a' });
  });

  test('what no text has in it may be asked, and what each has may not be forbidden', () => {
    expect(any(contains(''))).toEqual({ value: '' });
    expect(any(startsWith(''))).toEqual({ value: '' });
    expect(any(but(startsWith('')))).toBeUndefined();
    expect(any(but(startsWith('a')), but(endsWith('b')))).toEqual({ value: '' });
  });

  test('an absent label is as it is asked where the contrary is', () => {
    for (const asks of [contains('a'), startsWith('a'), endsWith('a'), contains('')]) {
      expect([isAsAsked(undefined, asks), isAsAsked(undefined, but(asks))]).toEqual([false, true]);
    }
    expect([isAsAsked('ab', startsWith('a')), isAsAsked('ab', but(startsWith('a')))]).toEqual([true, false]);
    expect([isAsAsked('ab', endsWith('a')), isAsAsked('ab', but(endsWith('a')))]).toEqual([false, true]);
  });

  test('of listed values one that fits is taken', () => {
    expect(valueWithTexts({ except: false, values: new Set(['b', 'a']) }, [])).toEqual({ value: 'a' });
    const values = new Set(['db', 'web-1', 'web-2']);
    expect(valueWithTexts({ except: false, values }, [startsWith('web'), but(endsWith('1'))])).toEqual({
      value: 'web-2',
    });
    expect(valueWithTexts({ except: false, values }, [contains('x')])).toBeUndefined();
  });

  test('too many texts are not worked out', () => {
    const same = (count: number) => any(...Array.from({ length: count }, () => contains('a')));
    expect([same(16), same(17)]).toEqual([{ value: 'a' }, 'undecided']);
    const unwanted = Array.from({ length: 20 }, () => but(contains('a')));
    expect(any(...unwanted, contains('b'))).toEqual({ value: 'b' });
    const letters = [...'abcdefghijklmnopqrstu'];
    expect(any(...letters.map((letter) => contains(`${letter}${letter}`)))).toBe('undecided');
  });
});
