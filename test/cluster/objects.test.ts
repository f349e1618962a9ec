import { clusterOfManifests, clusterOfText } from '../../lib/cluster/load';
import { namespaces, problems, warnings, workloads } from './cluster-lines';

const read = (text: string) => {
  const cluster = clusterOfText(text);
  expect(problems(cluster)).toBe('');
  return cluster;
};

const OF_STATEFUL_SETS =
  ' apps.kubernetes.io/pod-index=? controller-revision-hash=? statefulset.kubernetes.io/pod-name=?';
const OF_JOBS = ' batch.kubernetes.io/job-name=web job-name=web batch.kubernetes.io/controller-uid=? controller-uid=?';

const template = 'template: {metadata: {labels: {app: web}}, spec: {containers: [{ports: [{containerPort: 80}]}]}}';

describe('workloads', () => {
  test.each([
    ['apps/v1', 'Deployment', 'replicas: 3', 3, ' pod-template-hash=?'],
    ['apps/v1', 'ReplicaSet', 'replicas: 2', 2, ''],
    ['apps/v1', 'StatefulSet', 'replicas: 2', 2, OF_STATEFUL_SETS],
    ['apps/v1', 'DaemonSet', '', 2, ' controller-revision-hash=? pod-template-generation=?'],
    ['v1', 'ReplicationController', 'replicas: 4', 4, ''],
    ['batch/v1', 'Job', 'parallelism: 5', 5, OF_JOBS],
    ['apps/v1', 'Deployment', 'replicas: 0', 1, ' pod-template-hash=?'],
    ['apps/v1', 'Deployment', 'replicas:', 1, ' pod-template-hash=?'],
    ['batch/v1', 'Job', 'parallelism: 0', 1, OF_JOBS],
  ])('%s %s with "%s" stands for its pods', (apiVersion, kind, count, replicas, added) => {
    const spec = ['spec: {', [count, template].filter(Boolean).join(', '), '}'].join('');
    const cluster = read(`{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: web, namespace: shop}, ${spec}}`);
    expect(workloads(cluster)).toEqual([`shop/web[${kind}] x${replicas} app=web${added} TCP/80`]);
  });

  test('a CronJob has its pods two templates deep, and as many as its jobs run at once', () => {
    const cluster = read(`{apiVersion: batch/v1, kind: CronJob, metadata: {name: night}, spec: {
      schedule: '@daily', jobTemplate: {spec: {parallelism: 2, ${template}}}}}`);
    expect(workloads(cluster)).toEqual([
      'default/night[CronJob] x2 app=web batch.kubernetes.io/controller-uid=? batch.kubernetes.io/job-name=? controller-uid=? job-name=? TCP/80',
    ]);
  });

  test('kinds of other API groups pass by, whatever they are called', () => {
    const cluster = read(`
{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: 7}}
---
{apiVersion: example.com/v1, kind: Pod}
---
{apiVersion: example.com/v1, kind: NetworkPolicy, spec: {}}
---
{apiVersion: v1, kind: ConfigMap, data: {Pod: x}}
`);
    expect([cluster.workloads, cluster.services, cluster.policies]).toEqual([[], [], []]);
  });

  test('older versions of a group are read as the newest, with a warning', () => {
    const cluster = read(`{apiVersion: apps/v1beta1, kind: Deployment, metadata: {name: web}, spec: {${template}}}`);
    expect(workloads(cluster)).toEqual(['default/web[Deployment] x1 app=web pod-template-hash=? TCP/80']);
    expect(warnings(cluster)).toMatchInlineSnapshot(`
"line 1, column 2: Deployment default/web: apiVersion: Unsupported value: "apps/v1beta1": supported values: "apps/v1"
    write apiVersion: apps/v1; API servers since Kubernetes 1.16 refuse apps/v1beta1"
`);
  });
});

describe('ports', () => {
  const pod = (spec: string) =>
    read(`{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, spec: {${spec}}}`);

  test('come from all containers, with names and protocols, each once, in the order of numbers', () => {
    const cluster = pod(`containers: [
      {name: a, ports: [{name: https, containerPort: 8443}, {name: dns, containerPort: 53, protocol: UDP}]},
      {name: b, ports: [{containerPort: 9}, {name: https, containerPort: 8443, protocol: TCP}]}, {name: c}]`);
    expect(workloads(cluster)).toEqual(['shop/web[Pod] x1 TCP/9 dns=UDP/53 https=TCP/8443']);
  });
  test('come from init containers that go on as sidecars, and from no others', () => {
    const cluster = pod(`containers: [{name: a}], initContainers: [
      {name: setup, ports: [{containerPort: 1}]},
      {name: mesh, restartPolicy: Always, ports: [{name: proxy, containerPort: 15001}]}]`);
    expect(workloads(cluster)).toEqual(['shop/web[Pod] x1 proxy=TCP/15001']);
  });
});

