import type { Cluster } from '../../lib/cluster/cluster';
import { clusterOfText } from '../../lib/cluster/load';
import { describeSource } from '../../lib/cluster/source';
import { problems } from './cluster-lines';

const place = ({ policies }: Cluster, path?: string, index = 0) => {
  const source = policies[index]?.source;
  return source && describeSource(source, path);
};
const read = (text: string) => {
  const cluster = clusterOfText(text, { file: 'shop.yaml' });
  expect(problems(cluster)).toBe('');
  return cluster;
};
/** A text and the place of a mark in it, which is taken out. */
const marked = (text: string) => {
  const before = text.slice(0, text.indexOf('@'));
  const lines = before.split(/\r\n|\r|\n/);
  return { text: text.replace('@', ''), at: `shop.yaml:${lines.length}:${(lines.at(-1) ?? '').length + 1}` };
};

const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
spec:
  podSelector: {}
  ingress:
    - from:
        - podSelector: {}
        - namespaceSelector:
            matchLabels: {team: a, kubernetes.io/metadata.name: b}
      ports:
        - port: 80
        - {port: 90}
    - {}
`;

test.each([
  ['spec', 'spec:'],
  ['spec.ingress', 'ingress:'],
  ['spec.ingress[0]', 'from:'],
  ['spec.ingress[0].from[1]', 'namespaceSelector:'],
  ['spec.ingress[0].from[1].namespaceSelector.matchLabels.kubernetes.io/metadata.name', 'kubernetes.io/metadata'],
  ['spec.ingress[0].ports[1].port', 'port: 90'],
  ['spec.ingress[1]', '{}\n'],
  ['spec.ingress[1].from[0]', '{}\n'],
  ['spec.ingress[7]', 'ingress:'],
  ['spec.egress[0]', 'spec:'],
  ['nothing.such', 'apiVersion'],
])('%s is where its text is, or the nearest thing around it', (path, begins) => {
  const at = begins === '{}\n' ? policy.lastIndexOf(begins) : policy.indexOf(begins);
  const wanted = marked(`${policy.slice(0, at)}@${policy.slice(at)}`);
  expect(place(read(wanted.text), path)).toBe(wanted.at);
});

test('an object begins at its first key, behind comments and markers', () => {
  const { text, at } = marked(`# about\n--- # db\n\n# more\n@${policy}`);
  expect(place(read(text))).toBe(at);
});
test('a second document, after a BOM, with CRLF and tabs', () => {
  const text = `\ufeffapiVersion: v1\nkind: Secret\n---\n${policy.replace('- port: 80', '- port:\t80')}`;
  expect(place(read(text.replaceAll('\n', '\r\n')), 'spec.ingress[0].ports[0]')).toBe('shop.yaml:16:11');
});
test('what looks like a marker in a block of text is none', () => {
  const { text, at } = marked(
    `apiVersion: v1\nkind: ConfigMap\ndata:\n  x: |\n    ---\n    kind: Pod\n---\n@${policy}`,
  );
  expect(place(read(text))).toBe(at);
});
test('flow style', () => {
  const { text, at } = marked(
    '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: a}, spec: {ingress: [{from: [{podSelector: {}}, @{podSelector: {}}]}]}}',
  );
  expect(place(read(text), 'spec.ingress[0].from[1]')).toBe(at);
});
test('JSON, on lines and in lists', () => {
  const json = JSON.stringify(
    { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'a' }, spec: { ingress: [{}, {}] } },
    null,
    2,
  );
  const second = json.replace('"a"', '"b"').replace('{},\n      {}', '{},\n      @{}');
  const { text, at } = marked(`{"kind": "List", "apiVersion": "v1", "items": [\n${json},\n${second}]}`);
  expect(place(read(text), 'spec.ingress[1]', 1)).toBe(at);
});
test('items of nested lists', () => {
  const indented = policy.replaceAll('\n', '\n    ').trimEnd().replace('- {}', '- @{}');
  const { text, at } = marked(
    `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Namespace, metadata: {name: a}}\n- apiVersion: v1\n  kind: List\n  items:\n  - ${indented}\n`,
  );
  expect(place(read(text), 'spec.ingress[1]')).toBe(at);
});
test('what an alias stands for is where the alias is', () => {
  const { text, at } = marked(policy.replace('- podSelector: {}\n', '- &all {podSelector: {}}\n        - @*all\n'));
  expect(place(read(text), 'spec.ingress[0].from[1].podSelector')).toBe(at);
});
test('a text without a name', () => {
  expect(place(clusterOfText(policy))).toBe('line 1, column 1');
  expect(place(clusterOfText(policy), 'spec.podSelector')).toBe('line 6, column 3');
});
test('documents after thousands of others, and after broken ones', () => {
  const many = 'apiVersion: v1\nkind: Secret\n---\n'.repeat(5000);
  const cluster = clusterOfText(`${many}[\n---\n${policy}`, { file: 'f' });
  expect([cluster.policies.length, cluster.problems.length]).toEqual([1, 1]);
  expect(place(cluster, 'spec')).toBe('f:15007:1');
  expect(describeSource((cluster.problems[0] as Cluster['problems'][0]).source)).toMatch(/^f:1500[12]:/);
});
test('the places are reported without the text in memory, any number of times', () => {
  const cluster = read(`${policy}---\n${policy.replace('name: db', 'name: web')}`);
  const first = [place(cluster, 'spec', 0), place(cluster, 'spec', 1)];
  expect(first).toEqual(['shop.yaml:5:1', 'shop.yaml:21:1']);
  expect([place(cluster, 'spec', 0), place(cluster, 'spec', 1)]).toEqual(first);
});
