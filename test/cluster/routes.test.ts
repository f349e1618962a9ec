import { entriesOf } from '../../lib/cluster/entries/entries';
import { clusterOfText } from '../../lib/cluster/load';
import { lint } from '../../lib/lint/lint';
import { entryWithoutBackend } from '../../lib/lint/rules/entry-without-backend';

/** Routes of the Gateway API and of OpenShift: to which Services they lead, and what is said where they lead to none. */

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}, {name: admin, port: 9000, targetPort: adm}]}
`;
const OF_UDP = `apiVersion: v1
kind: Service
metadata: {name: names, namespace: shop}
spec: {selector: {app: names}, ports: [{port: 53, protocol: UDP}]}
`;
const route = (spec: string, kind = 'HTTPRoute', namespace = 'shop') =>
  `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: r, namespace: ${namespace}}\nspec: {parentRefs: [{name: public}], ${spec}}\n`;
const openShift = (spec: string) =>
  `apiVersion: route.openshift.io/v1\nkind: Route\nmetadata: {name: r, namespace: shop}\nspec: ${spec}\n`;
const grant = (from: string, to: string) =>
  `apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {name: g, namespace: shop}\nspec: {from: [{group: gateway.networking.k8s.io, ${from}}], to: [{group: '', kind: Service${to}}]}\n`;

function read(...documents: readonly string[]) {
  const cluster = clusterOfText([SERVICE, ...documents].join('---\n'));
  expect(cluster.problems).toEqual([]);
  const ways = entriesOf(cluster).flatMap(({ type, title, calls }) =>
    calls.map(({ service, port, isUnpermitted }) =>
      [type, title, `${service.namespace}/${service.name}`, port.port, ...(isUnpermitted ? ['unpermitted'] : [])].join(
        ' ',
      ),
    ),
  );
  const findings = lint(cluster, { rules: [entryWithoutBackend] }).map(
    ({ severity, path, message }) => `${severity} ${path}: ${message}`,
  );
  return { ways, findings };
}

test.each(['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'])('a %s leads to its backends', (kind) => {
  expect(
    read(route('rules: [{backendRefs: [{name: web, port: 80}, {name: web, port: 9000, weight: 1}]}]', kind)),
  ).toEqual({
    ways: [`gateway ${kind} shop/r shop/web 80`, `gateway ${kind} shop/r shop/web 9000`],
    findings: [],
  });
});

test('a UDPRoute leads to ports of UDP', () => {
  expect(read(OF_UDP, route('rules: [{backendRefs: [{name: names, port: 53}]}]', 'UDPRoute'))).toEqual({
    ways: ['gateway UDPRoute shop/r shop/names 53'],
    findings: [],
  });
});

test('a backend of weight 0 gets nothing', () => {
  expect(read(route('rules: [{backendRefs: [{name: web, port: 80, weight: 0}]}]'))).toEqual({ ways: [], findings: [] });
});

test('requests are mirrored to a backend as well', () => {
  const mirror = (port: number) =>
    `filters: [{type: RequestMirror, requestMirror: {backendRef: {name: web, port: ${port}}}}]`;
  expect(read(route(`rules: [{${mirror(9000)}, backendRefs: [{name: web, port: 80, ${mirror(80)}}]}]`)).ways).toEqual([
    'gateway HTTPRoute shop/r shop/web 9000',
    'gateway HTTPRoute shop/r shop/web 80',
    'gateway HTTPRoute shop/r shop/web 80',
  ]);
});

test('a route whose parent is a Service is for a mesh, and no way in; nor is one without a parent', () => {
  const rules = 'rules: [{backendRefs: [{name: web, port: 80}]}]';
  expect(
    read(
      route(`parentRefs: [{kind: Service, group: '', name: web}], ${rules}`).replace(
        'parentRefs: [{name: public}], ',
        '',
      ),
    ).ways,
  ).toEqual([]);
  expect(read(route(rules).replace('{name: public}', '')).ways).toEqual([]);
});

describe('a backend in another namespace', () => {
  const far = (kind = 'HTTPRoute') =>
    route('rules: [{backendRefs: [{name: web, namespace: shop, port: 80}]}]', kind, 'edge');
  const refused = {
    ways: ['gateway HTTPRoute edge/r shop/web 80 unpermitted'],
    findings: [
      'warning spec.rules[0].backendRefs[0]: Service shop/web is of another namespace, and no ReferenceGrant of the input lets this route lead to it',
    ],
  };
  test.each([
    ['without a ReferenceGrant', []],
    ['with one for another namespace', [grant('kind: HTTPRoute, namespace: other', '')]],
    ['with one for another kind', [grant('kind: TCPRoute, namespace: edge', '')]],
    ['with one for another Service', [grant('kind: HTTPRoute, namespace: edge', ', name: db')]],
  ])('%s is refused', (_title, grants) => {
    expect(read(far(), ...grants)).toEqual(refused);
  });
  test.each(['', ', name: web'])('with a ReferenceGrant (%p) is taken', (to) => {
    expect(read(far(), grant('kind: HTTPRoute, namespace: edge', to))).toEqual({
      ways: ['gateway HTTPRoute edge/r shop/web 80'],
      findings: [],
    });
  });
});

test('what is no Service, or has no such port, is said', () => {
  const backends =
    '{kind: ServiceImport, group: x, name: far, port: 80}, {name: web}, {name: web, port: 81}, {name: db, port: 80}';
  expect(read(route(`rules: [{backendRefs: [${backends}]}]`))).toEqual({
    ways: [],
    findings: [
      'info spec.rules[0].backendRefs[0]: this leads to a ServiceImport, and not to a Service',
      'info spec.rules[0].backendRefs[1]: this does not say the name and the port of a Service',
      'warning spec.rules[0].backendRefs[2]: Service shop/web has no port 81',
      'warning spec.rules[0].backendRefs[3]: the input has no Service shop/db',
    ],
  });
});

describe('a Route of OpenShift', () => {
  test.each<[string, number[]]>([
    ['{to: {kind: Service, name: web}, port: {targetPort: admin}}', [9000]],
    ['{to: {kind: Service, name: web}, port: {targetPort: 8080}}', [80]],
    ['{to: {kind: Service, name: web}}', [80, 9000]],
    ['{to: {kind: Service, name: web, weight: 0}}', []],
    [
      '{to: {kind: Service, name: web, weight: 0}, port: {targetPort: http}, alternateBackends: [{kind: Service, name: web}]}',
      [80],
    ],
  ])('%s', (spec, ports) => {
    expect(read(openShift(spec))).toEqual({
      ways: ports.map((port) => `ingress Route shop/r shop/web ${port}`),
      findings: [],
    });
  });
  test('with a port that the Service does not have', () => {
    expect(read(openShift('{to: {kind: Service, name: web}, port: {targetPort: 81}}')).findings).toEqual([
      'warning spec.to: Service shop/web has no port 81',
    ]);
  });
});
