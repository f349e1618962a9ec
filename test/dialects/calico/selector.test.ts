import fc from 'fast-check';
import { foldSelector, negated, type Selector, selectorText } from '../../../lib/dialects/calico/calico-selector';
import { parseSelector } from '../../../lib/dialects/calico/parse-selector';
import { SelectorError } from '../../../lib/dialects/calico/selector-tokens';
import { assertProperty, runs } from '../../support/property';

const normal = (text: string) => selectorText(parseSelector(text));

describe('selectors in their normal form', () => {
  test.each([
    ['', 'all()'],
    ['   \t', 'all()'],
    ['all( )', 'all()'],
    ['global()', 'global()'],
    ["a=='b'", 'a == "b"'],
    [`a == "it's"`, `a == "it's"`],
    [`a == 'say "x"'`, `a == 'say "x"'`],
    ['a != "b"', 'a != "b"'],
    ['a in { "b" }', 'a == "b"'],
    ['a in {"c", "b", "c",}', 'a in {"b", "c"}'],
    ['a in {}', 'a in {}'],
    ['a not in {"b"}', 'a != "b"'],
    ['a notin{"b","c"}', 'a not in {"b", "c"}'],
    ['has( a/b.c_d-e )', 'has(a/b.c_d-e)'],
    ['!has(a)', '!has(a)'],
    ['! ! has(a)', 'has(a)'],
    ['!a == "b"', 'a != "b"'],
    ['a contains"b"', 'a contains "b"'],
    ['a starts  with "b" && !a ends with "c"', 'a starts with "b" && !a ends with "c"'],
    ['a == "1" && b == "2" || c == "3"', 'a == "1" && b == "2" || c == "3"'],
    ['a == "1" && (b == "2" || c == "3")', 'a == "1" && (b == "2" || c == "3")'],
    ['((a == "1"))', 'a == "1"'],
    ['!(a == "1" && !(b == "2" || has(c)))', 'a != "1" || (b == "2" || has(c))'],
    ['!global()', '!global()'],
    ['a not in {}', 'a not in {}'],
    ['a == "1" || b == "2" || c == "3"', 'a == "1" || b == "2" || c == "3"'],
    ['a == "1" || (b == "2" || c == "3")', 'a == "1" || (b == "2" || c == "3")'],
    ['(a == "1" || b == "2") || c == "3"', '(a == "1" || b == "2") || c == "3"'],
    ['in == "1"', 'in == "1"'],
    ['contains contains "contains"', 'contains contains "contains"'],
    ['!all()', '!all()'],
  ])('%s is %s', (text, expected) => {
    const parsed = normal(text);
    expect(parsed).toBe(expected);
    expect(normal(parsed)).toBe(parsed);
  });

  test('brackets stand where they change what is meant or keep what was written together', () => {
    expect(normal('(a == "1" || b == "2") && c == "3"')).toBe('(a == "1" || b == "2") && c == "3"');
    expect(normal('(a == "1" && b == "2") || c == "3"')).toBe('a == "1" && b == "2" || c == "3"');
    expect(normal('a == "1" && (b == "2" && c == "3")')).toBe('a == "1" && (b == "2" && c == "3")');
  });
});

describe('what is no selector is refused with the position', () => {
  test.each([
    ['a', 'expected an operator such as == behind the label at position 2'],
    ['a = "b"', 'expected an operator such as == behind the label at position 3'],
    ['= "b"', 'this character has no meaning here at position 1'],
    ['a == b', 'expected a text in quotes at position 6'],
    ['a == "b', 'this text has no closing quote at position 6'],
    ['a == "b" c', 'expected && or || at position 10'],
    ['a == "b" &&', 'expected a label or a function such as has(LABEL), not the end at position 12'],
    ['(a == "b"', 'this bracket is not closed at position 1'],
    ['a == "b")', 'this bracket closes none at position 9'],
    ['()', 'expected a label or a function such as has(LABEL) at position 2'],
    ['has()', 'expected has(LABEL) at position 1'],
    ['all(x)', 'expected all() at position 1'],
    ['a in "b"', 'expected a set such as {"a", "b"} at position 6'],
    ['a in {"b" "c"}', 'expected } or another text in quotes at position 11'],
    ['a in {b}', 'expected } or another text in quotes at position 7'],
    ['a like "b"', 'expected an operator such as == behind the label at position 3'],
    ['a == "b"\n&& has(c)', 'this character has no meaning here at position 9'],
    ['!', 'expected a label or a function such as has(LABEL), not the end at position 2'],
  ])('%s', (text, message) => {
    expect(() => parseSelector(text)).toThrow(SelectorError);
    expect(() => parseSelector(text)).toThrow(message);
  });
});

