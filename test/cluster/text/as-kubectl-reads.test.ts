import { parse } from 'yaml';
import { problemsOf, read } from '../clusters';

const pod = (labels: string, rest = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  labels: {a: ${labels}}\nspec:\n  containers: [{}]\n${rest}`;
const portPolicy = (port: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web}\nspec: {ingress: [{ports: [{port: ${port}}]}]}\n`;

/** The port of a policy as it was read. */
function portOf(port: string): unknown {
  const cluster = read(portPolicy(port));
  expect(problemsOf(cluster)).toEqual([]);
  return cluster.policies[0]?.manifest.spec.ingress?.[0]?.ports?.[0]?.port;
}

describe('rule 24: numbers are those of YAML 1.1, as Go reads them', () => {
  test.each([
    ['80', 80],
    ['010', 8],
    ['0o10', 8],
    ['0x50', 80],
    ['0X50', 80],
    ['0b101', 5],
    ['1_000', 1000],
    ['+80', 80],
    ['08', 8],
    ['8e1', 80],
    ['80.0', 80],
    ['!!int "80"', 80],
  ])('%s is %i', (written, port) => {
    expect(portOf(written)).toBe(port);
  });

  test.each(['1:30', '80a', 'x80', '0b2', '8-0'])('%s is a text', (written) => {
    const [problem = ''] = problemsOf(read(portPolicy(`"${written}"`)));
    expect(problemsOf(read(portPolicy(written)))[0] ?? '').toBe(problem);
  });

  test.each(['1.10', '010', '.5', '1e3', '.inf', '-.INF', '.nan', '0x1F', '1_0', '-1'])(
    'the label value %s is a number, and refused',
    (value) => {
      expect(problemsOf(read(pod(value)))).toEqual([expect.stringContaining('must be a string, not a number')]);
    },
  );
});

describe('rule 24: strings', () => {
  test.each([
    'yEs',
    'oN',
    '"yes"',
    "'n'",
    'yes-1',
    '2024-01-02',
    '2024-01-02T03:04:05Z',
    '1:30',
    '"true"',
    "'1.10'",
    '1.2.3',
    '!!str 80',
    '=',
    'Null1',
  ])('%s stays one', (value) => {
    const cluster = read(pod(value));
    expect(problemsOf(cluster)).toEqual(value.includes(':') || value === '=' ? [expect.any(String)] : []);
    const [labels] = cluster.workloads.map(({ pods }) => pods[0]?.labels);
    if (labels !== undefined) expect(labels.a).toBe(value.replace('!!str ', '').replace(/["']/g, ''));
  });

  test.each(['true', 'True', 'FALSE', 'y', 'Y', 'yes', 'Yes', 'YES', 'no', 'on', 'On', 'off', 'OFF', 'n', 'N'])(
    '%s is a boolean, and refused as a label',
    (value) => {
      expect(problemsOf(read(pod(value)))).toEqual([expect.stringContaining('must be a string, not a boolean')]);
    },
  );

  test.each(['~', 'null', 'Null', ''])('the label value %j is null, and refused', (value) => {
    expect(problemsOf(read(pod(value)))).toEqual([expect.stringContaining('must be a string, not null')]);
  });

  test('keys become strings', () => {
    const { workloads } = read(pod(`b, 80: c, true: d, "yes": e, Off: f`));
    expect(workloads[0]?.pods[0]?.labels).toEqual({ '80': 'c', a: 'b', false: 'f', true: 'd', yes: 'e' });
  });

  test('yes means true where a boolean is wanted', () => {
    expect(read(pod('b', '  hostNetwork: yes\n')).workloads[0]?.pods[0]?.hostNetwork).toBe(true);
  });
});

describe('merges, anchors and tags', () => {
  test('a merge fills in what is not there', () => {
    const text = `x: &x {a: from x, b: from-x}\n${pod('own').replace('labels: {', 'labels: {<<: *x, ')}`.replaceAll(
      'from x',
      'from-x',
    );
    expect(read(text).workloads[0]?.pods[0]?.labels).toEqual({ a: 'own', b: 'from-x' });
  });

  test('an anchor of one document is unknown in the next', () => {
    expect(problemsOf(read(`x: &x b\nkind: A\napiVersion: v1\n---\n${pod('*x')}`))).toEqual([
      expect.stringContaining('unidentified alias'),
    ]);
  });

  test('bytes in objects that are not read are no problem', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nbinaryData: {a: !!binary aGk=}\nat: !!timestamp 2024-01-02\n';
    expect(problemsOf(read(text))).toEqual([]);
  });
});

describe('JSON', () => {
  const value = parse(pod('b'));
  const json = JSON.stringify(value);

  test.each([
    ['one object', json],
    ['with blanks around it', `\n\n \t${json}\r\n`],
    ['indented with tabs', JSON.stringify(value, null, '\t')],
    ['a document among others', `a: b\nkind: A\napiVersion: v1\n---\n${json}\n---\n`],
    ['an array of values in the text of a List', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [value] })],
    [
      'flow YAML that looks like JSON',
      '{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {a: b}}, spec: {containers: [{}]}}',
    ],
    ['JSON with a comment', `${json} # comment`],
  ])('%s', (_, text) => {
    const cluster = read(text);
    expect(problemsOf(cluster)).toEqual([]);
    expect(cluster.workloads.map(({ pods }) => pods[0]?.labels)).toEqual([{ a: 'b' }]);
  });

  test('several values may follow one another, as jq prints them', () => {
    const lines = ['a', 'b', 'c'].map((name) => json.replace('"web"', `"${name}"`));
    expect(read(lines.join('\n')).workloads.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(read(lines.join('')).workloads.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  test('quotes, brackets and escapes in texts do not end anything', () => {
    const odd = { ...value, metadata: { ...value.metadata, annotations: { a: 'x"]}\\', b: '\\"items": [' } } };
    const list = { apiVersion: 'v1', kind: 'List', items: [odd, { ...odd, metadata: { name: 'other' } }] };
    expect(read(JSON.stringify(list)).workloads.map(({ name }) => name)).toEqual(['other', 'web']);
  });

  test('an item of a list that is no object is not lost', () => {
    expect(problemsOf(read(`{"apiVersion": "v1", "kind": "List", "items": [${json}, 5, null]}`))).toEqual(
      [
        '1:1 | Invalid value: 5: must be a Kubernetes object, not a number',
        '1:1 | Invalid value: null: must be a Kubernetes object, not null',
      ].map((line) => expect.stringContaining(line.slice(6))),
    );
  });

  test('items elsewhere than in a list are ordinary fields', () => {
    const map = { apiVersion: 'v1', kind: 'ConfigMap', items: [{ key: 'a' }, 5], data: { items: [value] } };
    expect(problemsOf(read(JSON.stringify(map)))).toEqual([]);
  });

  test('a key twice in an item is reported there, and the other items are read', () => {
    const text = `{"apiVersion": "v1", "kind": "List", "items": [\n ${json},\n {"kind": "Pod", "kind": "Pod"}]}`;
    expect(read(text).workloads).toHaveLength(1);
    expect(problemsOf(read(text))).toEqual(['3:19 | Invalid value: cannot be read as YAML: duplicated mapping key']);
  });
});
