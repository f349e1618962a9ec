import { judged, np } from './judged';

/** Rules for what is behind a Service that selects no pods, such as a database outside of the cluster. */

const service = (name: string) =>
  `---\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: shop}\nspec: {ports: [{port: 443}]}\n`;
const slice = (name: string, address: string, port: number) =>
  `---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: ${name}-${port}, namespace: shop, labels: {kubernetes.io/service-name: ${name}}}\naddressType: IPv4\nendpoints: [{addresses: [${address}]}]\nports: [{port: ${port}, protocol: TCP}]\n`;
const store = [service('store'), slice('store', '203.0.113.9', 6443), slice('store', '203.0.113.20', 9000)];
const ofWeb = "selector: app == 'web'";

test('a rule to a Service opens the ports of its endpoints, each at its own addresses', () => {
  const allow = np(
    'shop/a',
    `${ofWeb}, egress: [{action: Allow, destination: {services: {name: store, namespace: shop}}}]`,
  );
  const { toOutside } = judged([...store, allow]);
  expect(['203.0.113.9', '203.0.113.20', '203.0.113.10'].map((address) => toOutside('web', address))).toEqual([
    'TCP 6443',
    'TCP 9000',
    'none',
  ]);
});

test('a rule from a Service opens every port to its addresses', () => {
  const allow = np(
    'shop/a',
    `${ofWeb}, ingress: [{action: Allow, source: {services: {name: store, namespace: shop}}}]`,
  );
  const { fromOutside } = judged([...store, allow]);
  expect(['203.0.113.9', '203.0.113.20', '203.0.113.10'].map((address) => fromOutside('web', address))).toEqual([
    'all',
    'all',
    'none',
  ]);
});

test('whom a Service stands for that has neither selector nor endpoints is not known', () => {
  const allow = np(
    'shop/a',
    `${ofWeb}, ingress: [{action: Allow, source: {services: {name: empty, namespace: shop}}}]`,
  );
  const { explain, text } = judged([service('empty'), allow]);
  expect(explain('ops', 'web', 80).verdict).toBe('depends');
  expect(text('ops', 'web', 80)).toContain('Service shop/empty has the source as an endpoint');
});
