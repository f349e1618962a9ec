import type { Cluster, PodGroup } from '../../lib/cluster/cluster';
import { clusterOfManifests } from '../../lib/cluster/load';
import { numberedPodsAlike } from '../../lib/cluster/numbered-pods';
import { problems, workloads } from './cluster-lines';
import { maker, pod, policy } from './clusters';

const groupsOf = (...manifests: object[]) => {
  const cluster = clusterOfManifests(manifests);
  expect(problems(cluster)).toBe('');
  return cluster.workloads.flatMap(({ pods }) => pods);
};
const keys = ({ unknownLabels = [] }: PodGroup) => unknownLabels.map(({ key }) => key).sort();

describe('rule 27: labels that controllers add', () => {
  test.each<[string, object, object, string[]]>([
    ['a Deployment', maker('Deployment', 'a'), {}, ['pod-template-hash']],
    ['a ReplicaSet of its own', maker('ReplicaSet', 'a'), {}, []],
    ['a DaemonSet', maker('DaemonSet', 'a'), {}, ['controller-revision-hash', 'pod-template-generation']],
    [
      'a StatefulSet',
      maker('StatefulSet', 'a'),
      {},
      ['apps.kubernetes.io/pod-index', 'controller-revision-hash', 'statefulset.kubernetes.io/pod-name'],
    ],
    [
      'a Job',
      maker('Job', 'a'),
      { 'job-name': 'a', 'batch.kubernetes.io/job-name': 'a' },
      ['batch.kubernetes.io/controller-uid', 'controller-uid'],
    ],
    [
      'a CronJob, which makes up the names of its Jobs',
      maker('CronJob', 'a'),
      {},
      ['batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name', 'controller-uid', 'job-name'],
    ],
    [
      'a Job whose name the API server makes up',
      maker('Job', '', { metadata: { name: undefined, generateName: 'a-' } }),
      {},
      ['batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name', 'controller-uid', 'job-name'],
    ],
    ['a Job that says itself how it finds its pods', maker('Job', 'a', { spec: { manualSelector: true } }), {}, []],
    [
      'an indexed Job that does not say how many',
      maker('Job', 'a', { spec: { manualSelector: true, completionMode: 'Indexed' } }),
      {},
      ['batch.kubernetes.io/job-completion-index'],
    ],
    ['a ReplicationController', maker('ReplicationController', 'a'), {}, []],
    ['a Pod', pod('a'), {}, []],
    [
      'a Rollout of Argo',
      { ...maker('Deployment', 'a'), apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' },
      {},
      ['rollouts-pod-template-hash'],
    ],
    [
      'a DeploymentConfig of OpenShift',
      { ...maker('Deployment', 'a'), apiVersion: 'apps.openshift.io/v1', kind: 'DeploymentConfig' },
      { deploymentconfig: 'a' },
      ['deployment'],
    ],
  ])('%s', (_title, manifest, known, unknown) => {
    const [group] = groupsOf(manifest);
    expect(group?.labels).toEqual(known);
    expect(group && keys(group)).toEqual(unknown);
  });

  test('come beside those of the template, and in their place', () => {
    const labels = { app: 'web', 'pod-template-hash': 'by-hand' };
    const [group] = groupsOf(maker('Deployment', 'a', { labels }));
    expect(group?.labels).toEqual({ app: 'web' });
    expect(group?.unknownLabels).toEqual([{ key: 'pod-template-hash' }]);
    expect(groupsOf(maker('Job', 'a', { labels: { 'job-name': 'b' } }))[0]?.labels['job-name']).toBe('a');
  });

  test('are known where an export has them in the template', () => {
    const [job] = groupsOf(maker('Job', 'a', { labels: { 'controller-uid': 'j1' } }));
    expect(job?.labels['controller-uid']).toBe('j1');
    expect(job && keys(job)).toEqual(['batch.kubernetes.io/controller-uid']);
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'a', uid: '1' }];
    const replicaSet = (labels: object) =>
      groupsOf(maker('ReplicaSet', 'a-1', { labels, metadata: { ownerReferences } }));
    expect(replicaSet({ 'pod-template-hash': '1' })[0]?.unknownLabels).toBeUndefined();
    expect(replicaSet({})[0]?.unknownLabels).toEqual([{ key: 'pod-template-hash' }]);
  });

  test('of a Knative Service are its name, and what each version has', () => {
    const service = {
      ...maker('Deployment', 'kn', { labels: { app: 'own' } }),
      apiVersion: 'serving.knative.dev/v1',
      kind: 'Service',
    };
    const [group] = groupsOf(service);
    expect(group?.labels).toEqual({
      app: 'own',
      'serving.knative.dev/configuration': 'kn',
      'serving.knative.dev/service': 'kn',
    });
    expect(group && keys(group)).toContain('serving.knative.dev/revision');
  });
});

