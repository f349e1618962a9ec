import { ApiObject, Chart, JsonPatch, Lazy } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct, type IConstruct } from 'constructs';
import {
  AllowDns,
  DefaultDenyNamespace,
  Flow,
  NamespaceIsolation,
  Namespaces,
  NetworkPolicy,
  Pods,
  Port,
  Quarantine,
  ReachabilityContract,
  SecureNamespace,
  ServiceAccessGrant,
  TieredApplication,
} from 'ringfence/cdk8s';
import { deployment, failureOf, newApp, newChart, policy, policyNames } from '../support/synth';

/** A namespace as any app may have it. */
const makers: readonly [string, (chart: Chart) => IConstruct][] = [
  ['cdk8s-plus-28', (chart) => new kplus.Namespace(chart, 'ns', { metadata: { name: 'shop' } })],
  ['the class of cdk8s import', (chart) => new kplus.k8s.KubeNamespace(chart, 'ns', { metadata: { name: 'shop' } })],
  [
    'an ApiObject',
    (chart) => new ApiObject(chart, 'ns', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }),
  ],
];

describe.each(makers)('a namespace of %s', (_title, make) => {
  test('is taken wherever a name is', () => {
    const chart = newChart('elsewhere');
    const namespace = make(chart);
    const web = Pods.labelled({ app: 'web' });
    new SecureNamespace(chart, 'secure', { namespace, isolate: 'namespace' });
    new NetworkPolicy(chart, 'web', {
      namespace,
      pods: web,
      ingress: [{ from: web.inNamespace(namespace), ports: [Port.tcp(1)] }],
    });
    new ServiceAccessGrant(chart, 'grant', {
      from: Pods.all().inNamespaces(Namespaces.named(namespace, 'front')),
      to: Pods.labelled({ app: 'cache' }).inNamespace(namespace),
      ports: [Port.tcp(6379)],
    });
    new TieredApplication(chart, 'tiers', {
      namespace,
      from: 'anywhere',
      tiers: ['a', 'b'].map((tier) => ({ tier, pods: Pods.labelled({ tier }), ports: [Port.tcp(80)] })),
    });
    new Quarantine(chart, 'incident', { namespace, pods: Pods.labelled({ quarantine: 'yes' }) });
    expect(failureOf(chart)).toContain('[boundary/incident/contract] the contract does not hold');
    chart.node.tryRemoveChild('incident');
    expect(new Set(policyNames(chart).map((name) => name.split('/')[0]))).toEqual(new Set(['shop']));
    expect(policy(chart, 'web').spec.ingress?.[0]?.from).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
        podSelector: { matchLabels: { app: 'web' } },
      },
    ]);
  });
});

test('a namespace without a name of its own has the one that cdk8s gives it', () => {
  const chart = newChart();
  const namespace = new kplus.Namespace(chart, 'shop');
  new DefaultDenyNamespace(chart, 'deny', { namespace, direction: 'ingress' });
  expect(policyNames(chart)).toEqual([`${namespace.name}/default-deny-ingress`]);
});

