import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, App, Chart, Lazy, Testing, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';
import fc from 'fast-check';
import {
  AllowDns,
  DefaultDenyNamespace,
  NamespaceIsolation,
  NetworkPolicy,
  Pods,
  Port,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';
import { assertProperty, runs } from '../support/property';
import { deployment, newApp, newChart, policyNames } from '../support/synth';

const web = Pods.labelled({ app: 'web' });
const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');

/** Boundaries that depend on one another: grants to clients in an isolated namespace, raw policies, a whole namespace. */
const boundaries: ((chart: Chart) => unknown)[] = [
  (chart) => new DefaultDenyNamespace(chart, 'deny'),
  (chart) => new DefaultDenyNamespace(chart, 'deny-front', { namespace: 'front' }),
  (chart) => new AllowDns(chart, 'dns'),
  (chart) => new AllowDns(chart, 'dns-front', { namespace: 'front' }),
  (chart) => new NamespaceIsolation(chart, 'isolation', { namespace: 'data' }),
  (chart) =>
    new ServiceAccessGrant(chart, 'cache', { from: web.inNamespace('front'), to: cache, ports: [Port.tcp(6379)] }),
  (chart) => new ServiceAccessGrant(chart, '10', { from: web.inSameNamespace(), to: cache, ports: [Port.tcp(1)] }),
  (chart) =>
    new ServiceAccessGrant(chart, 'all', {
      from: web.inNamespace('front'),
      to: Pods.all().inNamespace('data'),
      ports: [Port.all()],
    }),
  (chart) => new NetworkPolicy(chart, 'locked', { pods: web, ingress: [] }),
];

/** Writes the app to a folder and reads every file of it. */
function filesOf(
  order: readonly ((chart: Chart) => unknown)[],
  yamlOutputType: YamlOutputType,
): Record<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'ringfence-order-'));
  const app = new App({ outdir, yamlOutputType });
  const chart = new Chart(app, 'boundary', { namespace: 'shop' });
  for (const construct of order) construct(chart);
  app.synth();
  return Object.fromEntries(readdirSync(outdir).map((file) => [file, readFileSync(join(outdir, file), 'utf8')]));
}

test('the bytes are the same in whatever order the constructs are made', () => {
  const reference = filesOf(boundaries, YamlOutputType.FILE_PER_CHART);
  assertProperty(
    fc.property(fc.shuffledSubarray(boundaries, { minLength: boundaries.length }), (order) => {
      expect(filesOf(order, YamlOutputType.FILE_PER_CHART)).toEqual(reference);
    }),
    runs(60),
  );
});

test('allows come before denies, then namespaces and names in order', () => {
  const chart = newChart('shop');
  for (const construct of boundaries) construct(chart);
  expect(policyNames(chart)).toEqual([
    'data/all-allow-ingress',
    'data/namespace-isolation',
    'front/allow-dns',
    'front/data-all-allow-egress',
    'front/shop-cache-allow-egress',
    'shop/10-allow-ingress',
    'shop/allow-dns',
    'shop/cache-allow-ingress',
    'shop/shop-10-allow-egress',
    'front/default-deny-egress',
    'front/default-deny-ingress',
    'shop/default-deny-egress',
    'shop/default-deny-ingress',
    'shop/locked',
  ]);
});

test('policies come behind everything else in the chart, a Namespace that they need included', () => {
  const chart = newChart('shop');
  new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' });
  new ApiObject(chart, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  new ApiObject(chart, 'web', deployment('web', { app: 'web' }));
  expect(Testing.synth(chart).map(({ kind }) => kind)).toEqual(['Namespace', 'Deployment', 'NetworkPolicy']);
});

test('no chart comes to depend on another, which would rename their files', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'ringfence-charts-'));
  const app = new App({ outdir });
  const shop = new Chart(app, 'shop', { namespace: 'shop' });
  const front = new Chart(app, 'front', { namespace: 'front' });
  new DefaultDenyNamespace(front, 'deny');
  new ServiceAccessGrant(shop, 'cache', { from: web.inNamespace('front'), to: cache, ports: [Port.tcp(6379)] });
  new ServiceAccessGrant(front, 'back', {
    from: web.inNamespace('shop'),
    to: web.inNamespace('front'),
    ports: [Port.tcp(80)],
  });
  app.synth();
  expect(readdirSync(outdir).sort()).toEqual(['front.k8s.yaml', 'shop.k8s.yaml']);
});