const named = (key: string, ...values: string[]) =>
  policy({ podSelector: { matchExpressions: [{ key, operator: 'In', values }] } });
const POD_NAME = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX = 'apps.kubernetes.io/pod-index';
const statefulSet = (name: string, spec: object) => maker('StatefulSet', name, { labels: { app: name }, spec });
const reported = (...manifests: object[]) =>
  workloads(clusterOfManifests(manifests)).map((line) => line.replace('controller-revision-hash=?', 'hash'));

describe('rule 27: the pods of a StatefulSet', () => {
  test('are one group where nothing selects them by their number', () => {
    expect(reported(statefulSet('db', { replicas: 3 }))).toEqual([
      `shop/db[StatefulSet] x3 app=db ${POD_INDEX}=? hash ${POD_NAME}=?`,
    ]);
  });

  test('that a policy names are groups of their own, with both labels, and the others are certainly not they', () => {
    expect(reported(statefulSet('db', { replicas: 3 }), named(POD_NAME, 'db-0'))).toEqual([
      `shop/db[StatefulSet] x1 app=db ${POD_NAME}=db-0 ${POD_INDEX}=0 hash`,
      `shop/db[StatefulSet] x2 app=db ${POD_INDEX}=? hash ${POD_NAME}=? but db-0`,
    ]);
    expect(reported(statefulSet('db', { replicas: 2 }), named(POD_INDEX, '1'))).toEqual([
      `shop/db[StatefulSet] x1 app=db ${POD_NAME}=db-1 ${POD_INDEX}=1 hash`,
      `shop/db[StatefulSet] x1 app=db ${POD_INDEX}=? but 1 hash ${POD_NAME}=?`,
    ]);
  });

  test.each([
    ['a policy, as a peer', policy({ egress: [{ to: [{ podSelector: { matchLabels: { [POD_NAME]: 'db-1' } } }] }] })],
    [
      'a policy, as the source',
      policy({ ingress: [{ from: [{ podSelector: { matchLabels: { [POD_NAME]: 'db-1' } } }] }] }),
    ],
    [
      'a Service, as those of one replica do',
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'db-1', namespace: 'shop' },
        spec: { selector: { [POD_NAME]: 'db-1' } },
      },
    ],
  ])('may be named by %s', (_title, manifest) => {
    expect(reported(statefulSet('db', { replicas: 2 }), manifest)).toHaveLength(2);
  });

  test('end with the last one: a name beyond it is that of none', () => {
    expect(
      reported(statefulSet('db', { replicas: 2 }), named(POD_NAME, 'db-2', 'db-00', 'db-x', 'db2-0', 'other-0')),
    ).toEqual([`shop/db[StatefulSet] x2 app=db ${POD_INDEX}=? hash ${POD_NAME}=? but db-2,db-00,db-x,db2-0,other-0`]);
  });

  test('are all known where all are named', () => {
    expect(reported(statefulSet('db', { replicas: 2 }), named(POD_NAME, 'db-0', 'db-1'))).toEqual([
      `shop/db[StatefulSet] x1 app=db ${POD_NAME}=db-0 ${POD_INDEX}=0 hash`,
      `shop/db[StatefulSet] x1 app=db ${POD_NAME}=db-1 ${POD_INDEX}=1 hash`,
    ]);
  });

  test('begin where the StatefulSet says', () => {
    const set = statefulSet('db', { replicas: 2, ordinals: { start: 5 } });
    expect(reported(set, named(POD_NAME, 'db-0', 'db-5', 'db-6', 'db-7'))).toHaveLength(2);
  });

  test('that are in the input are counted by their own names', () => {
    const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: '1', controller: true };
    const labels = { app: 'db', [POD_NAME]: 'db-1', [POD_INDEX]: '1', 'controller-revision-hash': 'x' };
    const one = pod('db-1', { labels, metadata: { ownerReferences: [owner] } });
    const found = groupsOf(statefulSet('db', { replicas: 3 }), one, named(POD_NAME, 'db-0', 'db-1'));
    expect(found.map(({ labels: of, replicas }) => [of[POD_NAME], replicas])).toEqual([
      ['db-1', 1],
      ['db-0', 1],
      [undefined, 1],
    ]);
  });

  test('of ten thousand are as few groups as policies distinguish', () => {
    const set = statefulSet('db', { replicas: 10_000 });
    expect(groupsOf(set)).toHaveLength(1);
    expect(groupsOf(set, named(POD_NAME, 'db-0', 'db-9999', 'db-10000')).map(({ replicas }) => replicas)).toEqual([
      1, 1, 9998,
    ]);
  });

  test('may be more than anything could hold', () => {
    const sets = Array.from({ length: 200 }, (_, index) =>
      statefulSet(`s${index}`, { replicas: Number.MAX_SAFE_INTEGER }),
    );
    const values = Array.from({ length: 300 }, (_, index) => `${index}`);
    const found = groupsOf(...sets, named(POD_INDEX, ...values));
    expect(found.length).toBeLessThan(11_000);
    // Those that are not distinguished say nothing about which they are.
    expect(
      found.filter(({ unknownLabels = [] }) => unknownLabels.some(({ key, except }) => key === POD_INDEX && !except))
        .length,
    ).toBeGreaterThan(100);
  });

  test('whose name the API server makes up have unknown names', () => {
    const set = maker('StatefulSet', '', { metadata: { name: undefined, generateName: 'db-' } });
    const [group] = groupsOf(set, named(POD_NAME, 'db-0'));
    expect(group?.numbers).toBeUndefined();
    expect(group && keys(group)).toContain(POD_NAME);
  });
});