const key = fc.constantFrom('app', 'tier', 'projectcalico.org/namespace', 'pcns.team', 'in', 'a-b.c/d_e');
const text = fc.constantFrom('', 'web', 'a b', "it's", '"', '{}', ')');
const not = fc.constantFrom({}, { not: true as const });
const predicate = fc.oneof(
  fc.tuple(fc.constantFrom('all' as const, 'global' as const), not).map(([type, no]) => ({ type, ...no })),
  fc.tuple(key, not).map(([one, no]) => ({ type: 'has' as const, key: one, ...no })),
  fc
    .tuple(key, fc.uniqueArray(text, { maxLength: 3 }), not)
    .map(([one, values, no]) => ({ type: 'in' as const, key: one, values: values.sort(), ...no })),
  fc
    .tuple(fc.constantFrom('contains' as const, 'starts with' as const, 'ends with' as const), key, text, not)
    .map(([type, one, of, no]) => ({ type, key: one, text: of, ...no })),
);
const selector: fc.Arbitrary<Selector> = fc.letrec<{ tree: Selector }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    predicate,
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('tree'), { minLength: 2, maxLength: 3 }))
      .map(([type, parts]) => ({ type, parts })),
  ),
})).tree;

test('what is printed is read back as it was', () => {
  assertProperty(
    fc.property(selector, (one) => {
      expect(parseSelector(selectorText(one))).toEqual(one);
    }),
    runs(1_000),
  );
});

test('the contrary of the contrary is the selector, and ! before brackets is the contrary', () => {
  assertProperty(
    fc.property(selector, (one) => {
      expect(negated(negated(one))).toEqual(one);
      expect(parseSelector(`!(${selectorText(one)})`)).toEqual(negated(one));
    }),
    runs(500),
  );
});

test('any text is a selector or is refused with a position in it', () => {
  const piece = fc.constantFrom(
    ...[
      '(',
      ')',
      '{',
      '}',
      ',',
      '==',
      '!=',
      '!',
      '&&',
      '||',
      'all()',
      'global()',
      'has(a)',
      'a',
      ' ',
      "'",
      '"',
      '"x"',
      'in',
      'not',
      'contains',
      'starts',
      'with',
      '&',
      '=',
      '\n',
      'é',
    ],
  );
  const texts = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.string(),
  );
  assertProperty(
    fc.property(texts, (input) => {
      try {
        const read = parseSelector(input);
        expect(parseSelector(selectorText(read))).toEqual(read);
      } catch (error) {
        expect(error).toBeInstanceOf(SelectorError);
        expect((error as SelectorError).position).toBeLessThanOrEqual(input.length);
      }
    }),
    runs(3_000),
  );
});

test('nesting of 10,000 levels is read, printed and turned around', () => {
  const depth = 10_000;
  const brackets = `${'('.repeat(depth)}has(a)${')'.repeat(depth)}`;
  expect(normal(brackets)).toBe('has(a)');
  expect(normal(`${'!'.repeat(depth + 1)}has(a)`)).toBe('!has(a)');
  const mixed = `${'(has(a) && (has(b) || '.repeat(depth / 2)}has(c)${'))'.repeat(depth / 2)}`;
  const read = parseSelector(mixed);
  expect(selectorText(parseSelector(selectorText(read)))).toBe(selectorText(read));
  const count = foldSelector<number>(negated(read), {
    predicate: () => 1,
    and: (parts) => parts.reduce((sum, part) => sum + part, 0),
    or: (parts) => parts.reduce((sum, part) => sum + part, 0),
  });
  expect(count).toBe(depth + 1);
});
