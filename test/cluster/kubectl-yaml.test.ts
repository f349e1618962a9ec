import { clusterOfText } from '../../lib/cluster/load';
import { readText } from '../../lib/cluster/text/read-text';
import { asText } from '../support/synth';
import { problems, workloads } from './cluster-lines';

expect.addSnapshotSerializer(asText);

/** The value of the first document of a text, whatever it is. */
function valueIn(text: string): unknown {
  const [read] = readText(text);
  if (read === undefined) return undefined;
  return 'finding' in read ? `refused: ${read.finding.message}` : read.value;
}

describe('rule 24: scalars are what kubectl makes of them', () => {
  test.each([
    ['010', 8],
    ['0o10', 8],
    ['-010', -8],
    ['0x1F', 31],
    ['0b101', 5],
    ['1_000', 1000],
    ['8080', 8080],
    ['+1', 1],
    ['08', 8],
    ['1.10', 1.1],
    ['1e3', 1000],
    ['.5', 0.5],
    ['.inf', Number.POSITIVE_INFINITY],
    ['1:30', '1:30'],
    ['1.2.3', '1.2.3'],
    ['"80"', '80'],
    ["'010'", '010'],
    ['!!str 80', '80'],
    ['true', true],
    ['False', false],
    ['tRuE', 'tRuE'],
    ['TRUE', true],
    ['y', true],
    ['Y', true],
    ['yes', true],
    ['Yes', true],
    ['YES', true],
    ['yEs', 'yEs'],
    ['on', true],
    ['oN', 'oN'],
    ['n', false],
    ['N', false],
    ['no', false],
    ['NO', false],
    ['Off', false],
    ['OFF', false],
    ['"yes"', 'yes'],
    ["'off'", 'off'],
    ['!!str yes', 'yes'],
    ['! yes', 'yes'],
    ['!!bool yes', true],
    ['yes please', 'yes please'],
    ['0o17', 15],
    ['0O17', 15],
    ['0o1_7', 15],
    ['0_17', 15],
    ['0o8', '0o8'],
    ['1:30:00', '1:30:00'],
    ['_1', '_1'],
    ['.5_0', 0.5],
    ['.5_', '.5_'],
    ['1234e567', '1234e567'],
    ['1e400', '1e400'],
    ['685.230_15e+03', 685230.15],
    ['~', null],
    ['null', null],
    ['Null', null],
    ['', null],
    ['2001-12-14', '2001-12-14'],
    ['2001-12-14t21:59:43.10-05:00', '2001-12-14t21:59:43.10-05:00'],
    ['!!binary aGVsbG8=', 'hello'],
    ['=', '='],
  ])('%s', (written, value) => {
    expect(valueIn(`a: ${written}`)).toEqual({ a: value });
  });
  test('keys that are no strings become some', () => {
    expect(valueIn('{1: a, true: b, 010: c}')).toEqual({ 1: 'a', true: 'b', 8: 'c' });
    expect(valueIn('{on: a, No: b, 0o17: c, "y": d}')).toEqual({ true: 'a', false: 'b', 15: 'c', y: 'd' });
  });
  test('in JSON as in YAML, but for texts in quotes', () => {
    expect(valueIn('{"yes": "on", "n": [true]}')).toEqual({ yes: 'on', n: [true] });
  });
  test('yes and on are booleans where one is wanted', () => {
    const pod = (onNode: string) =>
      clusterOfText(
        `{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostNetwork: ${onNode}, containers: [{}]}}`,
      );
    expect(['yes', 'on', 'true', 'no', 'off'].map((word) => workloads(pod(word))[0])).toEqual([
      'default/a[Pod] x1 on its node',
      'default/a[Pod] x1 on its node',
      'default/a[Pod] x1 on its node',
      'default/a[Pod] x1',
      'default/a[Pod] x1',
    ]);
    expect(problems(pod('maybe'))).toMatchInlineSnapshot(`
line 1, column 57: Pod default/a: spec.hostNetwork: Invalid value: "maybe": must be a boolean, not a string
    write true or false
`);
  });
});