describe('addresses', () => {
  const pod = (status: string, spec = '') =>
    workloads(
      read(`{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {${spec} containers: [{}]}, status: {${status}}}`),
    );

  test.each([
    ['podIP: 10.0.0.1', ' at 10.0.0.1'],
    ["podIP: 10.0.0.1, podIPs: [{ip: 10.0.0.1}, {ip: 'fd00::1'}]", ' at 10.0.0.1+fd00::1'],
    ['podIP:, podIPs: []', ''],
    ["podIP: '', hostIP: 192.168.0.1", ''],
  ])('of a pod with status {%s}', (status, reported) => {
    expect(pod(status)).toEqual([`default/web[Pod] x1${reported}`]);
  });
  test.each([
    ['hostIP: 192.168.0.1', '192.168.0.1'],
    ["podIP: 192.168.0.1, hostIP: 192.168.0.1, podIPs: [{ip: 192.168.0.1}, {ip: 'fd00::1'}]", '192.168.0.1+fd00::1'],
    ["podIP: 192.168.0.1, hostIPs: [{ip: 192.168.0.1}, {ip: 'fd00::1'}]", '192.168.0.1+fd00::1'],
  ])('of a pod on its node with status {%s} are those of the node', (status, reported) => {
    expect(pod(status, 'hostNetwork: true,')).toEqual([`default/web[Pod] x1 on its node at ${reported}`]);
  });
});

describe('phases', () => {
  test.each([
    ['Pending', true],
    ['Running', true],
    ['Unknown', true],
    ['Succeeded', false],
    ['Failed', false],
  ])('a pod in phase %s takes part: %s', (phase, takesPart) => {
    const cluster = read(
      `{apiVersion: v1, kind: Pod, metadata: {name: job}, spec: {containers: [{}]}, status: {phase: ${phase}}}`,
    );
    expect(workloads(cluster)).toEqual(takesPart ? ['default/job[Pod] x1'] : []);
  });
  test('other kinds have none', () => {
    const cluster = read(
      `{apiVersion: batch/v1, kind: Job, metadata: {name: job}, spec: {${template}}, status: {phase: Failed}}`,
    );
    expect(workloads(cluster)).toHaveLength(1);
  });
});

describe('services', () => {
  test('have a selector, and target ports that are their own ports where they name none', () => {
    const { services } = read(`{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {
      selector: {app: web}, ports: [{port: 80, targetPort: http, name: web}, {port: 53, protocol: UDP},
      {port: 443, targetPort: 8443}]}}`);
    expect(services).toMatchObject([
      {
        name: 'web',
        namespace: 'shop',
        selector: { app: 'web' },
        ports: [
          { name: 'web', port: 80, targetPort: 'http', protocol: 'TCP' },
          { port: 53, targetPort: 53, protocol: 'UDP' },
          { port: 443, targetPort: 8443, protocol: 'TCP' },
        ],
      },
    ]);
  });
  test('select nothing where they only name something outside', () => {
    const { services } = read(`{apiVersion: v1, kind: Service, metadata: {name: db}, spec: {
      type: ExternalName, externalName: db.example.com, selector: {app: db}}}`);
    expect(services[0]?.selector).toEqual({});
  });
});

describe('namespaces', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{}] } };
  const namespace = (name: string, labels?: object) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels },
  });

  test('are those declared and those that something is in, in the order of names, each with its name as a label', () => {
    const cluster = clusterOfManifests([
      { ...pod, metadata: { name: 'a', namespace: 'web' } },
      namespace('shop', { team: 'a', 'kubernetes.io/metadata.name': 'web' }),
      namespace('empty'),
      pod,
    ]);
    expect(namespaces(cluster)).toEqual([
      'default undeclared kubernetes.io/metadata.name=default',
      'empty declared kubernetes.io/metadata.name=empty',
      'shop declared team=a kubernetes.io/metadata.name=shop',
      'web undeclared kubernetes.io/metadata.name=web',
    ]);
  });
  test('what names none is in default, or in the namespace that is given', () => {
    const empty = { ...pod, metadata: { name: 'b', namespace: '' } };
    expect(workloads(clusterOfManifests([pod, empty]))).toEqual(['default/a[Pod] x1', 'default/b[Pod] x1']);
    expect(workloads(clusterOfManifests([pod, empty], { defaultNamespace: 'shop' }))).toEqual([
      'shop/a[Pod] x1',
      'shop/b[Pod] x1',
    ]);
  });
  test('a default namespace that can be none is an error', () => {
    expect(() => clusterOfText('', { defaultNamespace: 'Shop' })).toThrow(
      /^defaultNamespace: "Shop": a lowercase RFC 1123/,
    );
  });
});

describe('names that the API server makes up', () => {
  test('are all different', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { generateName: 'job-' }, spec: { containers: [{}] } };
    const cluster = clusterOfManifests([pod, pod]);
    expect(problems(cluster)).toBe('');
    expect(workloads(cluster)).toEqual(['default/job-*1[Pod] x1', 'default/job-*2[Pod] x1']);
  });
});
