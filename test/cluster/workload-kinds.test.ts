import { HIDDEN_PODS } from '../../lib/cluster/kinds/hidden-pods';
import { clusterOfManifests, clusterOfText } from '../../lib/cluster/load';
import { problems, warnings, workloads } from './cluster-lines';
import { maker, pod } from './clusters';

const template = (labels = '{app: a}') =>
  `{metadata: {labels: ${labels}}, spec: {containers: [{name: a, ports: [{containerPort: 80}]}]}}`;
const made = (apiVersion: string, kind: string, rest: string, name = 'a') =>
  `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: ${name}, namespace: shop}, ${rest}}`;

const read = (...texts: string[]) => {
  const cluster = clusterOfText(texts.join('\n---\n'));
  expect([problems(cluster), warnings(cluster)]).toEqual(['', '']);
  return cluster;
};

describe('whatever has a pod template is a workload', () => {
  test.each([
    ['apps.openshift.io/v1', 'DeploymentConfig', `spec: {replicas: 3, selector: {app: a}, template: ${template()}}`, 3],
    ['argoproj.io/v1alpha1', 'Rollout', `spec: {replicas: 2, template: ${template()}}`, 2],
    ['serving.knative.dev/v1', 'Service', `spec: {template: ${template()}}`, 1],
    ['serving.knative.dev/v1', 'Configuration', `spec: {template: ${template()}}`, 1],
    ['apps.kruise.io/v1alpha1', 'CloneSet', `spec: {replicas: 4, template: ${template()}}`, 4],
    ['apps.kruise.io/v1beta1', 'StatefulSet', `spec: {template: ${template()}}`, 1],
    ['v1', 'PodTemplate', `template: ${template()}`, 1],
    ['v1', 'ReplicationController', `spec: {replicas: 2, selector: {app: a}, template: ${template()}}`, 2],
    ['example.com/v9', 'Whatever', `spec: {replicas: {min: 1}, template: ${template()}}`, 1],
  ])('%s %s', (apiVersion, kind, rest, replicas) => {
    const { workloads: found } = read(made(apiVersion, kind, rest));
    expect(found).toMatchObject([
      { id: `shop/a[${kind}]`, kind, pods: [{ replicas, ports: [{ port: 80 }], labels: { app: 'a' } }] },
    ]);
  });

  test('that of a version of a Knative Service is one, and of an object with containers alone none', () => {
    const revision = `{apiVersion: serving.knative.dev/v1, kind: Revision, metadata: {name: a-1, labels: {app: a}}, spec: {containers: [{}]}}`;
    expect(workloads(read(revision))).toEqual(['default/a-1[Revision] x1 app=a']);
    expect(read(revision.replace('Revision', 'Other')).workloads).toEqual([]);
  });

  test('what it owns counts to it, whatever is in between', () => {
    const owned = (kind: string, name: string, by: string, apiVersion: string, rest: string) =>
      `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: ${name}, namespace: shop, ownerReferences: [${by}]}, ${rest}}`;
    const by = (apiVersion: string, kind: string, name: string) =>
      `{apiVersion: ${apiVersion}, kind: ${kind}, name: ${name}, uid: x, controller: true}`;
    const { workloads: found } = read(
      made('argoproj.io/v1alpha1', 'Rollout', `spec: {template: ${template()}}`),
      owned(
        'ReplicaSet',
        'a-1',
        by('argoproj.io/v1alpha1', 'Rollout', 'a'),
        'apps/v1',
        `spec: {template: ${template()}}`,
      ),
      owned(
        'Pod',
        'a-1-x',
        by('apps/v1', 'ReplicaSet', 'a-1'),
        'v1',
        'spec: {containers: [{ports: [{containerPort: 80}]}]}',
      ),
    );
    expect(found.map(({ id }) => id)).toEqual(['shop/a[Rollout]']);
  });

  test('kinds of one name in two API groups are two workloads', () => {
    const cluster = read(
      made('apps/v1', 'StatefulSet', `spec: {template: ${template('{v: core}')}}`),
      made('apps.kruise.io/v1beta1', 'StatefulSet', `spec: {template: ${template('{v: kruise}')}}`),
    );
    expect(cluster.workloads.map(({ id, pods }) => [id, pods[0]?.labels])).toEqual([
      ['shop/a[StatefulSet.apps.kruise.io]', { v: 'kruise' }],
      ['shop/a[StatefulSet]', { v: 'core' }],
    ]);
  });

  test('a Service of Knative is none of Kubernetes, though they share their name', () => {
    const service = made('v1', 'Service', 'spec: {selector: {app: a}, ports: [{port: 80}]}');
    const cluster = read(made('serving.knative.dev/v1', 'Service', `spec: {template: ${template()}}`), service);
    expect([cluster.workloads.length, cluster.services.length]).toEqual([1, 1]);
  });
});

