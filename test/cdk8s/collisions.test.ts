import { ApiObject, type App, Chart, JsonPatch, YamlOutputType } from 'cdk8s';
import { DefaultDenyNamespace, NetworkPolicy, Pods, SecureNamespace } from 'ringfence/cdk8s';
import { asText, failureOf, newApp, newChart, policyNames } from '../support/synth';

expect.addSnapshotSerializer(asText);

const raw = (name: string, namespace?: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec: { podSelector: {} },
});

function appOf(yamlOutputType: YamlOutputType): App {
  return newApp({ yamlOutputType });
}

/** Two boundaries whose policies have one name in two namespaces. */
function twoNamespaces(app: App): Chart {
  const chart = new Chart(app, 'boundary', { namespace: 'shop' });
  new DefaultDenyNamespace(chart, 'shop', { direction: 'ingress' });
  new DefaultDenyNamespace(chart, 'cart', { direction: 'ingress', namespace: 'cart' });
  return chart;
}

describe('two policies of one namespace and name', () => {
  test('are one error that names both constructs and the way out', () => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'web', { pods: Pods.all(), ingress: [] });
    new NetworkPolicy(chart, 'again', { pods: Pods.all(), egress: [], metadata: { name: 'web' } });
    expect(failureOf(chart)).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/again] metadata.name: Duplicate value: NetworkPolicy shop/web is written by boundary/web and boundary/again: the cluster keeps only one of a name
      keep one of them, or give boundary/again metadata: { name: '...' }
`);
  });

  test('are one error for two default denies, however many policies each of them writes', () => {
    const chart = newChart('shop');
    new DefaultDenyNamespace(chart, 'deny');
    new DefaultDenyNamespace(chart, 'again');
    expect(failureOf(chart)).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/again] metadata.name: Duplicate value: NetworkPolicies shop/default-deny-ingress and shop/default-deny-egress are written by boundary/deny and boundary/again: the cluster keeps only one of a name
      they say the same: remove one of them
`);
  });

  test('are one error for each pair of constructs', () => {
    const chart = newChart('shop');
    for (const id of ['one', 'two']) new SecureNamespace(chart, id);
    new DefaultDenyNamespace(chart, 'three', { direction: 'ingress' });
    expect(failureOf(chart)).toMatchInlineSnapshot(`
Validation failed with the following errors:
  [boundary/two/dns] metadata.name: Duplicate value: NetworkPolicy shop/allow-dns is written by boundary/one/dns and boundary/two/dns: the cluster keeps only one of a name
      they say the same: remove one of them
  [boundary/two/deny] metadata.name: Duplicate value: NetworkPolicy shop/default-deny-egress is written by boundary/one/deny and boundary/two/deny: the cluster keeps only one of a name
      they say the same: remove one of them
  [boundary/three] metadata.name: Duplicate value: NetworkPolicy shop/default-deny-ingress is written by boundary/one/deny, boundary/two/deny and boundary/three: the cluster keeps only one of a name
      they say the same: remove one of them
`);
  });

  test('are distinguished by what they say, where that can be compared', () => {
    const chart = newChart('shop');
    const labels: Record<string, unknown> = { amount: 1n };
    labels.self = labels;
    for (const id of ['one', 'two']) {
      const pods = Pods.labelled(labels as never);
      new NetworkPolicy(chart, id, { pods, ingress: [], metadata: { name: 'web' } });
    }
    expect(failureOf(chart)).toContain("      keep one of them, or give boundary/two metadata: { name: '...' }");
  });

  test('are an error across charts', () => {
    const app = newApp();
    const one = new Chart(app, 'one', { namespace: 'shop' });
    new NetworkPolicy(one, 'deny', { pods: Pods.all(), ingress: [] });
    new NetworkPolicy(new Chart(app, 'two', { namespace: 'shop' }), 'deny', { pods: Pods.all(), ingress: [] });
    expect(failureOf(one)).toContain('is written by one/deny and two/deny: ');
  });

  test('are an error where one was written by hand', () => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'web', { pods: Pods.all(), ingress: [] });
    new ApiObject(chart, 'by-hand', raw('web'));
    expect(failureOf(chart)).toContain('[boundary/web] metadata.name: Duplicate value: NetworkPolicy shop/web');
  });

  test('are an error of the app where both were written by hand', () => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'other', { pods: Pods.all(), ingress: [] });
    new ApiObject(chart, 'one', raw('web'));
    new ApiObject(chart, 'two', raw('web'));
    expect(failureOf(chart)).toContain('[] metadata.name: Duplicate value: NetworkPolicy shop/web');
  });

  test('are an error where a patch gives one the name of another', () => {
    const chart = newChart('shop');
    const web = new NetworkPolicy(chart, 'web', { pods: Pods.all(), ingress: [] });
    new NetworkPolicy(chart, 'api', { pods: Pods.all(), ingress: [] });
    web.policies[0]?.addJsonPatch(JsonPatch.replace('/metadata/name', 'api'));
    expect(failureOf(chart)).toContain(
      '[boundary/api] metadata.name: Duplicate value: NetworkPolicy shop/api is written by boundary/web and boundary/api: ',
    );
  });

  test('are none where a patch gives one another name, or another namespace', () => {
    const chart = newChart('shop');
    const [ingress] = new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' }).policies;
    new DefaultDenyNamespace(chart, 'again', { direction: 'ingress' });
    ingress?.addJsonPatch(JsonPatch.replace('/metadata/namespace', 'cart'));
    expect(policyNames(chart)).toHaveLength(2);
    ingress?.addJsonPatch(
      JsonPatch.replace('/metadata/namespace', 'shop'),
      JsonPatch.replace('/metadata/name', 'deny'),
    );
    expect(policyNames(chart)).toHaveLength(2);
  });

  test('are seen where the one by hand leaves its namespace to the chart, or to kubectl', () => {
    const chart = newChart();
    new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress', namespace: 'default' });
    new ApiObject(chart, 'by-hand', raw('default-deny-ingress'));
    expect(failureOf(chart)).toContain('[boundary/deny] metadata.name: Duplicate value: NetworkPolicy default/default');
  });

  test('are no such thing where one is of another API group', () => {
    const chart = newChart('shop');
    new NetworkPolicy(chart, 'web', { pods: Pods.all(), ingress: [] });
    new ApiObject(chart, 'calico', { ...raw('web'), apiVersion: 'crd.projectcalico.org/v1' });
    expect(policyNames(chart)).toHaveLength(2);
  });

  test('are reported with three of their paths where they are many', () => {
    const chart = newChart('shop');
    for (const id of ['a', 'b', 'c', 'd', 'e']) new DefaultDenyNamespace(chart, id, { direction: 'ingress' });
    expect(failureOf(chart)).toContain('boundary/a, boundary/b, boundary/c and 2 more');
  });

  test('are none once one has another name', () => {
    const chart = newChart('shop');
    new DefaultDenyNamespace(chart, 'deny', { direction: 'ingress' });
    new DefaultDenyNamespace(chart, 'again', { direction: 'ingress', metadata: { name: 'deny-again' } });
    expect(policyNames(chart)).toEqual(
      ['shop/default-deny-ingress', 'shop/deny-again'].sort((a, b) => a.localeCompare(b)),
    );
  });
});

