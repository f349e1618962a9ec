import fc from 'fast-check';
import { dump } from 'js-yaml';
import { stringify } from 'yaml';
import { readPlainBlock } from '../../../lib/cluster/text/plain-block';
import { objectsOfPlain } from '../../../lib/cluster/text/plain-objects';
import { readYaml } from '../../../lib/cluster/text/read-yaml';
import { drawn, runs, seed } from '../../support/property';

/** The reader of plain block YAML against the parser, which says what a document means. */

const START = { file: 'a.yaml', line: 7, column: 1 };

/** What each of them makes of a document: values, with the place of each object. */
function readBy(objects: Iterable<unknown>): string {
  return JSON.stringify(
    [...objects].map((object) => ({ ...(object as object) })),
    (_, value) =>
      typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
        ? `number ${Object.is(value, -0) ? '-0' : value}`
        : value,
  );
}

const TEXTS = [
  `# A comment.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: cart   # behind a value
  namespace: "shop"
  labels: {}
  annotations:
    note: 'a: b'
    "quoted key": x#y
    script: |
      #!/bin/sh
        exec "$1"

      done
    other: |-
      one: two
    url: http://x.example:8080/?a=b&c=d

spec:
  podSelector:
    matchLabels:
      app: cart
  policyTypes:
  - Ingress
  ingress:
  - from:
    - podSelector:
        matchLabels:
          app: web
      namespaceSelector: {}
    - ipBlock:
        cidr: 10.0.0.0/8
        except: []
    ports:
    -   port: 080
        protocol: TCP
    - {}
  - ports:
    - port: http
  egress:
`,
  `---
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: a
    creationTimestamp: null
  spec:
    hostNetwork: yes
    containers:
    - name: main
      args:
      - --flag=1
      - "-v"
      - ~
      - -1_0
      - 0o17
      - .5
      - 1e3
      - NaN
      - .nan
      - +.inf
      - y
      - No
      - nULL
      - NULL
      ports:
      - containerPort: 0x50
- apiVersion: v1
  kind: Pod
  metadata:
    name: b
`,
  `kind: Deployment
metadata: {name: web, namespace: "shop", labels: {app: web, 'tier': front end, version: 1.10}} # Of the shop.
spec:
  selector: {matchLabels: {app: web, tier: 1}}
  list: [ a, b:c, {x: [], z: {}}, 10.0.0.0/8, ~, yes, 0x1 ]
  template: {spec: {containers: [{name: main, ports: [{containerPort: 80}, {containerPort: 090}]}]}}
  ports:
  - {port: 80, protocol: TCP}
  - [[], [1, 2]]
`,
  ...[
    { a: { b: [1, 'x', true, null, 'a: b', ' c', '#', '-', '- d', 'é', "it's", 'multi\nline\n', '0x1', '1.10'] } },
    { on: 'off', '10': 1, 'a.b/c': ['x', { y: ['z'] }], '': 'empty', 'k ey': ':', '<<': 1 },
  ].flatMap((value) => [dump(value), stringify(value), dump(value, { flowLevel: 3 })]),
];

const INSERTED = [
  ...[
    '\t',
    '"',
    "'",
    '[',
    '{',
    '}',
    ']',
    '- ',
    '-',
    ': ',
    ':',
    '\n',
    '\n\n',
    '\r',
    '\r\n',
    '---\n',
    '\n...\n',
    '...',
    '\n--- x\n',
  ],
  ...[
    '&a ',
    '*a',
    '!!int ',
    '<<: ',
    '|',
    '|+',
    '|2',
    '>',
    '%',
    '\ufeff',
    '\ud83d\ude00',
    '# ',
    ' #',
    '#',
    '? ',
    '`',
    '@',
    ',',
    '\\',
  ],
  ...[
    ' ',
    '  ',
    '\u00a0',
    '\u0085',
    '\u2028',
    'é',
    '__proto__: 1\n',
    'items:\n',
    'kind: List\n',
    '0',
    '.',
    '~',
    'null',
    '=',
    '-1',
    '+',
    '_',
  ],
];

const changed: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...TEXTS.slice(0, 3), ...TEXTS),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 0, 1, 2, 7), fc.constantFrom('', ...INSERTED), fc.boolean()), {
      maxLength: 3,
    }),
  )
  .map(([text, changes]) =>
    changes.reduce((now, [where, removed, added, atLine]) => {
      const any = where % (now.length + 1);
      const at = atLine ? now.lastIndexOf('\n', any) + 1 : any;
      return now.slice(0, at) + added + now.slice(at + removed);
    }, text),
  );

/** Fails with the first document of which the two differ; counts those that are plain. */
function compare(documents: readonly string[]): number {
  let plain = 0;
  for (const text of documents) {
    const read = readPlainBlock(text);
    if (read === undefined) continue;
    plain++;
    const document = { text, position: START };
    const [ours, parsed] = [readBy(objectsOfPlain(read, document)), readBy(readYaml([document]))];
    if (ours !== parsed)
      throw new Error(`seed ${seed}\n${JSON.stringify(text)}\n${text}\nplain:  ${ours}\nparser: ${parsed}`);
  }
  return plain;
}

test('a changed document is read as the parser reads it, or left to the parser', () => {
  const count = runs(10_000);
  expect(compare(drawn(changed, count))).toBeGreaterThan(count * 0.15);
});

test('manifests as people and tools write them are plain', () => {
  expect(TEXTS.slice(0, 3).map((text) => readPlainBlock(text) !== undefined)).toEqual([true, true, true]);
  expect(compare(TEXTS)).toBeGreaterThan(2);
});
