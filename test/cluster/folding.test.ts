import { clusterOfManifests } from '../../lib/cluster/load';
import { problems, workloads } from './cluster-lines';

interface Owner {
  readonly kind: string;
  readonly name: string;
}

const pod = (name: string, labels: object, owners: readonly Owner[] = [], ip?: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels, ownerReferences: owners },
  spec: { containers: [{ name: 'main' }] },
  status: ip && { podIP: ip },
});
const maker = (apiVersion: string, kind: string, name: string, labels: object, replicas = 1, owners: Owner[] = []) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop', ownerReferences: owners },
  spec: { replicas, template: { metadata: { labels }, spec: { containers: [{ name: 'main' }] } } },
});
const set = { kind: 'ReplicaSet', name: 'web-1' };
const app = { app: 'web' };
const hashed = { ...app, 'pod-template-hash': '1' };

const folded = (...manifests: object[]) => {
  const cluster = clusterOfManifests(manifests);
  expect(problems(cluster)).toBe('');
  return workloads(cluster);
};

test('pods of one owner and equal labels are one group, with all their addresses', () => {
  expect(
    folded(pod('a', app, [set], '10.0.0.1'), pod('b', { ...app }, [set], '10.0.0.2'), pod('c', app, [set])),
  ).toEqual(['shop/web-1[ReplicaSet] x3 app=web at 10.0.0.1 and 10.0.0.2']);
});
test('in whatever order their labels are written', () => {
  expect(folded(pod('a', { app: 'web', tier: 'x' }, [set]), pod('b', { tier: 'x', app: 'web' }, [set]))).toEqual([
    'shop/web-1[ReplicaSet] x2 app=web tier=x',
  ]);
});
test('pods of one owner with other labels are another group', () => {
  expect(folded(pod('a', app, [set]), pod('b', { app: 'canary' }, [set]))).toEqual([
    'shop/web-1[ReplicaSet] x1 app=web',
    'shop/web-1[ReplicaSet] x1 app=canary',
  ]);
});
test('a DaemonSet has as many pods as are shown, and stands for two where none is', () => {
  const agent = maker('apps/v1', 'DaemonSet', 'agent', app);
  const owners = [{ kind: 'DaemonSet', name: 'agent' }];
  const revised = { ...app, 'controller-revision-hash': '1', 'pod-template-generation': '1' };
  const line = (count: number) => expect.stringMatching(new RegExp(`^shop/agent\\[DaemonSet\\] x${count} `));
  expect(folded(agent)).toEqual([line(2)]);
  expect(folded(agent, pod('a', revised, owners))).toEqual([line(1)]);
  expect(folded(agent, pod('a', revised, owners), pod('b', revised, owners), pod('c', revised, owners))).toEqual([
    line(3),
  ]);
});
test('pods without an owner stay apart, alike or not', () => {
  expect(folded(pod('b', app), pod('a', app))).toEqual(['shop/a[Pod] x1 app=web', 'shop/b[Pod] x1 app=web']);
});
test('the first owner counts', () => {
  expect(folded(pod('a', app, [set, { kind: 'Widget', name: 'w' }]))).toEqual(['shop/web-1[ReplicaSet] x1 app=web']);
});
test('owners of one name in two namespaces are two', () => {
  const elsewhere = pod('a', app, [set]);
  expect(folded(pod('a', app, [set]), { ...elsewhere, metadata: { ...elsewhere.metadata, namespace: 'web' } })).toEqual(
    ['shop/web-1[ReplicaSet] x1 app=web', 'web/web-1[ReplicaSet] x1 app=web'],
  );
});

describe('a declared owner', () => {
  const deployment = maker('apps/v1', 'Deployment', 'web', app, 3);
  const replicaSet = maker('apps/v1', 'ReplicaSet', 'web-1', hashed, 3, [{ kind: 'Deployment', name: 'web' }]);
  const pods = ['a', 'b'].map((name) => pod(name, hashed, [set]));

  test('has its pods and what it asks for besides', () => {
    const reported = [
      'shop/web[Deployment] x2 app=web pod-template-hash=1',
      'shop/web[Deployment] x1 app=web pod-template-hash=?',
    ];
    expect(folded(deployment, replicaSet, ...pods)).toEqual(reported);
    expect(folded(...pods, replicaSet, deployment)).toEqual(reported);
  });
  test('is there once, where all its pods are there', () => {
    expect(folded(deployment, replicaSet, ...pods, pod('c', hashed, [set]))).toEqual([
      'shop/web[Deployment] x3 app=web pod-template-hash=1',
    ]);
  });
  test('keeps pods that its template no longer makes', () => {
    expect(folded(maker('apps/v1', 'ReplicaSet', 'web-1', { app: 'new' }), pod('a', app, [set]))).toEqual([
      'shop/web-1[ReplicaSet] x1 app=web',
      'shop/web-1[ReplicaSet] x1 app=new',
    ]);
  });
  test('of a Job is its CronJob', () => {
    const spec = { containers: [{ name: 'main' }] };
    const cronJob = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'night', namespace: 'shop' },
      spec: { jobTemplate: { spec: { template: { metadata: { labels: app }, spec } } } },
    };
    const job = maker('batch/v1', 'Job', 'night-1', app, 1, [{ kind: 'CronJob', name: 'night' }]);
    expect(folded(cronJob, job, pod('a', app, [{ kind: 'Job', name: 'night-1' }]))).toEqual([
      'shop/night[CronJob] x1 app=web',
    ]);
  });
});

test.each([1, 2, 3, 5])('%s owners in a circle are all there', (length) => {
  const name = (index: number) => `set-${index % length}`;
  const circle = Array.from({ length }, (_, index) =>
    maker('apps/v1', 'ReplicaSet', name(index), app, 1, [{ kind: 'ReplicaSet', name: name(index + 1) }]),
  );
  const reported = folded(...circle, pod('a', app, [{ kind: 'ReplicaSet', name: 'set-0' }]));
  expect(reported.filter((line) => line.startsWith('shop/set-'))).toHaveLength(length);
});
test('a chain of owners longer than any that Kubernetes makes loses no pod', () => {
  const length = 30;
  const chain = Array.from({ length }, (_, index) =>
    maker('apps/v1', 'ReplicaSet', `s${index}`, { at: `${index}` }, 1, [{ kind: 'ReplicaSet', name: `s${index + 1}` }]),
  );
  expect(folded(...chain).some((line) => line.includes('at=0'))).toBe(true);
});