describe('two policies of one name in two namespaces', () => {
  test.each([
    ['FILE_PER_APP', YamlOutputType.FILE_PER_APP],
    ['FILE_PER_CHART', YamlOutputType.FILE_PER_CHART],
  ])('are fine with %s', (_, type) => {
    expect(policyNames(twoNamespaces(appOf(type)))).toHaveLength(2);
  });

  test.each([
    ['FILE_PER_RESOURCE', YamlOutputType.FILE_PER_RESOURCE],
    ['FOLDER_PER_CHART_FILE_PER_RESOURCE', YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE],
  ])('are an error with %s, where cdk8s would lose one of them without a word', (_, type) => {
    const failure = failureOf(twoNamespaces(appOf(type)));
    expect(failure).toContain(
      '[boundary/cart] metadata.name: Duplicate value: the file NetworkPolicy.default-deny-ingress is written by boundary/shop and boundary/cart: ',
    );
    expect(failure).not.toContain('[boundary/shop]');
    expect(failure).toContain('FOLDER_PER_CHART_FILE_PER_RESOURCE with a chart for each namespace');
  });

  test.each([
    ['FILE_PER_RESOURCE', YamlOutputType.FILE_PER_RESOURCE],
    ['FOLDER_PER_CHART_FILE_PER_RESOURCE', YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE],
  ])('share a file with a NetworkPolicy of another API group with %s', (_, type) => {
    const chart = new Chart(appOf(type), 'boundary', { namespace: 'shop' });
    new NetworkPolicy(chart, 'web', { pods: Pods.all(), ingress: [] });
    new ApiObject(chart, 'calico', { ...raw('web', 'front'), apiVersion: 'crd.projectcalico.org/v1' });
    expect(failureOf(chart)).toContain(
      '[boundary/web] metadata.name: Duplicate value: the file NetworkPolicy.web is written by boundary/web and boundary/calico',
    );
  });

  test('share no file with an item of a List, which is written into that of the List', () => {
    const chart = new Chart(appOf(YamlOutputType.FILE_PER_RESOURCE), 'boundary', { namespace: 'shop' });
    new NetworkPolicy(chart, 'web', { pods: Pods.all(), ingress: [] });
    new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', metadata: { name: 'x' }, items: [raw('web', 'a')] });
    expect(policyNames(chart)).toEqual(['shop/web']);
  });

  test('are fine with a folder for each chart and a chart for each namespace', () => {
    const app = appOf(YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE);
    const shop = new Chart(app, 'shop', { namespace: 'shop' });
    new DefaultDenyNamespace(shop, 'deny', { direction: 'ingress' });
    new DefaultDenyNamespace(new Chart(app, 'cart', { namespace: 'cart' }), 'deny', { direction: 'ingress' });
    expect(policyNames(shop)).toEqual(['shop/default-deny-ingress']);
  });
});
