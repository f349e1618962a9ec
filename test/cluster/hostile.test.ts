import { clusterOfManifests, clusterOfText } from '../../lib/cluster/load';
import { escapeControls } from '../../lib/policy/unknown-value';
import { asText } from '../support/synth';
import { policies, problems, workloads } from './cluster-lines';

expect.addSnapshotSerializer(asText);

const read = (text: string) => clusterOfText(text, { file: 'f' });
const after = '---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: after}}\n';
const policy = (spec: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: ${spec}\n`;

describe('texts that unfold', () => {
  const bomb = (levels: number) =>
    Array.from({ length: levels }, (_, level) =>
      level === 0
        ? 'a0: &a0 x'
        : `a${level}: &a${level} [${Array(10)
            .fill(`*a${level - 1}`)
            .join(', ')}]`,
    ).join('\n');

  test('into endlessly many values', () => {
    const cluster = read(`apiVersion: v1\nkind: Pod\n${bomb(30)}\n${after}`);
    expect(policies(cluster)).toEqual(['default/after']);
    expect(problems(cluster)).toMatchInlineSnapshot(`
f:1:1: Invalid value: "its aliases unfold 323 values into endlessly many": cannot be read
    write plain data, without such aliases
`);
  });
  test('into a policy of thousands of peers', () => {
    const cluster = read(`${policy(`{ingress: [{from: [&p {podSelector: {}}, ${Array(999).fill('*p')}]}]}`)}${after}`);
    expect(problems(cluster)).toBe('');
    expect(cluster.policies[1]?.manifest.spec.ingress?.[0]?.from).toHaveLength(1000);
  });
  test.each(['a: &a [*a]', 'a: &a {b: *a}', 'a: &a {<<: *a}', '&a [*a]'])('into themselves: %s', (text) => {
    const cluster = read(`apiVersion: v1\nkind: Pod\n---\n${text}\n${after}`);
    expect(policies(cluster)).toEqual(['default/after']);
    expect(cluster.problems.length).toBeGreaterThan(1);
  });
  test('by merging again and again', () => {
    const keys = Array.from({ length: 1000 }, (_, index) => `k${index}: 1`).join(', ');
    const cluster = read(
      `a: &a {${keys}}\n${Array.from({ length: 2000 }, (_, i) => `b${i}: {<<: *a}`).join('\n')}\n${after}`,
    );
    expect(policies(cluster)).toEqual(['default/after']);
    expect(cluster.problems).toHaveLength(1);
  });
});

describe('texts that are nested', () => {
  test.each([
    ['flow lists', '['],
    ['lists', '- '],
    ['maps', '{a: '],
    ['JSON', '{"a":'],
    ['keys', '? '],
    ['JSON lists', '[['],
  ])('100,000 deep: %s', (_title, opens) => {
    const cluster = read(`${opens.repeat(100_000)}\n${after}`);
    expect(policies(cluster)).toEqual(['default/after']);
    expect(cluster.problems).toHaveLength(1);
  });
  test('as deep as is allowed, in a policy', () => {
    const cluster = read(`${policy(`{x: ${'['.repeat(400)}${']'.repeat(400)}}`)}${after}`);
    expect([policies(cluster), problems(cluster)]).toEqual([['default/after', 'default/p'], '']);
  });
});

describe('keys that mean something to JavaScript', () => {
  afterEach(() => expect(Object.keys(Object.prototype)).toEqual([]));
  const inherited = { replicas: 7, labels: { evil: 'x' }, hostNetwork: true, spec: {}, name: 'evil' };

  test.each([
    ['YAML', (json: string) => `# YAML\n${json}`],
    ['JSON', (json: string) => json],
  ])('are keys like others in %s', (_title, written) => {
    const evil = JSON.stringify(inherited);
    const pod = `{"__proto__": ${evil}, "apiVersion": "v1", "kind": "Pod", "constructor": {"prototype": ${evil}},
      "metadata": {"__proto__": ${evil}, "name": "a", "labels": {"constructor": "x", "hasOwnProperty": "y"}},
      "spec": {"__proto__": ${evil}, "containers": [{"__proto__": {"ports": [{"containerPort": 1}]}}]}}`;
    const cluster = read(written(pod));
    expect(problems(cluster)).toBe('');
    expect(workloads(cluster)).toEqual(['default/a[Pod] x1 constructor=x hasOwnProperty=y']);
  });
  test('are no label keys, where the API server takes none such', () => {
    expect(
      problems(
        read('{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {__proto__: x}}, spec: {containers: [{}]}}'),
      ),
    ).toContain('name part must consist of');
  });
  test('name objects like others', () => {
    const pods = ['constructor', 'tostring', 'valueof'].map(
      (name) => `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: ${name}}, spec: {containers: [{}]}}`,
    );
    expect(workloads(read(pods.join('\n---\n')))).toEqual([
      'constructor/constructor[Pod] x1',
      'tostring/tostring[Pod] x1',
      'valueof/valueof[Pod] x1',
    ]);
  });
});

