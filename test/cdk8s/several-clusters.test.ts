import { ApiObject, type App, Chart } from 'cdk8s';
import {
  clusterOf,
  configureBoundaries,
  DefaultDenyNamespace,
  Flow,
  Pods,
  Port,
  ReachabilityContract,
  ServiceAccessGrant,
} from 'ringfence/cdk8s';
import { deployment, failureOf, newApp, policyNames, yamlOf } from '../support/synth';

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const cart = Pods.labelled({ app: 'cart' }).inNamespace('shop');
const ports = [Port.tcp(8080)];

/** An app with a chart for each of two clusters. */
function clusters(): { app: App; a: Chart; b: Chart } {
  const app = newApp();
  const [a, b] = ['a', 'b'].map((cluster) => {
    const chart = new Chart(app, cluster, { namespace: 'shop' });
    configureBoundaries(chart, { cluster });
    return chart;
  }) as [Chart, Chart];
  return { app, a, b };
}

describe('charts for several clusters have nothing to do with each other', () => {
  test('in names', () => {
    const { a, b } = clusters();
    for (const chart of [a, b]) {
      new DefaultDenyNamespace(chart, 'deny');
      new ServiceAccessGrant(chart, 'cart', { from: web, to: cart, ports });
    }
    expect(policyNames(a)).toEqual(policyNames(b));
    expect(policyNames(a)).toHaveLength(3);
  });

  test('in who is isolated', () => {
    const { a, b } = clusters();
    new ServiceAccessGrant(a, 'cart', { from: web, to: cart, ports });
    new DefaultDenyNamespace(b, 'deny', { namespace: 'front' });
    expect(policyNames(a)).toEqual(['shop/cart-allow-ingress']);
  });

  test('in which workloads labels select', () => {
    const { a, b } = clusters();
    const own = new ApiObject(a, 'cart', deployment('cart', { app: 'cart' }));
    new ApiObject(b, 'cart', deployment('cart', { app: 'cart' }));
    new ServiceAccessGrant(a, 'grant', { from: web, to: own, ports });
    expect(policyNames(a)).toEqual(['shop/grant-allow-ingress']);
  });

  test('in contracts', () => {
    const { a, b } = clusters();
    new ReachabilityContract(a, 'contract', { denied: [Flow.from(web).to(cart).on(Port.tcp(8080))] });
    new DefaultDenyNamespace(b, 'deny');
    expect(failureOf(a)).toContain('[a/contract]');
    new DefaultDenyNamespace(a, 'deny');
    expect(() => yamlOf(a)).not.toThrow();
  });

  test('and a workload of another cluster is no client', () => {
    const { a, b } = clusters();
    const other = new ApiObject(b, 'web', deployment('web', { app: 'web' }));
    new ServiceAccessGrant(a, 'cart', { from: other, to: cart, ports });
    expect(failureOf(a)).toContain('from: Forbidden: b/web is for another cluster than this boundary');
  });
});

test('without a cluster they are for the same one', () => {
  const app = newApp();
  const [a, b] = ['a', 'b'].map((id) => new Chart(app, id, { namespace: 'shop' })) as [Chart, Chart];
  new ServiceAccessGrant(a, 'cart', { from: web, to: cart, ports });
  new ServiceAccessGrant(b, 'cart', { from: web, to: cart, ports: [Port.tcp(9090)] });
  expect(failureOf(a)).toContain(
    'Duplicate value: NetworkPolicy shop/cart-allow-ingress is written by a/cart and b/cart',
  );
});

test('the cluster of an app is read by its name, that of a chart by itself', () => {
  const { app, a, b } = clusters();
  new DefaultDenyNamespace(a, 'deny');
  new DefaultDenyNamespace(b, 'deny', { direction: 'ingress' });
  expect(clusterOf(a).policies).toHaveLength(2);
  expect(clusterOf(app, 'b').policies).toHaveLength(1);
  expect(() => clusterOf(app)).toThrow(
    "the app is for several clusters (a, b): give a chart, or say which, as in clusterOf(app, 'a')",
  );
});

test('a cluster has a name', () => {
  const { a } = clusters();
  expect(() => configureBoundaries(a, { cluster: '' })).toThrow('cluster: Invalid value: ""');
});