test('two clusters that are compared have the same numbered pods apart', () => {
  const set = statefulSet('db', { replicas: 3 });
  const clusters = [[set], [set, named(POD_NAME, 'db-0', 'db-7')], [set, named(POD_INDEX, '0', '2')]] as const;
  const [none, first, both] = clusters.map((manifests) => clusterOfManifests(manifests));
  const groups = (cluster: Cluster) =>
    cluster.workloads.flatMap(({ pods }) => pods.map(({ labels, replicas }) => `${labels[POD_NAME]} x${replicas}`));
  for (const [one, other] of [
    [none, first],
    [first, none],
  ] as const) {
    const alike = numberedPodsAlike(one as Cluster, other as Cluster).map(groups);
    expect(alike).toEqual([
      ['db-0 x1', 'undefined x2'],
      ['db-0 x1', 'undefined x2'],
    ]);
  }
  expect(numberedPodsAlike(first as Cluster, both as Cluster).map(groups)).toEqual([
    ['db-0 x1', 'db-2 x1', 'undefined x1'],
    ['db-0 x1', 'db-2 x1', 'undefined x1'],
  ]);
});

test('rule 27: the pods of an indexed Job have the numbers up to its completions', () => {
  const key = 'batch.kubernetes.io/job-completion-index';
  const job = maker('Job', 'sum', { spec: { completionMode: 'Indexed', completions: 3, parallelism: 1 } });
  const indices = groupsOf(job, named(key, '0', '2', '3')).map(({ labels, replicas }) => [labels[key], replicas]);
  expect(indices).toEqual([
    ['0', 1],
    ['2', 1],
    [undefined, 1],
  ]);
});

test('labels called like parts of objects are labels', () => {
  const labels = JSON.parse('{"toString": "a", "constructor": "b", "hasOwnProperty": "c"}') as object;
  const [group] = groupsOf(maker('Deployment', 'a', { labels }));
  expect(Object.entries(group?.labels ?? {})).toEqual([
    ['constructor', 'b'],
    ['hasOwnProperty', 'c'],
    ['toString', 'a'],
  ]);
});
