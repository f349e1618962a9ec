import { comesIn, comesInto, ingress, policy, reachabilityOf, service, WEB } from '../comes-in';

/** Which pods and ports of theirs a Service leads to, and which of its calls are the same. */

const way = (workload: string, ports: string) => `entry:ingress -> shop/${workload}[Deployment]: ${ports}`;
const OPEN = way('web', 'TCP 8080');

describe('a target port with a name', () => {
  test.each([
    ['of another protocol', service().replace('{port: 80,', '{port: 80, protocol: UDP,')],
    ['that no container has', service().replace('http', 'grpc')],
  ])('%s leads nowhere', (_, document) => {
    expect(comesIn(document, ingress())).toEqual([]);
  });
  test('leads to the port of the protocol', () => {
    const side = '{name: side, image: i, ports: [{name: http, protocol: UDP, containerPort: 9090}]}';
    const two = WEB.replace('containers: [', `containers: [${side}, `);
    expect(comesInto([two, service(), ingress()])).toEqual([OPEN]);
  });
});

describe('calls of one entry', () => {
  const toBoth = ingress().replace(
    'spec: {',
    'spec: {rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: more, port: {number: 80}}}}]}}], ',
  );
  const more = service().replace('name: web', 'name: more');
  test('of two target ports lead to both', () => {
    expect(comesIn(service(), more.replace('http', '9090'), toBoth)).toEqual([way('web', 'TCP 8080,9090')]);
  });
  test('of two protocols are of both', () => {
    const dns = service('type: LoadBalancer, ').replace(
      /ports: .*/,
      'ports: [{name: a, port: 53, targetPort: 53}, {name: b, port: 53, protocol: UDP, targetPort: 53}]}',
    );
    expect(comesIn(dns)).toEqual(['entry:load-balancer -> shop/web[Deployment]: TCP 53; UDP 53']);
  });
  test('of two selectors lead to the pods of both', () => {
    const db = WEB.replaceAll('web', 'db');
    expect(comesInto([WEB, db, service(), more.replace('app: web', 'app: db'), toBoth])).toEqual([
      way('db', 'TCP 8080'),
      OPEN,
    ]);
  });
  test('of equal Services of two namespaces lead to the pods of both', () => {
    const other = (document: string) => document.replaceAll('namespace: shop', 'namespace: edge');
    expect(comesInto([WEB, service(), ingress(), ...[WEB, service(), ingress()].map(other)])).toEqual([
      'entry:ingress -> edge/web[Deployment]: TCP 8080',
      OPEN,
    ]);
  });
});