describe('maps', () => {
  test('take over what is merged into them, and their own keys count', () => {
    expect(valueIn('base: &base {a: 1, b: 1}\nown:\n  <<: *base\n  b: 2')).toMatchObject({ own: { a: 1, b: 2 } });
    expect(valueIn('x: &x {a: 1}\ny: &y {a: 2, b: 2}\nown: {<<: [*x, *y]}')).toMatchObject({ own: { a: 1, b: 2 } });
  });
  test.each(['own:\n  b: 2\n  <<: *base', 'own: {<<: *base, <<: *base}', 'own: [{c: {d: 1}, <<: *base}]'])(
    'a merge after other keys is refused, for kubectl lets it replace them: %j',
    (text) => {
      expect(valueIn(`base: &base {a: 1, b: 1}\n${text}`)).toMatch(/^refused: Invalid value: "<<": must come before/);
    },
  );
  test('<< as a value, or in a list, is a text', () => {
    expect(valueIn('{a: x, b: <<, c: [<<, <<]}')).toEqual({ a: 'x', b: '<<', c: ['<<', '<<'] });
  });
  test.each([
    'a: 1\na: 2',
    '{"a": 1, "a": 2}',
    '{"a": {"b": 1, "b": 2}}',
    '{1: a, "1": b}',
    '{.inf: a, .inf: b}',
    '{92233.2036854: a, 92233.2036854: b}',
  ])('a key that is there twice is refused: %j', (text) => {
    expect(valueIn(text)).toMatch(/^refused: Invalid value: cannot be read as YAML: duplicated mapping key$/);
  });
  test('a number as a key is the text that Go makes of it', () => {
    expect(valueIn('{1.5: a, 0.1: b, 92233.2036854: c, .inf: d, -.INF: e, .nan: f, 1e3: g}')).toEqual({
      ...{ '1.5': 'a', '0.1': 'b', '92233.2': 'c', '.inf': 'd', '-.inf': 'e', '.nan': 'f', '1000': 'g' },
    });
  });
  test.each([
    ['{a: ::/0}', 'begins with a colon'],
    ['[:a]', 'begins with a colon'],
    ['a: "b\\/c"', 'has the escape'],
  ])('a scalar that only kubectl cannot read is refused: %j', (text, detail) => {
    expect(valueIn(text)).toMatch(/^refused: Invalid value: /);
    expect(valueIn(text)).toContain(detail);
  });
  test.each(['a: ::/0', '{a: "::/0"}', '"a\\\\/b": c', "'a\\/b': c", '{"a": "b\\/c"}'])(
    'and its like are read: %j',
    (text) => {
      expect(valueIn(text)).toBeInstanceOf(Object);
    },
  );
  test('bytes that are no base64 are refused', () => {
    expect(valueIn('a: !!binary "?"')).toMatch(/^refused/);
    expect(valueIn('a: !!binary aHR0cA==')).toEqual({ a: 'http' });
  });
  test('a key that is null or a map is refused', () => {
    expect(valueIn('~: 1')).toMatch(/^refused: .*a key must not be empty/);
    expect(valueIn('{? {a: 1} : 2}')).toMatch(/^refused: /);
  });
});

test.each(['\u0085', '\u2028', '\u2029'])('%j ends a line for kubectl, so nothing may hide behind it', (hidden) => {
  const text = `kind: Deny\n# only a comment${hidden}ingress: [{}]\n`;
  expect(valueIn(text)).toMatch(/^refused: Invalid value: "\\u.{4}": ends a line for kubectl, and for no editor$/);
  expect(valueIn(`{"a": "b${hidden}"}`)).toEqual({ a: `b${hidden}` });
});

describe('documents', () => {
  const namesIn = (text: string) =>
    [...readText(text)].map((read) => ('finding' in read ? read.finding.message : (read.value as { a: unknown }).a));

  test.each([
    ['one after the other', 'a: 1\n---\na: 2\n--- # with a comment\na: 3\n', [1, 2, 3]],
    ['that hold nothing', '---\n---\n# only this\n---\na: 1\n---\n', [1]],
    ['that end', '---\na: 1\n...\n---\na: 2\n...\n', [1, 2]],
    [
      'with directives',
      '%YAML 1.1\n---\na: 1\n---\na: 2\n',
      [expect.stringContaining('kubectl reads no directives'), 2],
    ],
    ['that begin with a comment', '# first\n---\na: 1\n', [1]],
    ['with CRLF', 'a: 1\r\n---\r\na: 2\r\n', [1, 2]],
    ['with a BOM', '\ufeffa: 1\n---\na: 2', [1, 2]],
    ['of JSON, apart or not', '{"a": 1}\n{"a": 2} {"a": 3}\n---\n{"a": 4}', [1, 2, 3, 4]],
    ['of both', 'a: 1\n---\n{"a": 2}\n---\n{a: 3}', [1, 2, 3]],
    [
      'with what only looks like an end',
      'a: |\n  ---\n  x\n---\na: "--- x"\n---\na: ----\n---\na: x ---',
      ['---\nx\n', '--- x', '----', 'x ---'],
    ],
  ])('%s', (_title, text, values) => {
    expect(namesIn(text)).toEqual(values);
  });
  test.each(['--- a: 1', '--- {a: 1}', '--- |\n  x', `---${' '.repeat(5000)}x`])('kubectl takes no %j', (text) => {
    const [first, second] = namesIn(`${text}\n---\na: 2`);
    expect(first).toMatch(/kubectl takes nothing but a comment on the line of ---$/);
    expect(second).toBe(2);
  });
  test('kubectl skips what follows ... without ---', () => {
    const [first, second] = namesIn('a: 1\n...\na: 2');
    expect([first, second]).toEqual([1, expect.stringMatching(/kubectl skips what follows \.\.\./)]);
  });
  test('nothing is in an empty text', () => {
    expect(['', '\n', '# a comment', '\ufeff', '---', '...', '\ufeff# c\n'].flatMap(namesIn)).toEqual([]);
  });
});
