import { describe, expect, test } from '@jest/globals';
import { detached, ownText, withOwnTexts } from '../../lib/policy/own-text';

const LONG = 'a text that is long enough to be a view of the file around it';

describe('a text of its own', () => {
  test.each(['', 'web', LONG, 'ü'.repeat(40), '\ud800 alone', 'a "quoted"\nline\u2028'])(
    'is the same text: %j',
    (text) => {
      expect(ownText(`before ${text} behind`.slice(7, 7 + text.length))).toBe(text);
    },
  );
});

describe.each([
  ['detached', detached],
  ['withOwnTexts', withOwnTexts],
])('%s', (_, copy) => {
  const value = { name: LONG, list: ['web', { port: 80, open: true, nothing: null }], empty: {}, none: [] };

  test('is an equal copy, of which nothing is shared', () => {
    const made = copy(value);
    expect(made).toEqual(value);
    expect(made).not.toBe(value);
    expect(made.list).not.toBe(value.list);
    expect(made.list[1]).not.toBe(value.list[1]);
  });

  test('keeps keys that mean more to JavaScript as data', () => {
    const made = copy(JSON.parse('{"__proto__": {"app": "web"}, "constructor": "x"}') as object);
    expect(Object.keys(made)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(JSON.stringify(made)).toBe('{"__proto__":{"app":"web"},"constructor":"x"}');
  });
});
