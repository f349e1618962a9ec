import { addressOwners } from '../../lib/cluster/address-owners';
import { clusterOfManifests, clusterOfText } from '../../lib/cluster/load';
import { targetsOf } from '../../lib/cluster/service-targets';
import { lint } from '../../lib/lint/lint';
import { clusterOf } from '../support/cluster-of';
import { deployment, namespace, pod, policy, service } from '../support/manifests';

/** What a cluster holds of the world around its policies; `test/cluster` has the details. */

const labels = { app: 'web' };

describe('rule 26: what is not known is not absent', () => {
  test('neither the labels of a namespace that no manifest declares, but for its name', () => {
    const { namespaces } = clusterOf([pod('front/web'), pod('shop/web'), namespace('shop', { team: 'a' })]);
    expect([...namespaces.values()].map(({ name, declared }) => [name, declared])).toEqual([
      ['front', false],
      ['shop', true],
    ]);
    expect(namespaces.get('front')?.labels).toEqual({ 'kubernetes.io/metadata.name': 'front' });
  });
  test('which may be given beside the manifests', () => {
    const namespaceLabels = new Map([['front', { team: 'a' }]]);
    const { namespaces } = clusterOfManifests([pod('front/web')], { namespaceLabels });
    expect(namespaces.get('front')).toMatchObject({ declared: true, labels: { team: 'a' } });
  });
  test('nor the addresses of pods', () => {
    const [web] = clusterOf([deployment('shop/web', 2, { labels })]).workloads;
    expect(web?.pods).toMatchObject([{ replicas: 2, addresses: [] }]);
  });
  test('nor what a document says that could not be read', () => {
    const { problems, unjudged, policies } = clusterOfText(`kind: [\n---\n${JSON.stringify(policy('shop/p', '{}'))}`);
    expect([problems.length, policies.length]).toEqual([1, 1]);
    expect(unjudged).toMatchObject([{ reason: 'faulty', canOpen: true, canClose: true, reach: { type: 'cluster' } }]);
  });
});

describe('rule 27: labels that controllers add', () => {
  test('are on every pod of a Deployment with a value that is not known, and on no bare pod', () => {
    const [db, web] = clusterOf([deployment('shop/web', 1, { labels }), pod('shop/db')]).workloads;
    expect(web?.pods[0]?.unknownLabels).toEqual([{ key: 'pod-template-hash' }]);
    expect(db?.pods[0]?.unknownLabels).toBeUndefined();
  });
  test('are known where a name decides them', () => {
    const job = { ...deployment('shop/migrate', 1), apiVersion: 'batch/v1', kind: 'Job' };
    const [migrate] = clusterOfManifests([job]).workloads;
    expect(migrate?.pods[0]?.labels['batch.kubernetes.io/job-name']).toBe('migrate');
  });
  test('distinguish the pods of a StatefulSet where a policy asks for one of them', () => {
    const set = { ...deployment('shop/db', 3), kind: 'StatefulSet' };
    const one = policy('shop/p', 'podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: db-0}}');
    const [db] = clusterOfManifests([set, one]).workloads;
    expect(db?.pods.map(({ replicas, labels: of }) => [of['apps.kubernetes.io/pod-index'], replicas])).toEqual([
      ['0', 1],
      [undefined, 2],
    ]);
  });
});

describe('rule 28: policies of other APIs are named, with what they may do', () => {
  const read = (apiVersion: string, kind: string) =>
    clusterOfManifests([{ apiVersion, kind, metadata: { name: 'a', namespace: 'shop' }, spec: {} }]).unjudged;
  test('by their API group', () => {
    expect(read('crd.antrea.io/v1beta1', 'ClusterNetworkPolicy')).toMatchObject([
      { reason: 'other-api', canOpen: true, canClose: true, reach: { type: 'cluster' } },
    ]);
    expect(read('networking.k8s.aws/v1alpha1', 'ApplicationNetworkPolicy')).toMatchObject([
      { canOpen: true, canClose: true, reach: { type: 'namespace', namespace: 'shop' } },
    ]);
    expect(read('security.istio.io/v1', 'AuthorizationPolicy')).toMatchObject([
      { canOpen: false, canClose: true, directions: ['Ingress'] },
    ]);
    expect(read('example.com/v1', 'NetworkPolicy')).toEqual([]);
  });
  test('and one that the API server refuses may do anything in its namespace', () => {
    const { unjudged } = clusterOfManifests([policy('shop/p', 'ingress: [{from: [{}]}]')]);
    expect(unjudged).toMatchObject([{ reason: 'faulty', reach: { type: 'namespace', namespace: 'shop' } }]);
  });
});