describe('kinds that make pods in other ways are named as not shown', () => {
  test.each([
    [
      'kubevirt.io/v1',
      'VirtualMachine',
      'spec: {running: true, template: {metadata: {labels: {app: a}}, spec: {domain: {}}}}',
    ],
    ['monitoring.coreos.com/v1', 'Prometheus', 'spec: {replicas: 2}'],
    ['monitoring.coreos.com/v1', 'Alertmanager', 'spec: {}'],
    ['kafka.strimzi.io/v1beta2', 'Kafka', 'spec: {kafka: {replicas: 3}}'],
    ['postgresql.cnpg.io/v1', 'Cluster', 'spec: {instances: 3}'],
    ['argoproj.io/v1alpha1', 'Workflow', 'spec: {templates: [{container: {}}]}'],
  ])('%s %s', (apiVersion, kind, rest) => {
    const cluster = read(made(apiVersion, kind, rest));
    expect(cluster.workloads).toEqual([]);
    expect(cluster.notShown).toMatchObject([
      { group: apiVersion.split('/')[0], kind, name: 'a', namespace: 'shop', source: { line: 1 } },
    ]);
  });

  test('those of the same name in another API group are not', () => {
    expect(read(made('cluster.x-k8s.io/v1beta1', 'Cluster', 'spec: {}')).notShown).toEqual([]);
  });

  test('their pods are, where the input has them', () => {
    const owner = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', name: 'pg', uid: '1', controller: true };
    const cluster = clusterOfManifests([
      { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata: { name: 'pg', namespace: 'shop' }, spec: {} },
      pod('pg-1', { labels: { role: 'primary' }, metadata: { ownerReferences: [owner] } }),
      pod('pg-2', { labels: { role: 'replica' }, metadata: { ownerReferences: [owner] } }),
      pod('pg-3', { labels: { role: 'replica' }, metadata: { ownerReferences: [owner] } }),
    ]);
    expect(workloads(cluster)).toEqual(['shop/pg[Cluster] x1 role=primary', 'shop/pg[Cluster] x2 role=replica']);
    expect(cluster.notShown).toHaveLength(1);
  });

  test('the table names each kind of a group once', () => {
    for (const kinds of Object.values(HIDDEN_PODS)) expect(new Set(kinds).size).toBe(kinds.length);
  });
});

describe('rule 30: static pods', () => {
  test('are each a workload of their own, although one node owns them', () => {
    const node = { apiVersion: 'v1', kind: 'Node', name: 'node0', uid: 'n', controller: true };
    const onNode = (name: string) =>
      pod(name, { labels: { component: name }, metadata: { ownerReferences: [node] }, spec: { hostNetwork: true } });
    expect(workloads(clusterOfManifests([onNode('etcd-node0'), onNode('kube-apiserver-node0')]))).toEqual([
      'shop/etcd-node0[Pod] x1 component=etcd-node0 on its node',
      'shop/kube-apiserver-node0[Pod] x1 component=kube-apiserver-node0 on its node',
    ]);
  });
});