test('a namespace whose name is a token is named when the app is synthesized', () => {
  const chart = newChart();
  const name = Lazy.any({ produce: () => 'shop' });
  const namespace = new ApiObject(chart, 'ns', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  new DefaultDenyNamespace(chart, 'deny', { namespace, direction: 'ingress' });
  const grant = { from: namespace, to: Pods.labelled({ app: 'web' }).inNamespace(namespace), ports: [Port.tcp(1)] };
  new ServiceAccessGrant(chart, 'grant', grant);
  expect(policyNames(chart)).toEqual(['shop/grant-allow-ingress', 'shop/default-deny-ingress']);
});

describe('what is no namespace', () => {
  const web = (chart: Chart) => new ApiObject(chart, 'web', deployment('web', { app: 'web' }));
  const others: readonly [string, (chart: Chart) => IConstruct, string][] = [
    ['a workload', web, 'boundary/web is a Deployment, and no Namespace'],
    [
      'a workload of cdk8s-plus',
      (chart) => new kplus.Deployment(chart, 'web', { containers: [{ image: 'web' }] }),
      'boundary/web is a Deployment, and no Namespace',
    ],
    [
      'a chart',
      (chart) => new Chart(chart, 'web', { namespace: 'shop' }),
      'boundary/web is no object of Kubernetes, and no Namespace',
    ],
    [
      'an empty construct',
      (chart) => new Construct(chart, 'web'),
      'boundary/web is no object of Kubernetes, and no Namespace',
    ],
    [
      'a selection of namespaces',
      (chart) => kplus.Namespaces.select(chart, 'web', { names: ['shop'] }),
      'boundary/web is no object of Kubernetes, and no Namespace',
    ],
    [
      'a kind of another group',
      (chart) => new ApiObject(chart, 'web', { apiVersion: 'example.com/v1', kind: 'Namespace' }),
      'boundary/web is a Namespace of example.com, and no Namespace',
    ],
    [
      'a boundary',
      (chart) => new DefaultDenyNamespace(chart, 'web', { direction: 'ingress' }),
      'boundary/web is a NetworkPolicy, and no Namespace',
    ],
  ];

  test.each(others)('%s is refused, and everything else is still judged', (_title, make, what) => {
    const chart = newChart('shop');
    const namespace = make(chart);
    new AllowDns(chart, 'dns', { namespace, argoCdSyncWave: 1.5 });
    new SecureNamespace(chart, 'secure', { namespace, grants: { bad: {} as never } });
    const failure = failureOf(chart);
    const line = `namespace: Invalid value: ${what}\n      give the name of a namespace, or the construct that makes it`;
    expect(failure).toContain(`[boundary/dns] ${line}\n      the same at boundary/secure`);
    expect(failure.split(what)).toHaveLength(2);
    expect(failure).toContain('[boundary/dns] argoCdSyncWave: Invalid value: 1.5');
    expect(failure).toContain('[boundary/secure/secure-bad] to: Required value');
  });

  test.each(others)('%s is refused by the words at once', (_title, make, what) => {
    const construct = make(newChart('shop'));
    expect(() => Pods.all().inNamespace(construct)).toThrow(
      new TypeError(`${what}: give the name of a namespace, or the construct that makes it`),
    );
    expect(() => Namespaces.named('shop', construct)).toThrow(what);
  });

  test.each([
    ['a number', 5, 'must be a string, not a number'],
    ['a list', ['shop'], 'must be a string, not a list'],
    ['a map', { name: 'shop' }, 'must be a string, not a map'],
    [
      'what has no text',
      {
        toString: () => {
          throw new Error('asked');
        },
      },
      'must be a string, not a map',
    ],
    ['an empty text', '', 'namespace: Required value: the name of the namespace is empty'],
    ['a text of a megabyte', 'x'.repeat(1_000_000), 'must be no more than 63 characters'],
    ['__proto__', '__proto__', 'Invalid value: "__proto__"'],
  ])('%s is refused as ever', (_title, namespace, message) => {
    const chart = newChart();
    new NamespaceIsolation(chart, 'isolation', { namespace: namespace as string });
    new ServiceAccessGrant(chart, 'grant', {
      from: Pods.all().inNamespace(namespace as string),
      to: Pods.labelled({ app: 'web' }).inNamespace('shop'),
      ports: [Port.tcp(1)],
    });
    expect(failureOf(chart)).toContain(message);
    expect(failureOf(chart)).toContain('[boundary/grant] ');
    expect(failureOf(chart).length).toBeLessThan(5000);
  });

  test.each([null, undefined])('%s leaves the namespace to the chart', (namespace) => {
    const chart = newChart('shop');
    new AllowDns(chart, 'dns', { namespace: namespace as never });
    expect(policyNames(chart)).toEqual(['shop/allow-dns']);
  });
});

describe('a namespace that is written by another name than it was given by', () => {
  test('is an error, since policies would be for one that is not there', () => {
    const chart = newChart();
    const namespace = new kplus.Namespace(chart, 'ns', { metadata: { name: 'shop' } });
    new DefaultDenyNamespace(chart, 'deny', { namespace });
    ApiObject.of(namespace).addJsonPatch(JsonPatch.replace('/metadata/name', 'renamed'));
    expect(failureOf(chart)).toContain(
      '[] boundary/ns/Resource: metadata.name: Invalid value: "renamed": this namespace was called "shop" when a boundary took its name\n      give it the name in its props, and not by a patch',
    );
  });

  test('is none where a grant reads the namespace at synth, or none was given', () => {
    const chart = newChart();
    const namespace = new kplus.Namespace(chart, 'ns', { metadata: { name: 'shop' } });
    ApiObject.of(namespace).addJsonPatch(JsonPatch.replace('/metadata/name', 'renamed'));
    const to = Pods.labelled({ app: 'web' }).inNamespace('front');
    new ServiceAccessGrant(chart, 'grant', { from: namespace, to, ports: [Port.tcp(1)] });
    expect(policy(chart, 'grant-allow-ingress').spec.ingress?.[0]?.from).toEqual([
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'renamed' } } },
    ]);
  });

  test('is none where a resolver renames both', () => {
    const app = newApp({
      resolvers: [
        {
          resolve: (context) => {
            if (context.value === 'shop') context.replaceValue('shop-eu');
          },
        },
      ],
    });
    const chart = new Chart(app, 'boundary');
    const namespace = new kplus.Namespace(chart, 'ns', { metadata: { name: 'shop' } });
    new DefaultDenyNamespace(chart, 'deny', { namespace, direction: 'ingress' });
    const cache = Pods.labelled({ app: 'cache' }).inNamespace(namespace);
    new ReachabilityContract(chart, 'contract', { denied: [Flow.from(cache).to(cache).on(Port.tcp(1))] });
    expect(policyNames(chart)).toEqual(['shop-eu/default-deny-ingress']);
  });
});
