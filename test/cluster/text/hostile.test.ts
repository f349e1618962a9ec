import { clusterOfManifests, clusterOfText } from '../../../lib/cluster/load';
import type { TextSource } from '../../../lib/cluster/source';
import { problemsOf } from '../clusters';

const MEGABYTE = 2 ** 20;
const POD = '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [{}]}}';

/** What is wrong with a text, which must not hang; the pod after it is always read. */
function promptly(text: string): string[] {
  const cluster = clusterOfText(`${text}\n---\n${POD}\n`);
  expect(cluster.workloads.map(({ name }) => name)).toContain('web');
  return problemsOf(cluster);
}

describe('aliases', () => {
  const bomb = (levels: number, width: number) => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < levels; level++) {
      lines.push(
        `a${level}: &a${level} [${Array(width)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    }
    return lines.join('\n');
  };

  test('that unfold into billions are refused', () => {
    expect(promptly(bomb(12, 10))).toEqual([expect.stringMatching(/^1:1 .*its aliases unfold \d+ values into \d+/)]);
    expect(promptly(bomb(300, 10))).toEqual([expect.stringContaining('endlessly many')]);
  });

  test('that unfold a label map into many objects of a list are refused', () => {
    const items = Array(20_000).fill('- *x').join('\n');
    expect(
      promptly(
        `x: &x {${Array.from({ length: 100 }, (_, key) => `k${key}: v`).join(', ')}}\napiVersion: v1\nkind: List\nitems:\n${items}`,
      ),
    ).toEqual([expect.stringContaining('its aliases unfold')]);
  });

  test('that make a circle are refused', () => {
    expect(promptly('a: &a\n  b: *a')).toEqual([expect.stringContaining('it contains itself')]);
    expect(promptly('&a [*a]')).toEqual([expect.stringContaining('it contains itself')]);
  });

  test('that nest without end are refused', () => {
    const lines = Array.from({ length: 5000 }, (_, index) => `a${index}: &a${index} [*a${index - 1}]`).slice(1);
    expect(promptly(['a0: &a0 x', ...lines].join('\n'))).toEqual([
      expect.stringContaining('nested more than 500 deep'),
    ]);
  });

  test('that say the same a few times are welcome', () => {
    expect(
      promptly(
        'apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: &l {a: b}, annotations: *l}\nspec: {containers: [{}]}',
      ),
    ).toEqual([]);
  });

  test('merges that grow by merging are refused', () => {
    const lines = Array.from(
      { length: 300 },
      (_, index) =>
        `m${index}: &m${index} {<<: [${Array(50)
          .fill(`*m${index - 1}`)
          .join(', ')}], k${index}: v}`,
    ).slice(1);
    expect(promptly(['m0: &m0 {a: b}', ...lines].join('\n'))).toEqual([expect.stringContaining('merge keys exceeded')]);
  });
});

describe('keys that reach for the prototype are data', () => {
  const keys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];

  test.each(keys)('%s', (key) => {
    for (const text of [
      `apiVersion: v1\nkind: Pod\nmetadata: {name: a, ${key}: {name: b, polluted: x}}\n${key}: {polluted: x}\nspec: {containers: [{}]}`,
      `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "${key}": {"polluted": "x"}}, "spec": {"containers": [{}]}}`,
      `<<: {${key}: {polluted: x}}\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{}]}`,
    ]) {
      const { workloads } = clusterOfText(text);
      expect(workloads.map(({ id }) => id)).toEqual(['default/a[Pod]']);
      expect(({} as { polluted?: string }).polluted).toBeUndefined();
    }
  });

  test('a label of that name is refused or kept, never obeyed', () => {
    const pod = (label: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {${label}: b}}\nspec: {containers: [{}]}`;
    expect(problemsOf(clusterOfText(pod('__proto__')))).toEqual([expect.stringContaining('"__proto__": name part')]);
    expect(clusterOfText(pod('constructor')).workloads[0]?.pods[0]?.labels).toEqual({ constructor: 'b' });
  });

  test('a name of that kind is a name', () => {
    const named = (namespace: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'constructor', namespace },
      spec: { containers: [{}] },
    });
    expect([...clusterOfManifests([named('constructor')]).namespaces.keys()]).toEqual(['constructor']);
  });
});

