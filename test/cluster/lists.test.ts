import { clusterOfManifests, clusterOfText } from '../../lib/cluster/load';
import { asText } from '../support/synth';
import { policies, problems, workloads } from './cluster-lines';

expect.addSnapshotSerializer(asText);

const pod = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{}] } });
const untyped = (name: string) => ({ metadata: { name }, spec: { containers: [{}] } });
const list = (items: unknown, kind = 'List', apiVersion = 'v1') => ({ apiVersion, kind, items });

/** Reads a manifest as a value, as JSON and as YAML, and expects the same of each. */
function read(manifest: object) {
  const [first, ...others] = [
    clusterOfManifests([manifest]),
    clusterOfText(JSON.stringify(manifest)),
    clusterOfText(`# YAML\n${JSON.stringify(manifest)}`),
  ].map((cluster) => ({
    workloads: workloads(cluster),
    policies: policies(cluster),
    problems: cluster.problems.map(({ finding: { path, message } }) => `${path}: ${message}`),
  }));
  for (const other of others) expect(other).toEqual(first);
  return first;
}

test.each([
  ['List', 'v1'],
  ['PodList', 'v1'],
  ['WidgetList', 'example.com/v1'],
])('the objects of a %s of %s count', (kind, apiVersion) => {
  expect(read(list([pod('a'), pod('b')], kind, apiVersion))).toEqual({
    workloads: ['default/a[Pod] x1', 'default/b[Pod] x1'],
    policies: [],
    problems: [],
  });
});
test('the items of a list of one kind need not say what they are', () => {
  expect(read(list([untyped('a')], 'PodList'))?.workloads).toEqual(['default/a[Pod] x1']);
  const deny = { metadata: { name: 'deny' }, spec: {} };
  expect(read(list([deny], 'NetworkPolicyList', 'networking.k8s.io/v1'))?.policies).toEqual(['default/deny']);
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{}] } };
  const web = { metadata: { name: 'web' }, spec: { replicas: 2, template } };
  expect(read(list([web], 'DeploymentList', 'apps/v1'))?.workloads).toEqual([
    'default/web[Deployment] x2 app=web pod-template-hash=?',
  ]);
});
test('those of a List must', () => {
  expect(read(list([untyped('a')]))?.problems).toEqual(
    ['apiVersion: Required value', 'kind: Required value'].map((line) => expect.stringContaining(line)),
  );
});
test('lists in lists', () => {
  expect(read(list([list([pod('a')]), list([untyped('b')], 'PodList'), pod('c')]))?.workloads).toHaveLength(3);
});
test('lists that are nested without end are a problem, and hide nothing else', () => {
  let nested: object = pod('deep');
  for (let depth = 0; depth < 20; depth++) nested = list([nested]);
  const { workloads, problems = [] } = read(list([nested, pod('a')])) ?? {};
  expect(workloads).toEqual(['default/a[Pod] x1']);
  expect(problems).toEqual([expect.stringMatching(/^items: .*lists must not be nested too deep$/)]);
});
test.each([[null], [undefined], [[]]])('a list with items %j holds nothing', (items) => {
  expect(read(list(items))).toEqual({ workloads: [], policies: [], problems: [] });
});
test('a list whose items are none is a problem', () => {
  expect(read(list({ a: 1 }))?.problems).toEqual([expect.stringMatching(/^items: .*must be a list of objects/)]);
  expect(read(list([pod('a'), null, 'x', [pod('b')]]))).toMatchObject({
    workloads: ['default/a[Pod] x1'],
    problems: ['null', 'a string', 'a list'].map((kind) =>
      expect.stringContaining(`must be a Kubernetes object, not ${kind}`),
    ),
  });
});
test('a broken item of a JSON list is reported with its place and hides no other', () => {
  const broken = `{"apiVersion": "v1", "kind": "List", "items": [
${JSON.stringify(pod('a'))},
{"apiVersion": "v1", "kind": "Pod", "kind": "Pod"},
${JSON.stringify(pod('b'))}]}`;
  const cluster = clusterOfText(broken, { file: 'pods.json' });
  expect(workloads(cluster)).toEqual(['default/a[Pod] x1', 'default/b[Pod] x1']);
  expect(problems(cluster)).toMatchInlineSnapshot(`
pods.json:3:38: Invalid value: cannot be read as YAML: duplicated mapping key
    correct the text at this place; the fault may begin a few lines above
`);
});
