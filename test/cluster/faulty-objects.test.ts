import { clusterOfManifests, clusterOfText } from '../../lib/cluster/load';
import { policies, problems, unjudged, warnings, workloads } from './cluster-lines';
import { pod, policy } from './clusters';

const GOOD =
  '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: good, namespace: shop}, spec: {}}';
const ANYWHERE = 'opens and closes Ingress and Egress everywhere';
const refused = (metadata: string) =>
  `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: ${metadata}, spec: {podSelector: {}, ingress: [{from: [{}]}]}}`;

describe('a faulty object hides nothing else, and is not absent', () => {
  const read = (text: string) => {
    const cluster = clusterOfText(`${GOOD}\n---\n${text}`, { file: 'a.yaml' });
    expect(policies(cluster)).toContain('shop/good');
    expect(problems(cluster)).not.toBe('');
    return unjudged(cluster);
  };

  test('a policy that the API server refuses may do anything in its namespace', () => {
    expect(read(refused('{name: p, namespace: front}'))).toEqual([
      'NetworkPolicy.networking.k8s.io front/p (faulty) opens and closes Ingress and Egress in front at a.yaml:3:1',
    ]);
    expect(read(refused('{name: p}'))).toEqual([
      'NetworkPolicy.networking.k8s.io default/p (faulty) opens and closes Ingress and Egress in default at a.yaml:3:1',
    ]);
  });

  test.each(['{name: p, namespace: 5}', '{name: p, namespace: Front}', '[]', '5'])(
    'one whose namespace cannot be read may do it everywhere: %s',
    (metadata) => {
      expect(read(refused(metadata)).map((line) => line.replace(/.*\(faulty\) /, ''))).toEqual([
        `${ANYWHERE} at a.yaml:3:1`,
      ]);
    },
  );

  test.each([
    ['broken YAML', 'a: [\n'],
    ['broken YAML that looks like a policy', 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n metadata: {}\n'],
    ['broken JSON', '{"apiVersion": "networking.k8s.io/v1",}}'],
    ['what kubectl reads otherwise', 'a: 1 # x\u2028b: 2\n'],
    ['a key twice', 'kind: A\nkind: B\n'],
  ])('a document that cannot be read may hold one: %s', (_title, text) => {
    expect(read(text)).toEqual([expect.stringContaining(`something (faulty) ${ANYWHERE} at a.yaml:`)]);
  });

  test.each([
    ['without a kind', '{apiVersion: networking.k8s.io/v1, metadata: {name: p}, spec: {}}', 'everywhere'],
    ['without a kind, in a namespace', '{metadata: {name: p, namespace: front}, spec: {}}', 'in front'],
    ['without a version', '{kind: NetworkPolicy, metadata: {name: p, namespace: front}}', 'in front'],
    ['in a list that is none', '{apiVersion: v1, kind: List, items: 5}', 'everywhere'],
  ])('so does an object %s', (_title, text, where) => {
    expect(read(text)).toEqual([
      expect.stringMatching(`\\(faulty\\) opens and closes Ingress and Egress ${where} at a.yaml:3:1$`),
    ]);
  });

  test.each([
    ['a text', 'hello'],
    ['values of a chart', '{image: web, replicas: 2}'],
    ['a Pod without a version', '{kind: Pod, metadata: {name: a}}'],
    ['a Service', '{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{port: x}]}}'],
    ['a workload', '{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: 5}}'],
  ])('%s is no policy, whatever is wrong with it', (_title, text) => {
    expect(read(text)).toEqual([]);
  });

  test('a value that cannot be read is as a document', () => {
    const endless: Record<string, unknown> = { kind: 'List' };
    endless.items = [endless];
    const { unjudged: found, problems: reported } = clusterOfManifests([policy({}), endless]);
    expect(found).toMatchObject([
      { reason: 'faulty', reach: { type: 'cluster' }, source: { type: 'value', index: 1 } },
    ]);
    expect(reported).toHaveLength(1);
  });

  test('after the thousandth problem nothing is read, so anything may follow', () => {
    const many = clusterOfText(`${'{apiVersion: v1, kind: Pod, metadata: {name: X}}\n---\n'.repeat(1500)}${GOOD}`);
    expect(many.problems).toHaveLength(1001);
    expect(many.policies).toEqual([]);
    expect(many.unjudged).toMatchObject([{ reason: 'faulty', reach: { type: 'cluster' } }]);
    expect(clusterOfText('a: [\n---\n'.repeat(3000)).unjudged.length).toBeLessThan(1100);
  });
});

describe("a workload's fault that no policy can see is a warning", () => {
  test.each([
    ['an owner without a kind', { metadata: { ownerReferences: [{ apiVersion: 'v1', name: 'a', uid: '1' }] } }],
    ['an owner without a name', { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'Job', uid: '1' }] } }],
    ['a port without a number', { ports: [{ name: 'http' }] }],
    ['an annotation that is none', { metadata: { annotations: { a: 5 } } }],
    ['a moment that is none', { metadata: { creationTimestamp: 'yesterday' } }],
    ['a finalizer that is none', { metadata: { finalizers: ['keep'] } }],
  ])('%s', (_title, parts) => {
    const cluster = clusterOfManifests([pod('web', { labels: { app: 'web' }, ...parts })]);
    expect(workloads(cluster)).toEqual(['shop/web[Pod] x1 app=web']);
    expect([problems(cluster), cluster.unjudged]).toEqual(['', []]);
    expect(cluster.warnings).toMatchObject([{ object: 'Pod shop/web' }]);
    expect(warnings(cluster)).not.toBe('');
  });

  test('the labels of what makes pods are none of its pods', () => {
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'shop', labels: { app: null } },
      spec: { template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{}] } } },
    };
    expect(workloads(clusterOfManifests([deployment]))).toEqual([
      'shop/web[Deployment] x1 app=web pod-template-hash=?',
    ]);
    expect(problems(clusterOfManifests([pod('web', { labels: { app: null } })]))).toContain(
      'must be a string, not null',
    );
  });

  test('of thousands of warnings the first thousand are reported', () => {
    const items = Array.from({ length: 3000 }, (_, index) => pod(`p${index}`, { ports: [{}] }));
    const cluster = clusterOfManifests(items);
    expect(cluster.workloads).toHaveLength(3000);
    expect(cluster.warnings).toHaveLength(1001);
  });
});