describe('texts that are large', () => {
  const many = 200_000;
  const within = (text: string) => {
    const cluster = read(`${text}\n${after}`);
    expect(policies(cluster)).toContain('default/after');
    return cluster;
  };

  test.each([
    ['blank lines', '\n'],
    ['separators', '---\n'],
    ['ends', '...\n'],
    ['comments', '# c\n'],
    ['spaces', ' '],
    ['carriage returns', '\r'],
  ])('of %s', (_title, part) => {
    expect(problems(within(part.repeat(many)))).toBe('');
  });
  test('of documents that cannot be read', () => {
    expect(read('a: [\n---\n'.repeat(many)).problems).toHaveLength(1001);
  });
  test('of rules that are none', () => {
    expect(read(policy(`\n  ingress:\n${'  - 1\n'.repeat(many)}`)).problems).toHaveLength(1001);
    expect(
      read(
        JSON.stringify({
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          spec: { ingress: Array(many).fill(1) },
        }),
      ).problems,
    ).toHaveLength(1001);
  });
  test('of labels that are none', () => {
    const labels = Array.from({ length: many }, (_, index) => `k${index}: 1`).join(', ');
    expect(read(`{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {${labels}}}}`).problems).toHaveLength(1001);
  });
  test('in one document that would fill the memory', () => {
    const cluster = within(`a:\n${'- b\n'.repeat(2 ** 22 + 1)}`);
    expect(problems(cluster)).toMatchInlineSnapshot(`
f:1:1: Invalid value: "16777224 characters": one document must not have more than 16777216 characters
    put --- between objects in place of one list of them, or write the list as JSON (kubectl get -o json)
`);
  });
  test('in one JSON list, which is read item by item', () => {
    const item = `,{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"data":{"a":"${'b'.repeat(4096)}"}}`;
    const text = `{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Secret"}${item.repeat(4500)}]}`;
    expect(text.length).toBeGreaterThan(2 ** 24);
    expect(problems(within(text))).toBe('');
  });
});

describe('texts that are broken', () => {
  test.each([
    ['a quote that never ends', 'a: "b\n'.padEnd(100_000, 'c ')],
    ['a quote of JSON that never ends', `{"a": "${'\\"'.repeat(100_000)}`],
    ['half a JSON list', '{"kind": "List", "apiVersion": "v1", "items": [{"kind": "Pod"}, {'],
    ['brackets that do not match', '{"a": [}]'],
    ['more brackets than were opened', '{"a": 1}}'],
    ['lone surrogates', 'a: \ud800\nb: "\udc00\n'],
    ['zero bytes', 'a: \0\0\0\n'],
    ['an image', Buffer.from(Uint8Array.from({ length: 5000 }, (_, i) => (i * 2654435761) >>> 13)).toString('latin1')],
  ])('%s', (_title, text) => {
    const cluster = clusterOfText(text);
    expect(cluster.problems.length).toBeGreaterThan(0);
    expect(cluster.workloads).toEqual([]);
    for (const line of problems(cluster).split('\n')) expect(line).toBe(escapeControls(line));
  });
  test('lone surrogates in names and labels are reported, escaped', () => {
    const cluster = read(
      '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "\\ud800", "labels": {"a": "\\udfff"}}}',
    );
    expect(problems(cluster)).toContain('\\ud800');
    expect(problems(cluster)).not.toMatch(/[\ud800-\udfff]/);
  });
});

describe('values', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{}] } };
  const cyclic: Record<string, unknown> = { ...pod };
  cyclic.self = cyclic;
  const thrower = new Proxy(pod, {
    get: () => {
      throw new Error('no');
    },
    ownKeys: () => {
      throw new Error('never');
    },
  });
  const sparse: unknown[] = [];
  sparse.length = 2 ** 32 - 1;
  let deep: unknown = 1;
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a big number', 1n],
    ['a date', new Date(0)],
    ['a map', new Map([['kind', 'Pod']])],
    ['one that holds itself', cyclic],
    ['one that throws', thrower],
    ['a list of four billion holes', { ...pod, spec: { containers: sparse } }],
    ['one that is 100,000 deep', { ...pod, spec: deep }],
    [
      'a getter that throws',
      Object.defineProperty({ ...pod }, 'status', {
        enumerable: true,
        get: () => {
          throw 1;
        },
      }),
    ],
  ])('%s', (_title, value) => {
    const cluster = clusterOfManifests([value, { ...pod, metadata: { name: 'b' } }]);
    expect(workloads(cluster)).toEqual(['default/b[Pod] x1']);
    expect(cluster.problems).toHaveLength(1);
  });

  const hiding = (labels: object, json: unknown) => Object.defineProperty(labels, 'toJSON', { value: () => json });
  const bare: object = Object.assign(Object.create(null), { toJSON: () => ({}) });
  const labelled = (labels: object) => ({ ...pod, metadata: { name: 'a', labels } });

  test.each([
    ['what they are as JSON', hiding({ app: 'y' }, { app: 'x' })],
    ['others', Object.defineProperty({ app: 'y' }, 'tier', { value: 'z' })],
    ['what JSON is made of by their prototype', Object.assign(Object.create(bare), { app: 'y' })],
  ])('that hide %s have the labels that they show', (_title, labels) => {
    const one = { ...pod, metadata: { name: 'b', labels: { app: 'x' } } };
    const { workloads: found, problems: wrong } = clusterOfManifests([one, labelled(labels)]);
    expect(wrong).toEqual([]);
    expect(found.map(({ pods: [group] }) => JSON.stringify(group?.labels))).toEqual(['{"app":"y"}', '{"app":"x"}']);
  });

  test('whose selector would be nothing as JSON select what they show', () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's' },
      spec: { selector: hiding({ app: 'y' }, null), ports: [{ port: 80 }] },
    };
    expect(clusterOfManifests([service]).services.map(({ selector }) => selector)).toEqual([{ app: 'y' }]);
  });

  test.each([[{}], [{ apiVersion: 'extensions/v1beta1' }], [null], ['text'], [[1]]])(
    'that are policies, and %j as JSON, are policies of today with a spec',
    (json) => {
      const given = {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'p' },
        spec: { podSelector: {} },
        toJSON: () => json,
      };
      const [found] = clusterOfManifests([given]).policies;
      expect(found?.manifest).toMatchObject({ apiVersion: 'networking.k8s.io/v1', metadata: {}, spec: {} });
    },
  );
});
