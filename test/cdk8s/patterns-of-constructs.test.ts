import { ApiObject, type Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AllowDns,
  AllowFromIngressController,
  AllowInternetEgress,
  AllowPrometheusScrape,
  DefaultDenyNamespace,
  DefaultDenyWorkload,
  IngressController,
  NamespaceIsolation,
  NetworkPolicy,
  OpenWorkload,
  Pods,
  Port,
  Quarantine,
  TieredApplication,
} from 'ringfence/cdk8s';
import { deployment, failureOf, newChart, policiesOf, policyNames, yamlOf } from '../support/synth';

const ports = [Port.tcp(8080)];

function workloads(chart: Chart) {
  return {
    web: new ApiObject(chart, 'web', deployment('web', { app: 'web' })),
    plus: new kplus.Deployment(chart, 'plus', {
      podMetadata: { labels: { app: 'plus' } },
      containers: [{ image: 'plus', portNumber: 8080 }],
    }),
  };
}

/** What each pattern writes for constructs, and for the words that they stand for. */
const patterns: [string, (chart: Chart, web: never, plus: never, placed: never) => unknown][] = [
  [
    'AllowFromIngressController',
    (chart, pods) =>
      new AllowFromIngressController(chart, 'it', { pods, ports, controller: IngressController.nginx() }),
  ],
  ['AllowPrometheusScrape', (chart, pods, _, from) => new AllowPrometheusScrape(chart, 'it', { pods, ports, from })],
  ['AllowDns', (chart, pods) => new AllowDns(chart, 'it', { pods })],
  ['AllowInternetEgress', (chart, pods) => new AllowInternetEgress(chart, 'it', { pods, ports })],
  ['DefaultDenyWorkload', (chart, pods) => new DefaultDenyWorkload(chart, 'it', { pods })],
  ['NamespaceIsolation', (chart, _, __, placed) => new NamespaceIsolation(chart, 'it', { alsoFrom: [placed] })],
  ['Quarantine', (chart, pods, _, from) => new Quarantine(chart, 'it', { pods, from, ports })],
  [
    'TieredApplication',
    (chart, web, plus, from) =>
      new TieredApplication(chart, 'it', {
        from,
        tiers: [
          { tier: 'a', pods: web, ports },
          { tier: 'b', pods: plus, ports },
        ],
      }),
  ],
  [
    'NetworkPolicy',
    (chart, pods, _, placed) =>
      new NetworkPolicy(chart, 'it', { pods, ingress: [{ from: placed, ports }], egress: [{ to: [placed], ports }] }),
  ],
];

test.each(patterns)('%s takes workloads where it says which pods are meant', (_, write) => {
  const constructs = newChart('shop');
  const { web, plus } = workloads(constructs);
  write(constructs, web as never, plus as never, plus as never);
  const words = newChart('shop');
  workloads(words);
  const placed = Pods.labelled({ app: 'plus' }).inNamespace('shop');
  write(words, Pods.labelled({ app: 'web' }) as never, Pods.labelled({ app: 'plus' }) as never, placed as never);
  expect(policiesOf(constructs)).toEqual(policiesOf(words));
  expect(policiesOf(constructs)).toEqual(policiesOf(words));
});

test('OpenWorkload takes Namespaces', () => {
  const chart = newChart('shop');
  const front = new ApiObject(chart, 'front', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'front' } });
  new OpenWorkload(chart, 'it', { pods: workloads(chart).web, to: front, ports });
  expect(yamlOf(chart)).toContain('kubernetes.io/metadata.name: front');
});

test('the way out of a workload is opened where its own labels are isolated', () => {
  const chart = newChart('shop');
  const { web, plus } = workloads(chart);
  new AllowPrometheusScrape(chart, 'it', { pods: web, ports, from: plus });
  new DefaultDenyNamespace(chart, 'deny', { direction: 'egress' });
  expect(policyNames(chart)).toContain('shop/shop-it-allow-egress');
});

test('a workload of another namespace than the policy, and what stands for no pods, are errors', () => {
  const chart = newChart('shop');
  const other = new ApiObject(chart, 'other', {
    ...deployment('other', { app: 'x' }),
    metadata: { name: 'other', namespace: 'back' },
  });
  new AllowDns(chart, 'dns', { pods: other });
  const map = new ApiObject(chart, 'map', { apiVersion: 'v1', kind: 'ConfigMap' });
  new DefaultDenyWorkload(chart, 'map-deny', { pods: map });
  const failure = failureOf(chart);
  expect(failure).toContain(
    '[boundary/dns] pods: Invalid value: "boundary/other": its pods are in namespace back, and the policy is in shop',
  );
  expect(failure).toContain('[boundary/map-deny] pods: Invalid value: "boundary/map": is of kind ConfigMap');
});
