import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { clusterOf, DefaultDenyNamespace, NetworkPolicy, Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';
import { deployment, newApp, newChart, yamlOf } from '../support/synth';

const web = Pods.labelled({ app: 'web' }).inNamespace('front');
const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');

function deployed(chart: Chart, name: string, labels: Record<string, string> = { app: name }) {
  return new ApiObject(chart, name, deployment(name, labels, [{ containerPort: 6379 }]) as never);
}

const ids = (items: readonly { id: string }[]) => items.map(({ id }) => id);

describe('the cluster of an app', () => {
  test('has every object, of ours and of others, with the path of its construct', () => {
    const chart = newChart('shop');
    deployed(chart, 'cache');
    new DefaultDenyNamespace(chart, 'deny');
    new ApiObject(chart, 'ns', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop', labels: { team: 'a' } },
    });
    new ApiObject(chart, 'list', {
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'by-hand' }, spec: {} }],
    } as never);
    expect(clusterOf(chart.node.root)).toMatchObject({
      namespaces: new Map([
        ['default', { declared: false }],
        ['shop', { declared: true, labels: { team: 'a' }, source: { type: 'construct', path: 'boundary/ns' } }],
      ]),
      workloads: [
        {
          id: 'shop/cache[Deployment]',
          pods: [{ labels: { app: 'cache' }, ports: [{ port: 6379, protocol: 'TCP' }] }],
          source: { type: 'construct', path: 'boundary/cache' },
        },
      ],
      policies: [
        { id: 'default/by-hand', source: { path: 'boundary/list' } },
        { id: 'shop/default-deny-egress', source: { path: 'boundary/deny/egress' } },
        { id: 'shop/default-deny-ingress', source: { path: 'boundary/deny/ingress' } },
      ],
      problems: [],
    });
  });

  test('has the ways out that grants open, although nothing was synthesized', () => {
    const chart = newChart('shop');
    new ServiceAccessGrant(chart, 'cache', { from: web, to: cache, ports: [Port.tcp(6379)] });
    const open = () => ids(clusterOf(chart.node.root).policies);
    expect(open()).toEqual(['shop/cache-allow-ingress']);
    new DefaultDenyNamespace(chart, 'deny', { namespace: 'front', direction: 'egress' });
    expect(open()).toEqual(['front/default-deny-egress', 'front/shop-cache-allow-egress', 'shop/cache-allow-ingress']);
  });

  test('has policies as patches and labels of the chart leave them', () => {
    const chart = new Chart(newApp(), 'boundary', { namespace: 'shop', labels: { team: 'a' } });
    const deny = new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' });
    (deny.policies[0] as ApiObject).addJsonPatch(JsonPatch.add('/spec/podSelector/matchLabels', { app: 'web' }));
    expect(clusterOf(chart.node.root).policies).toMatchObject([
      { manifest: { metadata: { labels: { team: 'a' } }, spec: { podSelector: { matchLabels: { app: 'web' } } } } },
    ]);
  });

  test('of a chart or construct has what is in it only', () => {
    const app = newApp();
    const [shop, front] = ['shop', 'front'].map((name) => new Chart(app, name, { namespace: name })) as [Chart, Chart];
    deployed(shop, 'cache');
    deployed(front, 'web');
    new DefaultDenyNamespace(front, 'deny', { direction: 'ingress' });
    expect(ids(clusterOf(shop).workloads)).toEqual(['shop/cache[Deployment]']);
    expect(ids(clusterOf(front).policies)).toEqual(['front/default-deny-ingress']);
    expect(ids(clusterOf(app).workloads)).toEqual(['front/web[Deployment]', 'shop/cache[Deployment]']);
  });

  test('reading it changes nothing of what is written', () => {
    const built = (read: boolean) => {
      const chart = newChart('shop');
      new ServiceAccessGrant(chart, 'grant', { from: web, to: cache, ports: [Port.tcp(6379)] });
      new DefaultDenyNamespace(chart, 'deny', { namespace: 'front' });
      deployed(chart, 'cache');
      if (read) clusterOf(chart.node.root);
      return yamlOf(chart);
    };
    expect(built(true)).toBe(built(false));
  });
});

describe('what is wrong is a problem, and throws nothing', () => {
  test('findings of a boundary, whose policies take no part', () => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'bad', { pods: Pods.labelled({ app: 'a b' }), ingress: 'none' } as never);
    new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' });
    const { policies, problems } = clusterOf(chart.node.root);
    expect(ids(policies)).toEqual(['shop/default-deny-ingress']);
    expect(problems).not.toEqual([]);
    for (const { source } of problems) expect(source).toEqual({ type: 'construct', path: 'boundary/bad' });
  });

  test('objects that cdk8s itself cannot write', () => {
    const chart = newChart('shop');
    const object = deployed(chart, 'web');
    object.addJsonPatch(JsonPatch.remove('/spec/nothing/there'));
    deployed(chart, 'cache');
    const { workloads, problems } = clusterOf(chart.node.root);
    expect(ids(workloads)).toEqual(['shop/cache[Deployment]']);
    expect(problems).toMatchObject([{ source: { path: 'boundary/web' } }]);
  });

  test('objects that the API server would refuse', () => {
    const chart = newChart('shop');
    deployed(chart, 'web', { version: 1.1 } as never);
    expect(clusterOf(chart.node.root)).toMatchObject({
      workloads: [],
      problems: [{ object: 'Deployment shop/web', finding: { path: 'spec.template.metadata.labels.version' } }],
    });
  });

  test('a boundary outside of the scope is none of its problems', () => {
    const app = newApp();
    const [shop, front] = ['shop', 'front'].map((name) => new Chart(app, name, { namespace: name })) as [Chart, Chart];
    new NetworkPolicy(shop, 'bad', {} as never);
    expect(clusterOf(front).problems).toEqual([]);
    expect(clusterOf(app).problems).not.toEqual([]);
  });
});

test('an app without boundaries is read too', () => {
  const chart = newChart('shop');
  deployed(chart, 'web');
  expect(ids(clusterOf(chart.node.root).workloads)).toEqual(['shop/web[Deployment]']);
});