describe('rule 29: pods of one workload may differ', () => {
  const owner = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', name: 'pg', uid: '1', controller: true };
  const member = (name: string, role: string) => {
    const { metadata, ...rest } = pod(`shop/${name}`, { labels: { role } });
    return { ...rest, metadata: { ...metadata, ownerReferences: [owner] } };
  };
  test('and those that are alike are one group', () => {
    const [pg, ...others] = clusterOfManifests([
      member('pg-1', 'primary'),
      member('pg-2', 'replica'),
      member('pg-3', 'replica'),
    ]).workloads;
    expect(others).toEqual([]);
    expect(pg?.pods.map(({ labels: of, replicas }) => [of.role, replicas])).toEqual([
      ['primary', 1],
      ['replica', 2],
    ]);
  });
});

describe('rule 30: what has a pod template is a workload, and pods belong to what controls them', () => {
  const ownedBy = (id: string, kind: string, name: string, apiVersion: string) => {
    const { metadata, ...rest } = pod(id, { labels });
    return {
      ...rest,
      metadata: { ...metadata, ownerReferences: [{ apiVersion, kind, name, uid: '1', controller: true }] },
    };
  };
  const idsOf = (...manifests: object[]) => clusterOfManifests(manifests).workloads.map(({ id }) => id);
  test('whatever its kind', () => {
    const of = (apiVersion: string, kind: string) => ({ ...deployment('shop/web', 1, { labels }), apiVersion, kind });
    expect(idsOf(of('argoproj.io/v1alpha1', 'Rollout'))).toEqual(['shop/web[Rollout]']);
    expect(idsOf(of('serving.knative.dev/v1', 'Service'))).toEqual(['shop/web[Service]']);
  });
  test('also where the ReplicaSet between them is not in the input', () => {
    const replica = ownedBy('shop/web-7d-x', 'ReplicaSet', 'web-7d', 'apps/v1');
    expect(idsOf(deployment('shop/web', 1, { labels }), replica)).toEqual(['shop/web[Deployment]']);
    expect(idsOf(replica)).toEqual(['shop/web-7d[ReplicaSet]']);
  });
  test('static pods are each a workload of their own', () => {
    const static_ = (name: string) => ownedBy(`kube-system/${name}`, 'Node', 'node0', 'v1');
    expect(idsOf(static_('etcd-node0'), static_('kube-apiserver-node0'))).toEqual([
      'kube-system/etcd-node0[Pod]',
      'kube-system/kube-apiserver-node0[Pod]',
    ]);
  });
  test('and kinds that make pods in other ways are named as not shown', () => {
    const vm = { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', metadata: { name: 'vm', namespace: 'shop' } };
    expect(clusterOfManifests([vm]).notShown).toMatchObject([{ kind: 'VirtualMachine', name: 'vm' }]);
  });
});

describe('rule 31: an address of the input is that pod, Service or node', () => {
  test('each', () => {
    const web = service('shop/web', labels, 80, 8080);
    const cluster = clusterOfManifests([
      pod('shop/web', { labels, addresses: ['10.0.0.1'] }),
      { ...web, spec: { ...web.spec, clusterIP: '10.96.0.1' } },
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: 'n' },
        status: { addresses: [{ type: 'InternalIP', address: '172.18.0.2' }] },
      },
    ]);
    const typesOf = (address: string) => addressOwners(cluster, address).map(({ type }) => type);
    expect(['10.0.0.1', '10.96.0.1', '172.18.0.2', '192.0.2.1'].map(typesOf)).toEqual([
      ['pod'],
      ['service'],
      ['node'],
      [],
    ]);
  });
});

describe('rule 32: a port of a Service is the target port of the pods behind it', () => {
  test('as a number or a name', () => {
    const cluster = clusterOf([
      pod('shop/web', { labels, ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] }),
      service('shop/web', labels, 80, 8080),
    ]);
    const [web] = cluster.services;
    const port = { port: 80, protocol: 'TCP' } as const;
    expect(web && targetsOf(cluster, web, { ...port, targetPort: 9090 })).toMatchObject([
      { port: 9090, certain: true },
    ]);
    expect(web && targetsOf(cluster, web, { ...port, targetPort: 'http' })).toMatchObject([{ port: 8080 }]);
    expect(web && targetsOf(cluster, { ...web, headless: true }, { ...port, targetPort: 8080 })).toEqual([]);
  });
});

describe('rule 33: a policy with a status is judged, with a warning', () => {
  test('as one of a version that Kubernetes no longer serves is', () => {
    const cluster = clusterOfManifests([
      { ...policy('shop/p', 'podSelector: {}'), status: {} },
      { ...policy('shop/q', 'podSelector: {}'), apiVersion: 'extensions/v1beta1' },
    ]);
    expect(cluster.policies.map(({ id }) => id)).toEqual(['shop/p', 'shop/q']);
    expect(cluster.problems).toEqual([]);
    const status = lint(cluster).filter(({ path }) => path === 'status');
    expect(status).toMatchObject([{ rule: 'unknown-field', severity: 'warning', object: 'NetworkPolicy shop/p' }]);
    expect(cluster.warnings).toMatchObject([{ object: 'NetworkPolicy shop/q', finding: { path: 'apiVersion' } }]);
  });
});
