import { Attachments } from '../../lib/cluster/entries/attachment';
import { entriesOf } from '../../lib/cluster/entries/entries';
import { clusterOfText } from '../../lib/cluster/load';

/** Which listeners of which Gateways take a route of the Gateway API. */

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: t, port: 80}, {name: u, port: 80, protocol: UDP}]}
`;
const gateway = (listener: string, namespace = 'shop') =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: public, namespace: ${namespace}}\nspec: {gatewayClassName: x, listeners: [${listener}]}\n`;
const route = (spec: string, kind = 'HTTPRoute') =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: r, namespace: shop}\nspec: {${spec}, rules: [{backendRefs: [{name: web, port: 80}]}]}\n`;
const OWN = 'parentRefs: [{name: public}]';
const EDGE = 'parentRefs: [{name: public, namespace: edge}]';
const HTTP = 'name: web, protocol: HTTP, port: 80';

function attached(...documents: readonly string[]) {
  const cluster = clusterOfText([SERVICE, ...documents].join('---\n'));
  expect(cluster.problems).toEqual([]);
  const declared = cluster.callers.find((caller) => caller.route !== undefined);
  const found = declared && new Attachments(cluster).of(declared);
  return {
    taken: found?.taken.map(({ title, provided }) => provided ?? title),
    refused: found?.refused.map(({ path, message }) => `${path}: ${message}`),
    entries: entriesOf(cluster).length,
  };
}

const TAKEN = { taken: ['Gateway shop/public, listener web (HTTP 80)'], refused: [], entries: 1 };
const refusal = (because: string, gatewayName = 'shop/public') => ({
  taken: [],
  refused: [`spec.parentRefs[0]: Gateway ${gatewayName} does not take this route: ${because}`],
  entries: 0,
});

test('a listener takes routes of its own namespace', () => {
  expect(attached(gateway(`{${HTTP}}`), route(OWN))).toEqual(TAKEN);
});

test('a route that no listener takes is no entry', () => {
  expect(attached(gateway(`{${HTTP}}`, 'edge'), route(EDGE))).toEqual(
    refusal('its listener "web" takes no routes of namespace shop', 'edge/public'),
  );
});

test.each([
  ['all namespaces', 'namespaces: {from: All}', ''],
  ['namespaces by a label', 'namespaces: {from: Selector, selector: {matchLabels: {team: a}}}', '{team: a}'],
  [
    'namespaces by name',
    'namespaces: {from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: shop}}}',
    '',
  ],
])('a listener may take routes of %s', (_, allowed, labels) => {
  const namespace =
    labels === '' ? [] : [`apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: ${labels}}\n`];
  expect(attached(gateway(`{${HTTP}, allowedRoutes: {${allowed}}}`, 'edge'), route(EDGE), ...namespace)).toMatchObject({
    taken: ['Gateway edge/public, listener web (HTTP 80)'],
    entries: 1,
  });
});

test.each([
  ['none', 'namespaces: {from: None}', OWN],
  ['namespaces with another label', 'namespaces: {from: Selector, selector: {matchLabels: {team: b}}}', OWN],
])('a listener for routes of %s takes none', (_, allowed, parents) => {
  const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: a}}\n';
  expect(attached(gateway(`{${HTTP}, allowedRoutes: {${allowed}}}`), route(parents), namespace)).toEqual(
    refusal('its listener "web" takes no routes of namespace shop'),
  );
});

test('what is not known of a namespace, a selector or an enum is said', () => {
  const sentence = 'listener web (HTTP 80) of Gateway shop/public takes HTTPRoute shop/r';
  for (const namespaces of [
    '{from: Selector, selector: {matchLabels: {team: a}}}',
    '{from: Selector}',
    '{from: Selector, selector: {matchLabels: [1]}}',
    '{from: Tomorrow}',
  ]) {
    expect(attached(gateway(`{${HTTP}, allowedRoutes: {namespaces: ${namespaces}}}`), route(OWN))).toEqual({
      taken: [sentence],
      refused: [],
      entries: 1,
    });
  }
});

test('a Gateway that is not in the input may take a route', () => {
  const taken = ['Gateway edge/public, which is not in the input, takes HTTPRoute shop/r'];
  expect(attached(route(EDGE))).toEqual({ taken, refused: [], entries: 1 });
  const other = gateway(`{${HTTP}}`, 'edge').replace('name: public', 'name: other');
  expect(attached(other, route(EDGE))).toEqual({
    taken,
    refused: ['spec.parentRefs[0]: the input has no Gateway edge/public, although it has others of namespace edge'],
    entries: 1,
  });
});

test('a set of listeners may take a route', () => {
  for (const group of ['gateway.networking.k8s.io', 'gateway.networking.x-k8s.io']) {
    const kind = group.includes('x-k8s') ? 'XListenerSet' : 'ListenerSet';
    expect(attached(route(`parentRefs: [{group: ${group}, kind: ${kind}, name: more}]`)).taken).toEqual([
      `${kind} shop/more, whose listeners are not judged, takes HTTPRoute shop/r`,
    ]);
  }
});

test('a parent of another API is no Gateway', () => {
  expect(attached(route('parentRefs: [{group: other.example, kind: Gateway, name: public}]'))).toEqual({
    taken: undefined,
    refused: undefined,
    entries: 0,
  });
});

describe('a parent may ask for one listener', () => {
  const two = gateway(`{${HTTP}}, {name: tls, protocol: HTTPS, port: 443}`);
  test.each([
    ['sectionName: tls', ['Gateway shop/public, listener tls (HTTPS 443)']],
    ['port: 80', ['Gateway shop/public, listener web (HTTP 80)']],
    ['sectionName: tls, port: 443', ['Gateway shop/public, listener tls (HTTPS 443)']],
  ])('%s', (asked, taken) => {
    expect(attached(two, route(`parentRefs: [{name: public, ${asked}}]`)).taken).toEqual(taken);
  });
  test.each([
    ['sectionName: grpc', 'it has no listener of the name "grpc"'],
    ['port: 81', 'it has no listener on port 81'],
    ['sectionName: tls, port: 80', 'it has no listener of the name "tls" on port 80'],
  ])('%s, which is none', (asked, because) => {
    expect(attached(two, route(`parentRefs: [{name: public, ${asked}}]`))).toEqual(refusal(because));
  });
});

test.each([
  ['HTTP', ['HTTPRoute', 'GRPCRoute']],
  ['HTTPS', ['HTTPRoute', 'GRPCRoute']],
  ['TLS', ['TLSRoute', 'TCPRoute']],
  ['TCP', ['TCPRoute']],
  ['UDP', ['UDPRoute']],
  ['example.com/own', ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute']],
])('a listener of protocol %s takes %p', (protocol, kinds) => {
  const taking = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].filter(
    (kind) => attached(gateway(`{name: web, protocol: ${protocol}, port: 1}`), route(OWN, kind)).entries > 0,
  );
  expect(taking).toEqual(kinds);
});

test('allowedRoutes may leave fewer kinds', () => {
  const kinds = 'allowedRoutes: {kinds: [{kind: GRPCRoute}, {group: other.example, kind: HTTPRoute}]}';
  expect(attached(gateway(`{${HTTP}, ${kinds}}`), route(OWN, 'GRPCRoute')).entries).toBe(1);
  expect(attached(gateway(`{${HTTP}, ${kinds}}`), route(OWN))).toEqual(
    refusal('its listener "web" takes no HTTPRoute'),
  );
});

test.each([
  ['web.example.com', 'web.example.com', true],
  ['WEB.example.com', 'web.EXAMPLE.com', true],
  ['*.example.com', 'web.example.com', true],
  ['*.example.com', 'a.web.example.com', true],
  ['web.example.com', '*.example.com', true],
  ['*.example.com', '*.web.example.com', true],
  ['*.example.com', 'example.com', false],
  ['*.example.com', 'webexample.com', false],
  ['web.example.com', 'example.com', false],
])('a listener for %s and a route for %s meet: %p', (listener, host, meets) => {
  const found = attached(
    gateway(`{${HTTP}, hostname: '${listener}'}`),
    route(`${OWN}, hostnames: ['${host}', x.test]`),
  );
  expect(found.entries).toBe(meets ? 1 : 0);
});

test('a listener or a route without hosts is for all', () => {
  expect(attached(gateway(`{${HTTP}, hostname: a.test}`), route(OWN)).entries).toBe(1);
  expect(attached(gateway(`{${HTTP}}`), route(`${OWN}, hostnames: [a.test]`)).entries).toBe(1);
});

test('more listeners than the API allows are not looked at', () => {
  const many = Array.from({ length: 5000 }, (_, index) => `{name: l${index}, protocol: TCP, port: 1}`).join(', ');
  expect(attached(gateway(many), route(OWN)).taken).toEqual([
    'Gateway shop/public, which has more listeners than its API allows, takes HTTPRoute shop/r',
  ]);
});

test('of many reasons three are named', () => {
  const many = Array.from({ length: 5 }, (_, index) => `{name: l${index}, protocol: TCP, port: 1}`).join(', ');
  expect(attached(gateway(many), route(OWN)).refused).toEqual([
    'spec.parentRefs[0]: Gateway shop/public does not take this route: its listener "l0" takes no HTTPRoute, its listener "l1" takes no HTTPRoute, its listener "l2" takes no HTTPRoute, and 2 more',
  ]);
});

test('names that would break a line of a terminal are shown as escapes', () => {
  const found = attached(gateway('{name: "a\\e[31m\\n", protocol: "HTTP", port: 80}'), route(OWN));
  expect(found.taken?.[0]).not.toMatch(/\p{Cc}/u);
});
