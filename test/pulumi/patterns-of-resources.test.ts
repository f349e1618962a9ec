import * as kubernetes from '@pulumi/kubernetes';
import {
  AllowDns,
  AllowFromIngressController,
  AllowPrometheusScrape,
  DefaultDenyNamespace,
  IngressController,
  NamespaceIsolation,
  NetworkPolicy,
  OpenWorkload,
  Pods,
  Port,
  TieredApplication,
} from 'ringfence/pulumi';
import { newStack, policiesOf, type Registered, settled } from '../support/pulumi-mocks';

const ports = [Port.tcp(8080)];
const namespace = 'shop';

let registered: Registered[];

beforeEach(() => {
  registered = newStack();
});

afterEach(settled);

const deployment = (app: string) =>
  new kubernetes.apps.v1.Deployment(app, {
    metadata: { namespace, name: app },
    spec: {
      selector: { matchLabels: { app } },
      template: {
        metadata: { labels: { app, 'git-sha': 'a1b2' } },
        spec: { containers: [{ name: 'main', image: 'main' }] },
      },
    },
  });

const patterns: [string, (web: never, api: never, placed: never) => unknown][] = [
  [
    'AllowFromIngressController',
    (pods) => new AllowFromIngressController('it', { namespace, pods, ports, controller: IngressController.nginx() }),
  ],
  ['AllowPrometheusScrape', (pods, _, from) => new AllowPrometheusScrape('it', { namespace, pods, ports, from })],
  ['AllowDns', (pods) => new AllowDns('it', { namespace, pods })],
  ['NamespaceIsolation', (_, __, placed) => new NamespaceIsolation('it', { namespace, alsoFrom: [placed] })],
  [
    'TieredApplication',
    (web, api, from) =>
      new TieredApplication('it', {
        namespace,
        from,
        tiers: [
          { tier: 'a', pods: web, ports },
          { tier: 'b', pods: api, ports },
        ],
      }),
  ],
  [
    'NetworkPolicy',
    (pods, _, placed) =>
      new NetworkPolicy('it', {
        namespace,
        pods,
        ingress: [{ from: placed, ports }],
        egress: [{ to: [placed], ports }],
      }),
  ],
];

test.each(patterns)('%s takes workloads where it says which pods are meant', async (_, write) => {
  const api = deployment('api');
  write(deployment('web') as never, api as never, api as never);
  await settled();
  const ofResources = policiesOf(registered);
  registered = newStack();
  const placed = Pods.labelled({ app: 'api' }).inNamespace(namespace);
  write(Pods.labelled({ app: 'web' }) as never, Pods.labelled({ app: 'api' }) as never, placed as never);
  await settled();
  expect(ofResources).toEqual(policiesOf(registered));
  expect(ofResources).not.toEqual([]);
});

test('OpenWorkload takes Namespaces', async () => {
  const front = new kubernetes.core.v1.Namespace('front', { metadata: { name: 'front' } });
  new OpenWorkload('it', { namespace, pods: deployment('web'), to: front, ports });
  await settled();
  expect(policiesOf(registered)[0]?.spec.ingress?.[0]?.from).toEqual([
    { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'front' } } },
  ]);
});

test('what stands for no pods is an error', () => {
  const map = new kubernetes.core.v1.ConfigMap('map', {});
  expect(() => new AllowDns('dns', { namespace, pods: map as never })).toThrow('pods: Invalid value');
  expect(new DefaultDenyNamespace('deny', { namespace })).toBeDefined();
});