describe('size', () => {
  test('a text of 100 megabytes is read document by document', () => {
    const filler = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  text: "${'x'.repeat(MEGABYTE)}"\n`;
    const text = `${Array(100).fill(filler).join('---\n')}---\n${POD}`;
    const cluster = clusterOfText(text);
    expect(problemsOf(cluster)).toEqual([]);
    expect(cluster.workloads).toMatchObject([{ source: { line: 601, column: 1 } }]);
  }, 60_000);

  test('one document of more than 16 megabytes is refused, with the way out', () => {
    const { problems, workloads } = clusterOfText(`a: b\nc: "${'x'.repeat(17 * MEGABYTE)}"\n---\n${POD}`);
    expect(workloads).toHaveLength(1);
    expect(problems).toMatchObject([
      {
        source: { line: 1, column: 1 },
        finding: {
          message: expect.stringContaining('one document must not have more than 16777216 characters'),
          fix: expect.stringContaining('put --- between objects'),
        },
      },
    ]);
  });

  test('a list in JSON may be as long as it likes', () => {
    const items = Array.from({ length: 10_000 }, (_, index) =>
      POD.replace('"web"', `"web-${index}", "annotations": {"a": "${'x'.repeat(2000)}"}`),
    );
    const { workloads } = clusterOfText(`{"apiVersion": "v1", "kind": "List", "items": [\n${items.join(',\n')}]}`);
    expect(workloads).toHaveLength(10_000);
    expect(workloads[0]?.source).toMatchObject({ line: 2 });
  }, 60_000);

  test('many documents that are broken cost no more than others', () => {
    expect(promptly(Array(900).fill('a: [').join('\n---\n'))).toHaveLength(900);
  });

  test.each([
    ['a line', `a: ${'b '.repeat(2 * MEGABYTE)}`],
    ['a quoted text', `a: "${'b '.repeat(2 * MEGABYTE)}"`],
    ['blank lines', `a: b${'\n'.repeat(4 * MEGABYTE)}`],
    ['a comment', `# ${'b '.repeat(2 * MEGABYTE)}\na: b`],
    ['comments', '# b\n'.repeat(MEGABYTE)],
    ['a key', `? ${'b'.repeat(4 * MEGABYTE)}\n: c`],
    ['keys', Array.from({ length: 200_000 }, (_, index) => `k${index}: v`).join('\n')],
    ['an anchor', `a: &${'b'.repeat(MEGABYTE)} c`],
    ['a tag', `a: !${'b'.repeat(MEGABYTE)} c`],
    ['backslashes', `{"a": "${'\\\\'.repeat(2 * MEGABYTE)}"}`],
    ['quotes', `{"a": ${'"'.repeat(MEGABYTE)}}`],
    ['markers', '---\n'.repeat(200_000)],
    ['ends', '...\n'.repeat(200_000)],
    ['dashes', `${'- '.repeat(100_000)}a`],
    ['byte order marks', '\ufeff\n'.repeat(300_000)],
    ['carriage returns', `a: b${'\r'.repeat(MEGABYTE)}`],
  ])(
    '%s without end',
    (_, text) => {
      // It has neither a kind nor an API version, at most.
      expect(promptly(text).length).toBeLessThan(3);
    },
    30_000,
  );
});

describe('depth', () => {
  const deep = 100_000;

  test.each([
    ['brackets of YAML', `a: ${'['.repeat(deep)}`],
    ['closed brackets', `a: ${'['.repeat(deep)}${']'.repeat(deep)}`],
    ['braces', '{a: '.repeat(deep)],
    ['JSON', `{"a": ${'['.repeat(deep)}${']'.repeat(deep)}}`],
    ['JSON objects', `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`],
    ['block maps', Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
  ])('%s', (_, text) => {
    expect(promptly(text)).toEqual([expect.stringMatching(/nesting exceeded maxDepth/)]);
  });

  test('as deep as schemas of custom resources is fine', () => {
    expect(
      promptly(
        Array.from({ length: 200 }, (_, level) => `${' '.repeat(level)}a:`)
          .join('\n')
          .replace('a:', 'apiVersion: v1\nkind: A\na:'),
      ),
    ).toEqual([]);
  });
});

describe('what is no text', () => {
  test.each([
    ['bytes', Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)).toString('latin1')],
    ['bytes as UTF-8', Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)).toString('utf8')],
    ['half a surrogate pair', 'a: \ud800'],
    ['control characters', 'a: \u0001\u001b[2J'],
    ['characters that are none', 'a: \uffff'],
  ])('%s is a problem', (_, text) => {
    const problems = promptly(text);
    expect(problems).toHaveLength(1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may reach a terminal
    expect(problems[0]).not.toMatch(/[\0-\x1f\x7f-\x9f\ud800-\udfff]/);
  });

  test('half a surrogate pair in quotes is refused where it matters', () => {
    expect(
      promptly('apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {b: "\ud800"}}\nspec: {containers: [{}]}'),
    ).toEqual([expect.stringContaining('Invalid value: "\\ud800": a valid label')]);
  });
});

test('asking for places in a huge list is not as slow as reading it anew each time', () => {
  const item = (index: number) =>
    `- apiVersion: networking.k8s.io/v1\n  kind: NetworkPolicy\n  metadata: {name: p-${index}}\n  spec: {ingress: [{}]}`;
  const { policies } = clusterOfText(
    `apiVersion: v1\nkind: List\nitems:\n${Array.from({ length: 5000 }, (_, index) => item(index)).join('\n')}`,
  );
  const lines = policies.map(({ source }) => (source as TextSource).positionOf('spec.ingress[0]').line);
  expect(new Set(lines).size).toBe(5000);
});
