import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, type App, Chart, Include, JsonPatch } from 'cdk8s';
import { Deployment, Namespace } from 'cdk8s-plus-28';
import { clusterOf, DefaultDenyNamespace, Pods, Port, ServiceAccessGrant } from 'ringfence/cdk8s';
import { describeSource } from '../../lib/cluster/source';
import { namespaces, policies, problems, workloads } from '../cluster/told';
import { deployment, newApp, newChart, yamlOf } from '../support/synth';

const proxy = Pods.labelled({ app: 'proxy' }).inNamespace('web');
const cache = Pods.labelled({ app: 'cache' }).inNamespace('shop');

function grant(chart: Chart, id = 'cache', props: object = {}): ServiceAccessGrant {
  return new ServiceAccessGrant(chart, id, { from: proxy, to: cache, ports: [Port.tcp(6379)], ...props });
}

test('an app is all of its objects, whoever made them', () => {
  const app = newApp();
  const chart = new Chart(app, 'shop', { namespace: 'shop', disableResourceNameHashes: true });
  const web = new Deployment(chart, 'web', {
    replicas: 2,
    containers: [{ image: 'web', portNumber: 8080, securityContext: {} }],
  });
  web.exposeViaService({ ports: [{ port: 80, targetPort: 8080 }] });
  new Namespace(chart, 'namespace', { metadata: { name: 'shop', labels: { team: 'a' } } });
  new ApiObject(chart, 'plain', deployment('cache', { app: 'cache' }, [{ containerPort: 6379 }]));
  const file = join(mkdtempSync(join(tmpdir(), 'include-')), 'pods.yaml');
  writeFileSync(
    file,
    '{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{}]}}]}',
  );
  new Include(new Chart(app, 'included'), 'file', { url: file });
  grant(chart);
  const cluster = clusterOf(app);
  expect(problems(cluster)).toBe('');
  expect(workloads(cluster)).toEqual([
    'default/a[Pod] x1',
    'shop/cache[Deployment] x1 app=cache TCP/6379',
    expect.stringMatching(/^shop\/shop-web-?\w*\[Deployment\] x2 cdk8s\.io\/metadata\.addr=.* TCP\/8080$/),
  ]);
  expect(namespaces(cluster)).toEqual([
    'default undeclared kubernetes.io/metadata.name=default',
    'shop declared team=a kubernetes.io/metadata.name=shop',
  ]);
  expect(policies(cluster)).toEqual(['shop/cache-allow-ingress']);
  expect(cluster.services).toHaveLength(1);
});

test('sources are construct paths', () => {
  const chart = newChart('shop');
  new ApiObject(chart, 'plain', deployment('cache', { app: 'cache' }));
  grant(chart);
  const { workloads, policies } = clusterOf(chart);
  const told = [...workloads, ...policies].map(({ source }) => describeSource(source, 'spec'));
  expect(told).toEqual(['boundary/plain', 'boundary/cache/ingress']);
});

test('a chart is its own objects, with grants settled among everything in the app', () => {
  const chart = newChart('shop');
  grant(chart);
  const other = new Chart(chart.node.root, 'other', { namespace: 'web' });
  new DefaultDenyNamespace(other, 'deny');
  expect(policies(clusterOf(chart))).toEqual(['shop/cache-allow-ingress', 'web/cache-allow-egress']);
  expect(policies(clusterOf(other))).toEqual(['web/default-deny-egress', 'web/default-deny-ingress']);
  expect(policies(clusterOf(chart.node.root))).toHaveLength(4);
});

test('policies are read with what was patched', () => {
  const chart = newChart('shop');
  grant(chart).policies[0]?.addJsonPatch(JsonPatch.replace('/spec/ingress/0/ports/0/port', 6380));
  expect(clusterOf(chart).policies[0]?.manifest.spec.ingress?.[0]?.ports).toEqual([{ protocol: 'TCP', port: 6380 }]);
});

test('what is wrong with boundaries and objects are problems, told with their constructs', () => {
  const chart = newChart('shop');
  grant(chart, 'wrong', { ports: [] });
  grant(chart, 'patched').policies[0]?.addJsonPatch(JsonPatch.replace('/spec/ingress/0/ports/0/port', 0));
  new ApiObject(chart, 'raw', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } });
  new ApiObject(chart, 'broken', deployment('x', {})).addJsonPatch(JsonPatch.remove('/nothing/here'));
  grant(chart);
  const cluster = clusterOf(chart);
  expect(policies(cluster)).toContain('shop/cache-allow-ingress');
  expect(cluster.problems.map(({ source, finding: { path } }) => [describeSource(source), path])).toEqual([
    ['boundary/raw', 'spec'],
    ['boundary/broken', ''],
    ['boundary/wrong', 'ports'],
    ['boundary/patched', 'spec.ingress[0].ports[0].port'],
  ]);
});

test('asking changes nothing of what is written', () => {
  const build = () => {
    const chart = newChart('shop');
    new ApiObject(chart, 'plain', deployment('cache', { app: 'cache' }));
    grant(chart);
    return chart;
  };
  const [asked, plain] = [build(), build()];
  clusterOf(asked);
  clusterOf(asked.node.root);
  for (const chart of [asked, plain]) new DefaultDenyNamespace(chart, 'deny', { namespace: 'web' });
  clusterOf(asked);
  expect(yamlOf(asked)).toBe(yamlOf(plain));
});

test('asking writes nothing, and makes no judgement where there is no boundary', () => {
  const chart = newChart('shop');
  new ApiObject(chart, 'plain', deployment('cache', { app: 'cache' }));
  const before = (chart.node.root as App).synthYaml();
  expect(workloads(clusterOf(chart))).toEqual(['shop/cache[Deployment] x1 app=cache']);
  expect((chart.node.root as App).synthYaml()).toBe(before);
});
