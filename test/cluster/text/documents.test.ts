import type { TextSource } from '../../../lib/cluster/source';
import { problemsOf, read } from '../clusters';

const pod = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers: [{name: a}]\n`;

/** The pods of a text, each with the line and column at which its object begins. */
function podsOf(text: string): string[] {
  const cluster = read(text);
  expect(problemsOf(cluster)).toEqual([]);
  return cluster.workloads.map(({ name, source }) =>
    source.type === 'text' ? `${name} ${source.line}:${source.column}` : '',
  );
}

describe('a text is split where YAML says that a document begins or ends', () => {
  test.each([
    ['one document', pod('a'), ['a 1:1']],
    ['two documents', `${pod('a')}---\n${pod('b')}`, ['a 1:1', 'b 8:1']],
    ['a marker at the very beginning and end', `---\n${pod('a')}---\n`, ['a 2:1']],
    ['markers without documents', `---\n---\n\n---\n${pod('a')}---\n---`, ['a 5:1']],
    ['comments on and around markers', `# a\n--- # b\n# c\n${pod('a')}# d\n---\t# e\n${pod('b')}`, ['a 4:1', 'b 12:1']],
    ['no line break at the end', `${pod('a')}---\n${pod('b').trimEnd()}`, ['a 1:1', 'b 8:1']],
    ['lines that end as in Windows', `${pod('a')}---\n${pod('b')}`.replaceAll('\n', '\r\n'), ['a 1:1', 'b 8:1']],
    ['lines that end as in old Macs', `${pod('a')}---\n${pod('b')}`.replaceAll('\n', '\r'), ['a 1:1', 'b 8:1']],
    ['a byte order mark', `\ufeff${pod('a')}---\n${pod('b')}`, ['a 1:1', 'b 8:1']],
    ['a byte order mark before a marker', `\ufeff---\n${pod('a')}`, ['a 2:1']],
    ['a byte order mark before a later marker', `${pod('a')}\ufeff---\n${pod('b')}`, ['a 1:1', 'b 8:1']],
    ['ends of documents', `${pod('a')}...\n---\n${pod('b')}...\n...\n`, ['a 1:1', 'b 9:1']],
    [
      'an indented document',
      `---\n  apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n  spec: {containers: [{}]}\n`,
      ['a 2:3'],
    ],
    ['markers that are none', `${pod('a')}  #---\n#---\n ---: x\n`.replace(' ---: x\n', ''), ['a 1:1']],
    ['nothing', '', []],
    ['nothing but comments', '# a\n\n# b', []],
    ['empty documents', '---\nnull\n---\n~\n---\n', []],
  ])('%s', (_, text, pods) => {
    expect(podsOf(text)).toEqual(pods);
  });

  test('what looks like a marker inside of a text is none', () => {
    const text = `${pod('a')}  note: |\n    ---\n    ...\n  other: "x\n    ---\n    y"\n  third: --- \n---\n${pod('b')}`;
    expect(podsOf(text)).toEqual(['a 1:1', 'b 15:1']);
  });

  test('a byte order mark before a later marker belongs to the document behind it', () => {
    const policy =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec:\n  podSelector: {}\n';
    const places = read(`${policy}\ufeff---\n${pod('b')}`).policies.map(({ source }) =>
      (source as TextSource).positionOf('spec.podSelector'),
    );
    expect(places).toEqual([expect.objectContaining({ line: 5, column: 3 })]);
  });

  test.each(['\ufeff\n', '\ufeff# a\n'])(
    'a document that ends with %j is refused, also with others behind it',
    (end) => {
      const [alone, followed] = [read(`${pod('a')}${end}`), read(`${pod('a')}${end}---\n${pod('b')}`)];
      expect(problemsOf(alone)).toEqual([expect.stringContaining('cannot be read as YAML')]);
      expect(problemsOf(followed)).toEqual(problemsOf(alone));
      expect(followed.workloads.map(({ name }) => name)).toEqual(['b']);
    },
  );

  test('a long text of small documents keeps every place', () => {
    const text = Array.from({ length: 3000 }, (_, index) => pod(`p-${index}`)).join('---\n');
    const places = podsOf(text);
    expect(places).toHaveLength(3000);
    expect(places).toContain('p-0 1:1');
    expect(places).toContain('p-2999 20994:1');
  });
});

describe('what kubectl would not read is a problem, although it is YAML', () => {
  test.each([
    ['text on the line of a marker', `${pod('a')}--- {b: c}\n---\n${pod('d')}`, '7:1'],
    ['a document behind an end, without a marker', `${pod('a')}...\n${pod('b')}---\n${pod('d')}`, '8:1'],
    ['one at the end of the text', `${pod('a')}...\n# comment\n${pod('b')}`, '8:1'],
  ])('%s', (_, text, place) => {
    const problems = problemsOf(read(text));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${place} .*kubectl`));
  });
});

describe('a broken document', () => {
  const broken = 'kind: Pod\n a: b\n';

  test('is a problem at its place in the text, and hides no other', () => {
    const cluster = read(`${pod('a')}---\n${broken}---\n${pod('b')}`, { file: 'shop.yaml' });
    expect(cluster.workloads.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(cluster.problems).toMatchObject([{ source: { type: 'text', file: 'shop.yaml', line: 9, column: 3 } }]);
    expect(problemsOf(cluster)).toEqual([
      '9:3 | Invalid value: cannot be read as YAML: bad indentation of a mapping entry',
    ]);
  });

  test.each([
    ['an unclosed quote', 'a: "b\nc: d\n', '3:1', 'deficient indentation'],
    ['an unclosed bracket', 'a: [b', '2:6', 'unexpected end of the stream within a flow collection'],
    ['a tab', 'a:\n\tb: c\n', '3:1', 'tab characters must not be used in indentation'],
    ['a key twice', 'a: 1\nb: 2\na: 3\n', '4:1', 'duplicated mapping key'],
    ['a key twice, in JSON', '{"a": 1,\n "b": {"c": 1, "c": 2}}\n', '3:17', 'duplicated mapping key'],
    ['a tag that is not known', 'a: !Ref b\n', '2:4', 'unknown scalar tag !<!Ref>'],
    ['an alias of nothing', 'a: *b\n', '2:5', 'unidentified alias "b"'],
    ['a null byte', 'a: \0\n', '2:4', 'null byte is not allowed in input'],
    ['an empty key', '? \n: b\n', '1:1', 'a key must not be empty'],
    ['a map as a key', '? {a: b}\n: c\n', '1:1', 'does not support complex keys'],
  ])('%s', (_, text, place, message) => {
    const [problem, ...others] = problemsOf(read(`---\n${text}`));
    expect(others).toEqual([]);
    expect(problem).toContain(message);
    expect(problem).toMatch(new RegExp(`^${place} `));
  });
});