describe('pods whose ReplicaSet or Job the input leaves out', () => {
  const deployment = (name: string, selector: object, labels: object, replicas = 2) =>
    maker('Deployment', name, { labels, spec: { replicas, selector } });
  const ownedBy = (kind: string, name: string, labels: object, of: string, apiVersion = 'apps/v1') =>
    pod(of, { labels, metadata: { ownerReferences: [{ apiVersion, kind, name, uid: '1', controller: true }] } });
  const ofReplicaSet = (name: string, labels: object, of: string) => ownedBy('ReplicaSet', name, labels, of);

  test('rule 30: belong to the Deployment whose selector matches them', () => {
    const labels = { app: 'web', 'pod-template-hash': '7d4' };
    const cluster = clusterOfManifests([
      ofReplicaSet('web-7d4', labels, 'web-7d4-a'),
      ofReplicaSet('web-7d4', labels, 'web-7d4-b'),
      deployment('web', { matchLabels: { app: 'web' } }, { app: 'web' }),
      deployment('cart', { matchLabels: { app: 'cart' } }, { app: 'cart' }),
    ]);
    expect(workloads(cluster)).toEqual([
      'shop/cart[Deployment] x2 app=cart pod-template-hash=?',
      'shop/web[Deployment] x2 app=web pod-template-hash=7d4',
    ]);
  });

  test('by every condition of the selector', () => {
    const selector = { matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }] };
    const cluster = (labels: object) =>
      clusterOfManifests([deployment('web', selector, { tier: 'a' }, 1), ofReplicaSet('web-1', labels, 'x')]);
    expect(cluster({ tier: 'b' }).workloads.map(({ id }) => id)).toEqual(['shop/web[Deployment]']);
    expect(cluster({ tier: 'c' }).workloads.map(({ id }) => id)).toEqual([
      'shop/web-1[ReplicaSet]',
      'shop/web[Deployment]',
    ]);
  });

  test('where several match, to the one with the name of the ReplicaSet', () => {
    const both = [
      deployment('web', { matchLabels: { app: 'web' } }, { app: 'web' }, 1),
      deployment('web-next', { matchLabels: { app: 'web' } }, { app: 'web' }, 1),
    ];
    const idsWith = (replicaSet: string) =>
      clusterOfManifests([...both, ofReplicaSet(replicaSet, { app: 'web', hash: '1' }, 'x')]).workloads.flatMap(
        ({ id, pods }) => (pods.some(({ labels }) => labels.hash === '1') ? [id] : []),
      );
    expect(idsWith('web-next-5f')).toEqual(['shop/web-next[Deployment]']);
    expect(idsWith('web-5f')).toEqual(['shop/web[Deployment]']);
    expect(idsWith('other-5f')).toEqual(['shop/other-5f[ReplicaSet]']);
  });

  test('and to none of another namespace, nor to one whose selector is faulty or empty', () => {
    const idsWith = (other: object) =>
      clusterOfManifests([other, ofReplicaSet('web-1', { app: 'web' }, 'x')]).workloads.map(({ id }) => id);
    const elsewhere = { ...deployment('web', { matchLabels: { app: 'web' } }, {}), metadata: { name: 'web' } };
    expect(idsWith(elsewhere)).toContain('shop/web-1[ReplicaSet]');
    for (const selector of [{}, { matchLabels: 5 }, { matchExpressions: [{ key: 'app', operator: 'x' }] }]) {
      expect(idsWith(deployment('web', selector, { app: 'web' }))).toContain('shop/web-1[ReplicaSet]');
    }
  });

  test('belong to the Rollout of Argo in the same way', () => {
    const rollout = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'ro', namespace: 'shop' },
      spec: { selector: { matchLabels: { app: 'ro' } }, template: maker('Deployment', 'x').spec },
    };
    const withTemplate = { ...rollout, spec: { ...rollout.spec, template: { spec: { containers: [{}] } } } };
    const cluster = clusterOfManifests([withTemplate, ofReplicaSet('ro-abc', { app: 'ro' }, 'ro-abc-1')]);
    expect(cluster.workloads.map(({ id }) => id)).toEqual(['shop/ro[Rollout]']);
  });

  test('belong to the CronJob whose name the Job begins with', () => {
    const cronJob = (name: string) => maker('CronJob', name, { labels: { app: 'night' } });
    const ofJob = (job: string, labels: object = { app: 'night' }) =>
      ownedBy('Job', job, labels, `${job}-x`, 'batch/v1');
    const idsOf = (...manifests: object[]) => clusterOfManifests(manifests).workloads.map(({ id }) => id);
    expect(idsOf(cronJob('night'), ofJob('night-28391'))).toEqual(['shop/night[CronJob]']);
    expect(idsOf(cronJob('night-1'), cronJob('night'), ofJob('night-1-28391'))).toEqual([
      'shop/night-1[CronJob]',
      'shop/night[CronJob]',
    ]);
    expect(idsOf(cronJob('night'), ofJob('night-28391', { app: 'day' }))).toContain('shop/night-28391[Job]');
    expect(idsOf(cronJob('night'), ofJob('night-now'))).toContain('shop/night-now[Job]');
  });
});

describe('owners', () => {
  test('the one that controls a pod counts, not the first', () => {
    const ownerReferences = [
      { apiVersion: 'v1', kind: 'ConfigMap', name: 'c', uid: '1' },
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: '2', controller: true },
    ];
    expect(clusterOfManifests([pod('x', { metadata: { ownerReferences } })]).workloads.map(({ id }) => id)).toEqual([
      'shop/web[ReplicaSet]',
    ]);
  });

  test('one of another API group is another owner', () => {
    const ownerReferences = [{ apiVersion: 'apps.kruise.io/v1beta1', kind: 'StatefulSet', name: 'db', uid: '1' }];
    const cluster = clusterOfManifests([maker('StatefulSet', 'db'), pod('db-0', { metadata: { ownerReferences } })]);
    expect(cluster.workloads.map(({ id }) => id)).toEqual([
      'shop/db[StatefulSet.apps.kruise.io]',
      'shop/db[StatefulSet]',
    ]);
  });

  test('one in a version that is no more is that of today', () => {
    const ownerReferences = [{ apiVersion: 'extensions/v1beta1', kind: 'ReplicaSet', name: 'web', uid: '1' }];
    const cluster = clusterOfManifests([maker('ReplicaSet', 'web'), pod('x', { metadata: { ownerReferences } })]);
    expect(cluster.workloads.map(({ id }) => id)).toEqual(['shop/web[ReplicaSet]']);
  });
});
