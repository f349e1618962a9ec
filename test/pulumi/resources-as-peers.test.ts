import * as kubernetes from '@pulumi/kubernetes';
import { Pods, Port, ServiceAccessGrant, type ServiceAccessGrantProps } from 'ringfence/pulumi';
import { newStack, policiesOf, type Registered, settled } from '../support/pulumi-mocks';

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const ports = [Port.tcp(8080)];

let registered: Registered[];

beforeEach(() => {
  registered = newStack();
});

afterEach(settled);

async function ingressOf(props: Omit<ServiceAccessGrantProps, 'clientEgress'>) {
  new ServiceAccessGrant('cart', { ...props, clientEgress: 'never' } as ServiceAccessGrantProps);
  await settled();
  const [policy] = policiesOf(registered);
  return { namespace: policy?.metadata.namespace, ...policy?.spec };
}

const template = (labels: Record<string, string>, pod: object = {}) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'main', image: 'main', ports: [{ name: 'http', containerPort: 8080 }] }], ...pod },
});
const metadata = { namespace: 'shop', name: 'cart' };
const labels = { app: 'cart', 'pod-template-hash': '1' };
const workload = { metadata, spec: { selector: { matchLabels: { app: 'cart' } }, template: template(labels) } };

const workloads = {
  Deployment: () => new kubernetes.apps.v1.Deployment('cart', workload),
  StatefulSet: () =>
    new kubernetes.apps.v1.StatefulSet('cart', { ...workload, spec: { ...workload.spec, serviceName: 'x' } }),
  DaemonSet: () => new kubernetes.apps.v1.DaemonSet('cart', workload),
  Job: () => new kubernetes.batch.v1.Job('cart', { metadata, spec: { template: template(labels) } }),
  CronJob: () =>
    new kubernetes.batch.v1.CronJob('cart', {
      metadata,
      spec: { schedule: '@hourly', jobTemplate: { spec: { template: template(labels) } } },
    }),
  Pod: () => new kubernetes.core.v1.Pod('cart', { metadata: { ...metadata, labels }, spec: template(labels).spec }),
};

describe.each(Object.entries(workloads))('a %s', (_, make) => {
  test('is protected by the labels of its pods that last, in its namespace', async () => {
    expect(await ingressOf({ from: web, to: make(), ports: [Port.named('http')] })).toMatchObject({
      namespace: 'shop',
      podSelector: { matchLabels: { app: 'cart' } },
      ingress: [{ ports: [{ protocol: 'TCP', port: 'http' }] }],
    });
  });

  test('may connect', async () => {
    expect(await ingressOf({ from: [make(), web], to: web, ports })).toMatchObject({
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
              podSelector: { matchLabels: { app: 'cart' } },
            },
            { podSelector: { matchLabels: { app: 'web' } } },
          ],
        },
      ],
    });
  });
});

describe('a Service', () => {
  const service = () =>
    new kubernetes.core.v1.Service('cart', {
      metadata,
      spec: {
        selector: { app: 'cart' },
        ports: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'metrics', port: 9090, targetPort: 'metrics' },
          { name: 'dns', port: 53, protocol: 'UDP' },
        ],
      },
    });

  test('opens all its ports, each as the pods know it', async () => {
    expect(await ingressOf({ from: web, to: service() })).toMatchObject({
      namespace: 'shop',
      podSelector: { matchLabels: { app: 'cart' } },
      ingress: [
        {
          ports: [
            { protocol: 'TCP', port: 8080 },
            { protocol: 'TCP', port: 'metrics' },
            { protocol: 'UDP', port: 53 },
          ],
        },
      ],
    });
  });

  test('opens the ports that are meant, by number or name', async () => {
    const opened = await ingressOf({ from: web, to: service(), ports: [Port.tcp(80), Port.named('metrics')] });
    expect(opened.ingress?.[0]?.ports).toEqual([
      { protocol: 'TCP', port: 8080 },
      { protocol: 'TCP', port: 'metrics' },
    ]);
  });

  test('may connect, as the pods behind it', async () => {
    expect((await ingressOf({ from: service(), to: web, ports })).ingress?.[0]?.from).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
        podSelector: { matchLabels: { app: 'cart' } },
      },
    ]);
  });
});

test('a Namespace may connect, as all its pods', async () => {
  const namespace = new kubernetes.core.v1.Namespace('shop', { metadata: { name: 'shop' } });
  expect((await ingressOf({ from: namespace, to: web, ports })).ingress?.[0]?.from).toEqual([
    { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } },
  ]);
});

test('only a Service says by itself which ports are meant', () => {
  expect(() => new ServiceAccessGrant('cart', { from: web, to: workloads.Deployment() } as never)).toThrow(
    'ports: Required value: only a Service says by itself which ports are meant',
  );
});
