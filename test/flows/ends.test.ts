import { clusterOfManifests } from '../../lib/cluster/load';
import { endKey, FlowEnds } from '../../lib/flows/flow-ends';
import type { FlowEnd } from '../../lib/flows/flow-record';
import { flowLogOf } from '../support/flow-log-of';

const workload = (
  kind: string,
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  more: object = {},
) => ({
  apiVersion: kind === 'CronJob' || kind === 'Job' ? 'batch/v1' : 'apps/v1',
  kind,
  metadata: { name, namespace },
  spec: {
    ...(kind === 'CronJob'
      ? {
          jobTemplate: {
            spec: { template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'c' }], ...more } } },
          },
        }
      : {
          ...(kind === 'Job' ? {} : { selector: { matchLabels: labels } }),
          template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'c' }], ...more } },
        }),
  },
});
const pod = (namespace: string, name: string, ip: string, labels: Readonly<Record<string, string>> = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels },
  spec: { containers: [{ name: 'c', image: 'c' }] },
  status: { phase: 'Running', podIP: ip },
});

const cluster = clusterOfManifests([
  workload('Deployment', 'shop', 'web', { app: 'web' }),
  workload('Deployment', 'shop', 'web-api', { app: 'web-api' }),
  workload('StatefulSet', 'shop', 'db', { app: 'db' }),
  workload('DaemonSet', 'shop', 'agent', { app: 'agent' }),
  workload('DaemonSet', 'shop', 'on-node', { app: 'on-node' }, { hostNetwork: true }),
  workload('CronJob', 'shop', 'nightly', { app: 'nightly' }),
  workload('Job', 'shop', 'once', { app: 'once' }),
  workload('Deployment', 'other', 'web', { app: 'web' }),
  pod('shop', 'lone', '10.0.0.5', { app: 'lone' }),
  pod('shop', 'twin-a', '10.0.0.6', { app: 'a' }),
  pod('shop', 'twin-b', '10.0.0.6', { app: 'b' }),
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n1' },
    status: { addresses: [{ type: 'InternalIP', address: '192.168.0.4' }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'lone', namespace: 'shop' },
    spec: { clusterIP: '10.96.0.7', selector: { app: 'lone' }, ports: [{ port: 80, targetPort: 8080 }] },
  },
]);
const what = (end: FlowEnd) => {
  const found = new FlowEnds(cluster, []).resolve(end);
  return `${found.type}: ${endKey(found)}`;
};

describe('an end of a record', () => {
  test.each<[string, string]>([
    ['web-5d9f8c7b6-x1z9k', 'workload: shop/web[Deployment]'],
    ['web-api-5d9f8c7b6-x1z9k', 'workload: shop/web-api[Deployment]'],
    ['db-0', 'workload: shop/db[StatefulSet]'],
    ['agent-x1z9k', 'workload: shop/agent[DaemonSet]'],
    ['nightly-29000000-x1z9k', 'workload: shop/nightly[CronJob]'],
    ['once-x1z9k', 'workload: shop/once[Job]'],
    ['lone', 'workload: shop/lone[Pod]'],
    ['on-node-x1z9k', 'on-node: shop/on-node[DaemonSet]'],
    ['web-5d9f8c7b6-*', 'workload: shop/web[Deployment]'],
    ['agent-*', 'workload: shop/agent[DaemonSet]'],
    ['db-x1', 'unknown: no workload of the input has the pod shop/db-x1'],
    ['elsewhere-1-2', 'unknown: no workload of the input has the pod shop/elsewhere-1-2'],
  ])('the pod %s is %s', (name, expected) => {
    expect(what({ kind: 'pod', namespace: 'shop', pod: name })).toBe(expected);
  });

  test.each<[string, string, string]>([
    ['ReplicaSet', 'web-5d9f8c7b6', 'workload: shop/web[Deployment]'],
    ['ReplicaSet', 'web-api-5d9', 'workload: shop/web-api[Deployment]'],
    ['Job', 'nightly-29000000', 'workload: shop/nightly[CronJob]'],
    ['Job', 'once', 'workload: shop/once[Job]'],
    ['Deployment', 'web', 'workload: shop/web[Deployment]'],
  ])('the %s %s is %s', (kind, name, expected) => {
    expect(what({ kind: 'pod', namespace: 'shop', workload: { kind, name } })).toBe(expected);
  });

  test('a pod of another name is found by its labels, where they are of one workload', () => {
    expect(what({ kind: 'pod', namespace: 'shop', pod: 'p', labels: { app: 'web', 'pod-template-hash': '1' } })).toBe(
      'workload: shop/web[Deployment]',
    );
    expect(what({ kind: 'pod', namespace: 'shop', pod: 'p', labels: {} })).toContain('unknown');
  });

  test.each<[string, string]>([
    ['10.0.0.5', 'workload: shop/lone[Pod]'],
    ['10.0.0.6', 'unknown: 10.0.0.6 is the address of several pods of the input'],
    ['10.96.0.7', 'service: Service shop/lone'],
    ['192.168.0.4', 'node: node n1'],
    ['10.9.9.9', 'unknown: nothing in the input has the address 10.9.9.9'],
    ['fd00::9', 'unknown: nothing in the input has the address fd00::9'],
    ['169.254.1.1', 'unknown: 169.254.1.1 is an address of one link or machine'],
    ['203.0.113.7', 'outside: outside 203.0.113.7 203.0.113.7'],
    ['nonsense', 'unknown: nonsense is no address'],
  ])('the address %s is %s', (address, expected) => {
    expect(what({ address })).toBe(expected);
  });

  test('an address that another record names is that pod, unless it was of two', () => {
    const named = (pod: string, address: string) => ({ kind: 'pod' as const, namespace: 'shop', pod, address });
    const log = flowLogOf([]).connections;
    expect(log).toEqual([]);
    const connection = (source: FlowEnd, destination: FlowEnd) =>
      ({
        verdict: 'denied',
        source,
        destination,
        protocol: 'TCP',
        isReply: false,
        count: 1,
        policies: [],
        triedFrom: [],
        evidence: '',
      }) as const;
    const one = new FlowEnds(cluster, [connection(named('web-1-a', '10.9.0.1'), named('db-0', '10.9.0.2'))]);
    expect(endKey(one.resolve({ address: '10.9.0.1' }))).toBe('shop/web[Deployment]');
    const reused = new FlowEnds(cluster, [connection(named('web-1-a', '10.9.0.1'), named('db-0', '10.9.0.1'))]);
    expect(endKey(reused.resolve({ address: '10.9.0.1' }))).toBe('10.9.0.1 was the address of several pods');
  });
});
