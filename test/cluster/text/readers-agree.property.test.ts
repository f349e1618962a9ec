import fc from 'fast-check';
import { dump } from 'js-yaml';
import { stringify } from 'yaml';
import type { Cluster } from '../../../lib/cluster/cluster';
import { clusterOfManifests, clusterOfText } from '../../../lib/cluster/load';
import type { Source, TextSource } from '../../../lib/cluster/source';
import { anyText } from '../../support/any-text';
import { assertProperty, runs } from '../../support/property';
import { maker, pod, policy } from '../clusters';

/** Manifests in which anything may stand anywhere, and texts in which any character may. */

const VALID = [
  pod('web', {
    labels: { app: 'web', tier: 'y' },
    ports: [{ containerPort: 80, name: 'http' }],
    status: { phase: 'Running', podIP: '10.0.0.1' },
  }),
  maker('Deployment', 'cache', { labels: { app: 'cache', version: '1.10' }, spec: { replicas: 3 } }),
  maker('CronJob', 'backup', { labels: { app: 'backup' } }),
  policy({
    podSelector: {
      matchLabels: { app: 'web' },
      matchExpressions: [{ key: 'tier', operator: 'In', values: ['y', '010'] }],
    },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [{ podSelector: {}, namespaceSelector: {} }], ports: [{ port: 'http' }, { port: 80, endPort: 90 }] },
    ],
    egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }, {}],
  }),
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'a' } } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  },
] as const;

/** May be a number for Go alone, such as +_0, which no writer quotes. */
const NUMBER_FOR_GO = /"[-+.\d][^"]*_/;

const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1.5,
    65536,
    1e21,
    '',
    'a',
    'y',
    '1.10',
    '010',
    '__proto__',
    'x\ny',
    '\ud83d\ude00',
    [],
    {},
    [null],
    [{}],
    { a: 1 },
  ),
  // A key `<<` is a merge in YAML, and a key like any other in values.
  fc
    .jsonValue({ maxDepth: 3 })
    .filter((value) => !JSON.stringify(value).includes('"<<"') && !NUMBER_FOR_GO.test(JSON.stringify(value))),
);

/** A copy of a manifest in which one value is another, or a key is gone, or there is one more. */
const mutated: fc.Arbitrary<object> = fc
  .tuple(
    fc.constantFrom(...VALID),
    fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
    anything,
    fc.constantFrom('set', 'remove', 'add', 'none'),
  )
  .map(([manifest, steps, value, how]) => {
    const copy = JSON.parse(JSON.stringify(manifest)) as object;
    let at = copy as Record<string, unknown>;
    for (const [index, step] of steps.entries()) {
      const keys = Object.keys(at);
      const key = keys[step % keys.length];
      if (key === undefined) break;
      const next = at[key];
      if (index < steps.length - 1 && typeof next === 'object' && next !== null) {
        at = next as Record<string, unknown>;
        continue;
      }
      if (how === 'set') at[key] = value;
      if (how === 'remove' && !Array.isArray(at)) delete at[key];
      if (how === 'add' && !Array.isArray(at)) at[`new-${key}`] = value;
      break;
    }
    return copy;
  });

/** What a cluster says, without where it came from. */
function content(cluster: Cluster): unknown {
  return JSON.parse(
    JSON.stringify({ ...cluster, namespaces: [...cluster.namespaces] }, (key, value) => {
      if (key === 'source' || key === 'before') return undefined;
      if (key === 'repeats') return value?.length;
      return typeof value === 'string' ? value.replace(/is declared in .* too/, '') : value;
    }),
  );
}

describe('manifests say the same, however they are written', () => {
  const manifests = fc.array(mutated, { minLength: 1, maxLength: 4 });

  test('as values and as JSON, one after the other or in a List', () => {
    assertProperty(
      fc.property(manifests, (values) => {
        const expected = content(clusterOfManifests(values));
        expect(content(clusterOfText(values.map((value) => JSON.stringify(value)).join('\n')))).toEqual(expected);
        expect(
          content(clusterOfText(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: values }, null, 2))),
        ).toEqual(expected);
      }),
      runs(500),
    );
  });

  test('as documents of YAML, of two writers, and as items of a List', () => {
    assertProperty(
      fc.property(manifests, (values) => {
        const expected = content(clusterOfManifests(values));
        const list = { apiVersion: 'v1', kind: 'List', items: values };
        // The writers quote what YAML 1.1 takes for a boolean or a number.
        expect(content(clusterOfText(values.map((value) => dump(value)).join('---\n')))).toEqual(expected);
        expect(
          content(clusterOfText(values.map((value) => stringify(value, { version: '1.1' })).join('---\n'))),
        ).toEqual(expected);
        expect(content(clusterOfText(dump(list, { noRefs: true })))).toEqual(expected);
      }),
      runs(500),
    );
  });
});

describe('a text that was changed anywhere', () => {
  const text = VALID.map((manifest) => stringify(manifest)).join('---\n');
  const inserted = fc.oneof(
    fc.constantFrom(
      '\t',
      '"',
      "'",
      '[',
      '{',
      '- ',
      ': ',
      '\n',
      '\r',
      '\u0000',
      '---\n',
      '\n...\n',
      '&a ',
      '*a',
      '!!int ',
      '<<: ',
      '|',
      '>',
      '%',
      '\ufeff',
      '\ud800',
      '# ',
      '? ',
      '`',
    ),
    fc.string({ maxLength: 5 }),
  );
  const change = fc.tuple(fc.nat({ max: text.length }), fc.nat({ max: 6 }), inserted);
  const changed = fc
    .array(change, { minLength: 1, maxLength: 4 })
    .map((changes) =>
      changes.reduce((now, [at, removed, added]) => now.slice(0, at) + added + now.slice(at + removed), text),
    );

  test('is read, or is a problem with a place in it; what stands around it is read', () => {
    const around = (name: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: around}\nspec: {containers: [{}]}\n`;
    assertProperty(
      fc.property(changed, (middle) => {
        const whole = `${around('before')}---\n${middle}\n---\n${around('after')}`;
        const lines = whole.split(/\r\n?|\n/);
        const cluster = clusterOfText(whole, { file: 'a.yaml' });
        expect(cluster.workloads.filter(({ namespace }) => namespace === 'around').map(({ name }) => name)).toEqual([
          'after',
          'before',
        ]);
        const sources: Source[] = [cluster.workloads, cluster.policies, cluster.problems]
          .flat()
          .map(({ source }) => source);
        for (const source of sources as TextSource[]) {
          expect(source.file).toBe('a.yaml');
          expect(source.line).toBeGreaterThan(0);
          expect(source.column).toBeGreaterThan(0);
          expect(lines[source.line - 1]?.length).toBeGreaterThanOrEqual(source.column - 1);
        }
        for (const { source, finding } of cluster.problems) {
          const { line, column } = (source as TextSource).positionOf(finding.path);
          expect([source.type, line >= (source as TextSource).line, column > 0]).toEqual(['text', true, true]);
        }
      }),
      runs(2000),
    );
  });

  test('any text at all is read to its end', () => {
    assertProperty(
      fc.property(
        fc.oneof(
          anyText({ maxLength: 200 }),
          fc.array(inserted).map((parts) => parts.join('')),
        ),
        (any) => {
          expect(clusterOfText(any).type).toBe('cluster');
        },
      ),
      runs(2000),
    );
  });
});