describe('routes', () => {
  const gateway = (name: string) => `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: ${name}, namespace: shop}
spec: {gatewayClassName: x, listeners: [{name: web, protocol: HTTP, port: 80, allowedRoutes: {namespaces: {from: All}}}]}
`;
  const route = (name: string, parents: readonly string[], to = 'web', namespace = 'shop') =>
    `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${name}, namespace: ${namespace}}
spec: {parentRefs: [${parents.map((parent) => `{name: ${parent}, namespace: shop}`)}], rules: [{backendRefs: [{name: ${to}, namespace: shop, port: 80}]}]}
`;
  const podsOf = (name: string, namespace = 'shop') => `apiVersion: v1
kind: Pod
metadata: {name: gateway-${name}, namespace: ${namespace}, labels: {gateway.networking.k8s.io/gateway-name: ${name}}}
spec: {containers: [{name: c, image: i}]}
`;
  const onlyFrom = (gatewayName: string, to: string) =>
    policy(`{podSelector: {matchLabels: {gateway.networking.k8s.io/gateway-name: ${gatewayName}}}}`)
      .replace('name: web', `name: ${to}`)
      .replace('{podSelector: {}, policyTypes', `{podSelector: {matchLabels: {app: ${to}}}, policyTypes`);
  const gatewayWay = (workload: string) => `entry:gateway -> shop/${workload}[Deployment]: TCP 8080`;

  test('come from the pods of their own Gateway', () => {
    const world = [
      ...[WEB, service(), gateway('a'), podsOf('a'), route('to-web', ['a']), onlyFrom('a', 'web')],
      ...[WEB.replaceAll('web', 'db'), service().replaceAll('web', 'db')],
      ...[gateway('b'), podsOf('b'), route('to-db', ['b'], 'db'), onlyFrom('b', 'db')],
    ];
    expect(comesInto(world)).toEqual([gatewayWay('db'), gatewayWay('web')]);
  });
  test('of a Gateway whose pods are declared and of one whose pods are not come from either', () => {
    const world = [WEB, service(), gateway('a'), gateway('b'), route('r', ['a', 'b']), onlyFrom('a', 'web')];
    expect(comesInto([...world, podsOf('a'), podsOf('b')])).toEqual([
      `${gatewayWay('web')} if it is a pod with gateway.networking.k8s.io/gateway-name=a`,
    ]);
    const some = comesInto([...world, podsOf('a')]);
    expect(some[0]).toBe(`${gatewayWay('web')} if a declared ingress controller serves it`);
    expect(some).toHaveLength(2);
  });
  test('do not come from pods of another namespace with the name of their Gateway', () => {
    const world = [WEB, service(), gateway('a'), route('r', ['a']), podsOf('a', 'edge')];
    const fromEdge = policy('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}}');
    expect(comesInto([...world, fromEdge])).not.toContain(gatewayWay('web'));
  });
  test('that lead to one Service come in where one of them needs nothing, in whatever order they are', () => {
    const own = route('own', ['a']);
    const foreign = route('foreign', ['a'], 'web', 'edge');
    const unpermitted = `${gatewayWay('web')} if a ReferenceGrant that is not in the input lets HTTPRoute edge/foreign lead to shop/web`;
    expect(comesIn(service(), gateway('a'), foreign)).toEqual([unpermitted]);
    expect(comesIn(service(), gateway('a'), foreign, own)).toEqual([gatewayWay('web')]);
    expect(comesIn(service(), gateway('a'), own, foreign)).toEqual([gatewayWay('web')]);
  });
  test('that lead to one Service are there by each of the conditions that they have', () => {
    const foreign = ['one', 'two'].map((name) => route(name, ['a'], 'web', 'edge'));
    expect(comesIn(service(), gateway('a'), ...foreign)).toEqual(
      ['one', 'two'].map(
        (name) =>
          `${gatewayWay('web')} if a ReferenceGrant that is not in the input lets HTTPRoute edge/${name} lead to shop/web`,
      ),
    );
  });
  test('of a Gateway that is not in the input and without a ReferenceGrant depend on both', () => {
    expect(comesIn(service(), route('foreign', ['a'], 'web', 'edge'))).toEqual([
      `${gatewayWay('web')} if Gateway shop/a, which is not in the input, takes HTTPRoute edge/foreign and a ReferenceGrant that is not in the input lets HTTPRoute edge/foreign lead to shop/web`,
    ]);
  });
  test('keep what policies ask besides', () => {
    const labelled = policy('{namespaceSelector: {matchLabels: {a: b}}}');
    expect(comesIn(service(), route('r', ['a']), labelled)).toEqual([
      `${gatewayWay('web')} if Gateway shop/a, which is not in the input, takes HTTPRoute shop/r and the namespace of it has the label a=b`,
    ]);
  });
});

describe('a Service that selects pods by a label that a controller adds', () => {
  const SET = `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec: {replicas: 3, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: i}]}}}
`;
  const toPods = (label: string) => `apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {type: NodePort, selector: {app: db, ${label}}, ports: [{port: 80, targetPort: 5432}]}
`;
  const closed = (label: string) => policy('').replace('podSelector: {}', `podSelector: {matchLabels: {${label}}}`);
  const of = (...documents: readonly string[]) =>
    [...reachabilityOf([SET, ...documents]).entryPairs()].flatMap(({ groups = [] }) =>
      groups.flatMap(({ certain, destination = [] }) =>
        certain.isEmpty ? [] : destination.map(({ labels }) => labels['apps.kubernetes.io/pod-index'] ?? 'others'),
      ),
    );
  const HASH =
    'entry:node-port -> shop/db[StatefulSet]: TCP 5432 if the pod of shop/db[StatefulSet] has the label controller-revision-hash=abc';

  test('leads to the pod of a name or a number alone', () => {
    expect(of(toPods('statefulset.kubernetes.io/pod-name: db-0'))).toEqual(['0']);
    expect(of(toPods("apps.kubernetes.io/pod-index: '2'"))).toEqual(['2']);
  });
  test('leads nowhere by a number that none of them has', () => {
    expect(comesInto([SET, toPods("apps.kubernetes.io/pod-index: '7'")])).toEqual([]);
  });
  test('depends on a hash, which is not known', () => {
    expect(comesInto([SET, toPods('controller-revision-hash: abc')])).toEqual([HASH]);
  });
  test('leads to pods that have the hash, as policies see them', () => {
    const toHash = toPods('controller-revision-hash: abc');
    expect(comesInto([SET, toHash, closed('controller-revision-hash: abc')])).toEqual([]);
    expect(comesInto([SET, toHash, closed('controller-revision-hash: def')])).toEqual([HASH]);
    const everyNumber = 'matchExpressions: [{key: apps.kubernetes.io/pod-index, operator: Exists}]';
    expect(comesInto([SET, toHash, policy('').replace('podSelector: {', `podSelector: {${everyNumber}`)])).toEqual([]);
  });
});
