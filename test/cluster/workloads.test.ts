import { clusterOfManifests } from '../../lib/cluster/load';
import { idsOf, maker, pod, workloadOf } from './clusters';

const KINDS = ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicationController'];

describe('what makes pods is a workload', () => {
  test.each(KINDS)('%s', (kind) => {
    const labels = { app: 'web' };
    const ports = [{ containerPort: 8080, name: 'http' }];
    const replicas = kind === 'DaemonSet' ? 2 : 1;
    const workload = workloadOf(clusterOfManifests([maker(kind, 'web', { labels, ports })]));
    expect(workload).toMatchObject({ id: `shop/web[${kind}]`, kind, name: 'web', namespace: 'shop' });
    expect(workload.pods).toMatchObject([
      {
        labels,
        ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
        hostNetwork: false,
        replicas,
        addresses: [],
      },
    ]);
  });

  test('so is a Pod that nothing owns', () => {
    expect(workloadOf(clusterOfManifests([pod('web', { labels: { app: 'web' } })]))).toMatchObject({
      id: 'shop/web[Pod]',
      pods: [{ labels: { app: 'web' }, replicas: 1 }],
    });
  });

  test.each([
    ['a Job of the core group without a template', { apiVersion: 'v1', kind: 'Job', metadata: { name: 'web' } }],
    ['a custom resource with another template', { ...maker('Deployment', 'web'), kind: 'X', spec: { template: {} } }],
    ['a custom resource with containers alone', { ...pod('web'), kind: 'X' }],
    ['a ConfigMap', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' }, data: { a: 1 } }],
  ])('%s is passed by', (_, manifest) => {
    const cluster = clusterOfManifests([manifest]);
    expect(idsOf(cluster)).toEqual([]);
    expect([...cluster.namespaces.keys()]).toEqual([]);
  });

  test('workloads come in the order of their ids, whatever the order of the manifests', () => {
    const manifests = [pod('b'), maker('Deployment', 'a'), pod('a'), pod('a', { metadata: { namespace: 'front' } })];
    const ids = ['front/a[Pod]', 'shop/a[Deployment]', 'shop/a[Pod]', 'shop/b[Pod]'];
    expect(idsOf(clusterOfManifests(manifests))).toEqual(ids);
    expect(idsOf(clusterOfManifests(manifests.reverse()))).toEqual(ids);
  });

  test('two objects whose names the API server makes up are two workloads', () => {
    const job = maker('Job', '', { metadata: { name: undefined, generateName: 'migrate-' } });
    expect(idsOf(clusterOfManifests([job, job]))).toEqual(['shop/migrate-*1[Job]', 'shop/migrate-*2[Job]']);
  });
});

describe('how many pods there are', () => {
  test.each([
    ['Deployment', { replicas: 3 }, 3],
    ['StatefulSet', { replicas: 0 }, 1],
    ['Deployment', { replicas: null }, 1],
    ['DaemonSet', { replicas: 7 }, 2],
    ['Job', { parallelism: 4, completions: 9 }, 4],
    ['CronJob', { parallelism: 2 }, 2],
  ])('%s with %j: %i', (kind, spec, replicas) => {
    expect(workloadOf(clusterOfManifests([maker(kind, 'web', { spec })])).pods).toMatchObject([{ replicas }]);
  });
});

describe('the ports of containers', () => {
  const portsOf = (spec: object) => workloadOf(clusterOfManifests([pod('web', { spec })])).pods[0]?.ports;

  test('those of sidecars count, those of other init containers do not', () => {
    const initContainers = [
      { name: 'proxy', restartPolicy: 'Always', ports: [{ containerPort: 15001 }] },
      { name: 'once', ports: [{ containerPort: 1 }] },
    ];
    const containers = [{ name: 'a', ports: [{ containerPort: 53, protocol: 'UDP' }] }];
    expect(portsOf({ containers, initContainers })).toEqual([
      { port: 53, protocol: 'UDP' },
      { port: 15001, protocol: 'TCP' },
    ]);
  });

  test('one name may be different ports of different containers', () => {
    const containers = [
      { name: 'a', ports: [{ containerPort: 80, name: 'http' }] },
      { name: 'b', ports: [{ containerPort: 81, name: 'http' }] },
    ];
    expect(portsOf({ containers })).toMatchObject([{ port: 80 }, { port: 81 }]);
  });
});

describe('rule 17: pods on the node', () => {
  test.each([true])('hostNetwork: %j puts them there', (hostNetwork) => {
    expect(workloadOf(clusterOfManifests([pod('web', { spec: { hostNetwork } })])).pods).toMatchObject([
      { hostNetwork: true },
    ]);
  });

  test.each([false, null])('hostNetwork: %j does not', (hostNetwork) => {
    expect(workloadOf(clusterOfManifests([pod('web', { spec: { hostNetwork } })])).pods).toMatchObject([
      { hostNetwork: false },
    ]);
  });

  test('their addresses are those of the node', () => {
    const status = {
      podIPs: [{ ip: '10.0.0.9' }],
      hostIP: '192.168.0.1',
      hostIPs: [{ ip: '192.168.0.1' }, { ip: 'fd00::1' }],
    };
    const addresses = (hostNetwork: boolean) =>
      workloadOf(clusterOfManifests([pod('web', { spec: { hostNetwork }, status })])).pods[0]?.addresses;
    expect(addresses(true)).toEqual([['10.0.0.9', '192.168.0.1', 'fd00::1']]);
    expect(addresses(false)).toEqual([['10.0.0.9']]);
  });
});

describe('rule 20: pods that have run to their end', () => {
  test.each(['Succeeded', 'Failed'])('%s takes no part', (phase) => {
    const cluster = clusterOfManifests([pod('web', { status: { phase } })]);
    expect(idsOf(cluster)).toEqual([]);
    expect(cluster.namespaces.size).toBe(0);
  });

  test.each(['Running', 'Pending', 'Unknown', undefined])('%s does', (phase) => {
    expect(idsOf(clusterOfManifests([pod('web', { status: { phase } })]))).toEqual(['shop/web[Pod]']);
  });
});

describe('the pods of an owner', () => {
  const ownedBy = (kind: string, name: string) => ({
    ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: '1' }],
  });
  const owned = (name: string, parts: object = {}) =>
    pod(name, { labels: { app: 'web', 'pod-template-hash': 'x' }, metadata: ownedBy('ReplicaSet', 'web-x'), ...parts });

  test('are one workload of one group, with the addresses of each', () => {
    const pods = [
      owned('a', { status: { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] } }),
      owned('b', { status: { podIP: '10.0.0.2' } }),
      owned('c'),
    ];
    expect(workloadOf(clusterOfManifests(pods))).toMatchObject({
      id: 'shop/web-x[ReplicaSet]',
      kind: 'ReplicaSet',
      name: 'web-x',
      pods: [{ replicas: 3, addresses: [['10.0.0.1', 'fd00::1'], ['10.0.0.2']] }],
      source: { type: 'value', index: 0 },
    });
  });

  test('are groups where labels, ports or network differ', () => {
    const pods = [
      owned('a'),
      owned('b', { labels: { app: 'web', canary: 'yes' } }),
      owned('c', { ports: [{ containerPort: 80 }] }),
      owned('d', { spec: { hostNetwork: true } }),
      owned('e'),
    ];
    expect(workloadOf(clusterOfManifests(pods)).pods.map(({ replicas }) => replicas)).toEqual([2, 1, 1, 1]);
  });

  test('of the same name in another namespace are another workload', () => {
    const other = owned('a', { metadata: { namespace: 'front', ...ownedBy('ReplicaSet', 'web-x') } });
    expect(idsOf(clusterOfManifests([owned('a'), other]))).toEqual([
      'front/web-x[ReplicaSet]',
      'shop/web-x[ReplicaSet]',
    ]);
  });

  describe('that is declared', () => {
    const replicaSet = maker('ReplicaSet', 'web-x', {
      labels: { app: 'web', 'pod-template-hash': 'x' },
      metadata: ownedBy('Deployment', 'web'),
      spec: { replicas: 2 },
    });
    const deployment = maker('Deployment', 'web', { labels: { app: 'web' }, spec: { replicas: 2 } });

    test('count to it, through all that is declared in between', () => {
      expect(idsOf(clusterOfManifests([owned('a'), owned('b'), replicaSet, deployment]))).toEqual([
        'shop/web[Deployment]',
      ]);
    });

    test('are the pods that its template asks for', () => {
      const workload = workloadOf(
        clusterOfManifests([owned('a', { status: { podIP: '10.0.0.1' } }), replicaSet, deployment]),
      );
      expect(workload.source).toEqual({ type: 'value', index: 2 });
      expect(workload.pods).toMatchObject([
        { labels: { app: 'web', 'pod-template-hash': 'x' }, replicas: 1, addresses: [['10.0.0.1']] },
        { labels: { app: 'web' }, replicas: 1, addresses: [] },
      ]);
      expect(workloadOf(clusterOfManifests([owned('a'), owned('b'), replicaSet, deployment])).pods).toMatchObject([
        { labels: { 'pod-template-hash': 'x' }, replicas: 2 },
      ]);
    });

    test('stand for none of them where they are of an older template', () => {
      const old = owned('a', { labels: { app: 'old' } });
      expect(workloadOf(clusterOfManifests([old, replicaSet, deployment])).pods).toMatchObject([
        { labels: { app: 'old' }, replicas: 1 },
        { labels: { app: 'web' }, replicas: 2 },
      ]);
    });

    test('an owned ReplicaSet whose owner is not declared is a workload', () => {
      expect(idsOf(clusterOfManifests([replicaSet, owned('a')]))).toEqual(['shop/web-x[ReplicaSet]']);
    });

    test('owners in a circle end', () => {
      const a = maker('ReplicaSet', 'a', { metadata: ownedBy('ReplicaSet', 'b') });
      const b = maker('ReplicaSet', 'b', { metadata: ownedBy('ReplicaSet', 'a') });
      const pods = [pod('p', { metadata: ownedBy('ReplicaSet', 'a') })];
      expect(clusterOfManifests([a, b, ...pods]).workloads.flatMap((workload) => workload.pods)).not.toEqual([]);
    });
  });
});

describe('lists', () => {
  test('a List holds objects of any kind, other lists too', () => {
    const list = (items: unknown) => ({ apiVersion: 'v1', kind: 'List', items });
    expect(idsOf(clusterOfManifests([list([pod('a'), list([list([pod('b')]), maker('Job', 'c')])])]))).toEqual([
      'shop/a[Pod]',
      'shop/b[Pod]',
      'shop/c[Job]',
    ]);
    expect(idsOf(clusterOfManifests([list([]), list(null)]))).toEqual([]);
  });

  test.each([
    ['v1', 'Pod', pod('a')],
    ['apps/v1', 'Deployment', maker('Deployment', 'a')],
    ['batch/v1', 'CronJob', maker('CronJob', 'a')],
  ])(
    'the items of a list of %s %s need not say what they are',
    (apiVersion, kind, { apiVersion: _, kind: __, ...item }) => {
      expect(idsOf(clusterOfManifests([{ apiVersion, kind: `${kind}List`, items: [item] }]))).toEqual([
        `shop/a[${kind}]`,
      ]);
    },
  );
});
