import { ApiObject, type Chart } from 'cdk8s';
import { DefaultDenyNamespace, Namespaces, Pods, Port, ServiceAccessGrant, warningsOf } from 'ringfence/cdk8s';
import { deployment, failureOf, newChart, policy, policyNames } from '../support/synth';

const web = Pods.labelled({ app: 'web' });
const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');

function list(chart: Chart, items: readonly object[], type: object = { apiVersion: 'v1', kind: 'List' }) {
  return new ApiObject(chart, 'list', { ...type, items } as never);
}

function grant(chart: Chart, from: ConstructorParameters<typeof ServiceAccessGrant>[2]['from']) {
  return new ServiceAccessGrant(chart, 'grant', { from, to: cache, ports: [Port.tcp(6379)] });
}

const isolating = (namespace?: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'by-hand', namespace },
  spec: { podSelector: {}, policyTypes: ['Egress'] },
});

describe('the items of a List count like objects of their own', () => {
  test.each([
    ['List', { apiVersion: 'v1', kind: 'List' }],
    ['NetworkPolicyList', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicyList' }],
  ])('a policy in a %s isolates the client of a grant', (_, type) => {
    const chart = newChart('shop');
    grant(chart, web.inNamespace('front'));
    list(chart, [isolating('front')], type);
    expect(policyNames(chart)).toEqual(['front/shop-grant-allow-egress', 'shop/grant-allow-ingress']);
  });

  test('the namespace of the chart is not that of the items: without one they are in default', () => {
    const chart = newChart('front');
    grant(chart, web.inNamespaces(Namespaces.named('default', 'front')));
    list(chart, [isolating()]);
    expect(policyNames(chart)).toEqual(['default/shop-grant-allow-egress', 'shop/grant-allow-ingress']);
  });

  test('an item of another kind or group isolates no pod', () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespace('front'));
    list(chart, [
      { ...isolating('front'), apiVersion: 'policies.example.com/v1' },
      { ...isolating('front'), kind: 'Other' },
      'no object at all',
    ] as object[]);
    expect(policyNames(chart)).toEqual(['shop/grant-allow-ingress']);
  });

  test('a policy in a List that has the name of a boundary collides with it', () => {
    const chart = newChart('front');
    new DefaultDenyNamespace(chart, 'deny', { direction: 'egress', metadata: { name: 'by-hand' } });
    list(chart, [isolating('front')]);
    expect(failureOf(chart)).toContain(
      '[boundary/deny] metadata.name: Duplicate value: NetworkPolicy front/by-hand is written by boundary/deny and boundary/list',
    );
  });

  test('a policy in a List of which it is not known which pods it isolates is an error of the app', () => {
    const chart = newChart('front');
    new DefaultDenyNamespace(chart, 'deny');
    list(chart, [{ ...isolating('front'), spec: { podSelector: 'app=web' } }]);
    expect(failureOf(chart)).toContain('[] boundary/list: spec.podSelector: Invalid value: "app=web"');
  });

  test('the labels of a Namespace in a List say whether a client may be in it', () => {
    const chart = newChart('shop');
    grant(chart, web.inNamespaces(Namespaces.labelled({ team: 'a' })));
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'back', direction: 'egress' });
    expect(warningsOf(chart).map(({ id }) => id)).toEqual(['client-closed', 'namespace-label']);
    list(chart, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'back', labels: { team: 'b' } } }]);
    expect(policyNames(chart)).toEqual(['shop/grant-allow-ingress', 'back/default-deny-egress']);
    expect(warningsOf(chart).map(({ id }) => id)).toEqual(['namespace-label']);
  });

  test('a workload in a List that shares the labels of another is no secret', () => {
    const chart = newChart('shop');
    grant(chart, new ApiObject(chart, 'web', deployment('web', { app: 'web' })));
    const hidden = deployment('hidden', { app: 'web', track: 'canary' });
    list(chart, [{ ...hidden, metadata: { name: 'hidden', namespace: 'shop' } }]);
    expect(failureOf(chart)).toContain('the labels of Deployment web (app=web) select Deployment hidden too');
  });

  test('a workload in a List answers behind a Service', () => {
    const chart = newChart('shop');
    const items = [deployment('cache', { app: 'cache' }, [{ name: 'redis', containerPort: 6379 }])];
    list(
      chart,
      items.map((item) => ({ ...item, metadata: { name: 'cache', namespace: 'shop' } })),
    );
    const service = (targetPort: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: targetPort },
      spec: { selector: { app: 'cache' }, ports: [{ port: 1, targetPort }] },
    });
    const known = new ApiObject(chart, 'known', service('redis'));
    new ServiceAccessGrant(chart, 'known-port', { from: web.inNamespace('front'), to: known });
    expect(policy(chart, 'known-port-allow-ingress').spec.ingress?.[0]?.ports).toEqual([
      { protocol: 'TCP', port: 'redis' },
    ]);
    const unknown = new ApiObject(chart, 'unknown', service('http'));
    new ServiceAccessGrant(chart, 'unknown-port', { from: web.inNamespace('front'), to: unknown });
    expect(failureOf(chart)).toContain('no container of Deployment cache declares a TCP port of this name');
  });
});

describe('an object that cannot be read', () => {
  const unreadable = (chart: Chart, type: object) =>
    new ApiObject(chart, 'broken', {
      apiVersion: 'v1',
      metadata: { name: 'broken' },
      ...type,
      get spec() {
        throw new Error('no such file');
      },
    } as never);

  test.each([
    ['a NetworkPolicy', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }],
    ['a List', { kind: 'List' }],
    ['a Namespace', { kind: 'Namespace' }],
  ])('%s is an error of the app, not a gap in what is judged', (_, type) => {
    const chart = newChart('shop');
    grant(chart, web.inNamespaces(Namespaces.labelled({ team: 'a' })));
    unreadable(chart, type);
    const failure = failureOf(chart);
    expect(failure).toContain('[] boundary/broken: Invalid value: ');
    expect(failure).toContain('no such file');
    expect(failure).toContain('correct this object');
    expect(failure.match(/boundary\/broken: /g)).toHaveLength(1);
  });

  test('whatever else is wrong is reported as well', () => {
    const chart = newChart('shop');
    grant(chart, []);
    unreadable(chart, { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' });
    expect(failureOf(chart)).toContain('[boundary/grant] from: Required value');
    expect(failureOf(chart)).toContain('[] boundary/broken: Invalid value');
  });
});