test('a dependency of the user on a boundary is kept', () => {
  const chart = newChart('shop');
  const deny = new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' });
  const first = new ApiObject(chart, 'web', deployment('web', { app: 'web' }));
  first.node.addDependency(deny);
  expect(Testing.synth(chart).map(({ kind }) => kind)).toEqual(['NetworkPolicy', 'Deployment']);
});

test('a construct of the user by the name that the order of policies needs is not taken away', () => {
  const chart = newChart('shop');
  const mine = new Construct(chart, 'ringfence-policy-order');
  new DefaultDenyNamespace(chart, 'deny');
  new AllowDns(chart, 'dns');
  for (let synth = 0; synth < 2; synth++) {
    expect(policyNames(chart)).toEqual(['shop/allow-dns', 'shop/default-deny-egress', 'shop/default-deny-ingress']);
  }
  expect(chart.node.tryFindChild('ringfence-policy-order')).toBe(mine);
});

describe('synthesizing again', () => {
  test('writes the same', () => {
    const chart = newChart('shop');
    for (const construct of boundaries) construct(chart);
    expect(Testing.synth(chart)).toEqual(Testing.synth(chart));
  });

  test('sees constructs that were added since, and those that were removed', () => {
    const chart = newChart('shop');
    new ServiceAccessGrant(chart, 'cache', { from: web.inNamespace('front'), to: cache, ports: [Port.tcp(6379)] });
    expect(policyNames(chart)).toEqual(['shop/cache-allow-ingress']);
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'front', direction: 'egress' });
    expect(policyNames(chart)).toEqual([
      'front/shop-cache-allow-egress',
      'shop/cache-allow-ingress',
      'front/default-deny-egress',
    ]);
    chart.node.tryRemoveChild('deny');
    expect(policyNames(chart)).toEqual(['shop/cache-allow-ingress']);
  });

  /** An App as users extend it. */
  class CompanyApp extends App {
    override synth() {
      super.synth();
    }
  }

  test.each([
    ['an App', () => newApp()],
    ['a subclass of App', () => new CompanyApp({ outdir: mkdtempSync(join(tmpdir(), 'ringfence-app-')) })],
  ])('judges %s once in one synth of it, however many charts are written', (_, make) => {
    const app = make();
    const read = jest.fn(() => ({ podSelector: {}, policyTypes: ['Egress'] }));
    for (let index = 0; index < 20; index++) {
      const chart = new Chart(app, `chart-${index}`, { namespace: `namespace-${index}` });
      new DefaultDenyNamespace(chart, 'deny');
    }
    new ApiObject(new Chart(app, 'by-hand'), 'by-hand', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'by-hand', namespace: 'front' },
      spec: Lazy.any({ produce: read }),
    });
    app.synth();
    const onceToJudgeAndOnceToWrite = 2;
    expect(read).toHaveBeenCalledTimes(onceToJudgeAndOnceToWrite);
    app.synthYaml();
    expect(read).toHaveBeenCalledTimes(2 * onceToJudgeAndOnceToWrite);
  });

  /** Code of users, called like that of cdk8s. */
  const synth = (chart: Chart) => chart.toJson();
  const appOfUser = new (class App {
    synth(chart: Chart) {
      return Testing.synth(chart);
    }
  })();

  test.each([
    ['App.synth', (chart: Chart) => (chart.node.root as App).synth()],
    ['App.synthYaml', (chart: Chart) => (chart.node.root as App).synthYaml()],
    ['Testing.synth', (chart: Chart) => Testing.synth(chart)],
    ['Chart.toJson', (chart: Chart) => chart.toJson()],
    ['Chart.toJson from a function of the user that is called synth', (chart: Chart) => synth(chart)],
    ['Testing.synth from the synth of an App that is none of cdk8s', (chart: Chart) => appOfUser.synth(chart)],
  ])('with %s judges again what may have changed since', (_, synth) => {
    const chart = newChart('shop');
    const spec = { podSelector: { matchLabels: { app: 'api' } }, policyTypes: ['Egress'] };
    const metadata = { name: 'by-hand', namespace: 'front' };
    new ApiObject(chart, 'by-hand', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec });
    const from = web.inNamespace('front');
    const grant = new ServiceAccessGrant(chart, 'cache', { from, to: cache, ports: [Port.tcp(6379)] });
    synth(chart);
    expect(grant.policies).toHaveLength(1);
    spec.podSelector.matchLabels.app = 'web';
    synth(chart);
    expect(grant.policies).toHaveLength(2);
  });
});
