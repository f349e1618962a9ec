import { comesIn, comesInto, FROM_NGINX, ingress, NGINX, pod, policy, service, WEB } from '../comes-in';

/** What comes from outside to workloads: by Ingress, route, load balancer and node port. */

const admin = (rule: string) => `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: admin}
spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, ${rule}}
`;

const OPEN = ['entry:ingress -> shop/web[Deployment]: TCP 8080'];

const ingressClass = (name: string, controller: string, more = '') =>
  `apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: ${name}${more}}\nspec: {controller: ${controller}}\n`;
const BY_DEFAULT = ", annotations: {ingressclass.kubernetes.io/is-default-class: 'true'}";

describe('an IngressClass', () => {
  const fromNginx = policy(
    '{namespaceSelector: {}, podSelector: {matchLabels: {app.kubernetes.io/name: ingress-nginx}}}',
  );
  const certain = (...documents: readonly string[]) => comesIn(service(), fromNginx, NGINX, ...documents);

  test('says which controller serves a class of any name', () => {
    const nginx = ingressClass('public', 'k8s.io/ingress-nginx');
    expect(certain(ingress('ingressClassName: public, '), nginx)).toEqual(OPEN);
    expect(certain(ingress('ingressClassName: other, '), nginx)).not.toEqual(OPEN);
  });
  test('says so against the name of the class too', () => {
    expect(certain(ingress('ingressClassName: nginx, '))).toEqual(OPEN);
    expect(
      certain(ingress('ingressClassName: nginx, '), ingressClass('nginx', 'nginx.org/ingress-controller')),
    ).not.toEqual(OPEN);
    expect(certain(ingress('ingressClassName: traefik, '), ingressClass('traefik', 'k8s.io/ingress-nginx'))).toEqual(
      OPEN,
    );
  });
  test('serves an Ingress that names none where it is the only default one', () => {
    const nginx = ingressClass('public', 'k8s.io/ingress-nginx', BY_DEFAULT);
    expect(certain(ingress(), nginx)).toEqual(OPEN);
    expect(certain(ingress(), ingressClass('public', 'k8s.io/ingress-nginx'))).not.toEqual(OPEN);
    expect(certain(ingress(), nginx, ingressClass('other', 'example.com/other', BY_DEFAULT))).not.toEqual(OPEN);
  });
  test('serves no Route', () => {
    const route = `apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: web, namespace: shop}
spec: {to: {kind: Service, name: web}}
`;
    expect(certain(route, ingressClass('public', 'k8s.io/ingress-nginx', BY_DEFAULT))).not.toEqual(OPEN);
  });
});

describe('an Ingress whose controller is not declared', () => {
  test('reaches what no policy isolates', () => {
    expect(comesIn(service(), ingress())).toEqual(OPEN);
  });
  test('reaches what is open to everyone, and to every pod of every namespace', () => {
    expect(comesIn(service(), ingress(), policy('{namespaceSelector: {}}'))).toEqual(OPEN);
    expect(comesIn(service(), ingress(), policy('').replace('ingress: []', 'ingress: [{}]'))).toEqual(OPEN);
  });
  test('does not reach what is closed', () => {
    expect(comesIn(service(), ingress(), policy(''))).toEqual([]);
  });
  test('may be what a rule for other namespaces selects', () => {
    expect(comesIn(service(), ingress(), policy(FROM_NGINX))).toEqual([
      `${OPEN} if the namespace of it has the label kubernetes.io/metadata.name=ingress-nginx`,
    ]);
    expect(
      comesIn(service(), ingress(), policy('{namespaceSelector: {}, podSelector: {matchLabels: {a: b}}}')),
    ).toEqual([`${OPEN} if the pod of it has the label a=b`]);
  });
  test('is none of the pods of a namespace that the input shows', () => {
    expect(comesIn(service(), ingress(), policy('{podSelector: {}}'))).toEqual([]);
    const front = pod('front', 'front', '{app: front}');
    const named = policy('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}}');
    expect(comesIn(service(), ingress(), named, front)).toEqual([]);
  });
  test.each([
    ['has a pod that is like a controller', pod('own', 'shop', '{app: my-proxy}')],
    [
      'holds pods that are not shown',
      'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: x, namespace: shop}\n',
    ],
  ])('may be in a namespace that %s', (_, document) => {
    expect(comesIn(service(), ingress(), policy('{podSelector: {}}'), document)).toEqual([
      `${OPEN} if the namespace of it has the label kubernetes.io/metadata.name=shop`,
    ]);
  });
  test('may be no pod, where blocks let addresses in that are none of pods', () => {
    const blocks = policy('{ipBlock: {cidr: 130.211.0.0/22}}');
    expect(comesIn(service(), ingress(), blocks)).toEqual([
      `${OPEN} if its sender is no pod, but has an address alone and the address of it is in 130.211.0.0/22`,
    ]);
    expect(comesInto([WEB, service(), ingress(), blocks.replace('130.211.0.0/22', '0.0.0.0/0')], 'cilium')).toEqual([
      `${OPEN} if its sender is no pod, but has an address alone`,
    ]);
  });
  test('may have an address that a block holds', () => {
    expect(comesIn(service(), ingress(), policy('{ipBlock: {cidr: 10.0.0.0/16}}'))).toEqual([
      `${OPEN} if the address of it is in 10.0.0.0/16`,
    ]);
  });
});

describe('an Ingress whose controller is declared', () => {
  const nginx = ingress('ingressClassName: nginx, ');
  test('comes from its pods alone', () => {
    expect(comesIn(service(), nginx, NGINX, policy(FROM_NGINX))).toEqual(OPEN);
    const other = FROM_NGINX.replace('=ingress', '').replace('ingress-nginx', 'other');
    expect(comesIn(service(), nginx, NGINX, policy(other))).toEqual([]);
  });
  test('does not come where policies keep the controller in', () => {
    const closed = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: ingress-nginx}
spec: {podSelector: {}, policyTypes: [Egress]}
`;
    expect(comesIn(service(), nginx, NGINX, closed)).toEqual([]);
  });
  test('of another class may come from a pod that is not declared', () => {
    expect(comesIn(service(), ingress('ingressClassName: own, '), NGINX, policy(FROM_NGINX))).toEqual([
      `${OPEN} if a declared ingress controller serves it`,
      `${OPEN} if it is not so that a declared ingress controller serves it and the namespace of it has the label kubernetes.io/metadata.name=ingress-nginx`,
    ]);
  });
  test('says its class by an annotation too', () => {
    const annotated = ingress().replace(
      'namespace: shop}',
      'namespace: shop, annotations: {kubernetes.io/ingress.class: nginx}}',
    );
    expect(comesIn(service(), annotated, NGINX, policy(FROM_NGINX))).toEqual(OPEN);
  });
});

describe('policies of administrators', () => {
  const from = (action: string, peer: string) => admin(`ingress: [{action: ${action}, from: [${peer}]}]`);
  test('open what a NetworkPolicy closes, and close what none does', () => {
    expect(comesIn(service(), ingress(), policy(''), from('Accept', '{namespaces: {}}'))).toEqual(OPEN);
    expect(comesIn(service(), ingress(), from('Deny', '{namespaces: {}}'))).toEqual([
      `${OPEN} if its sender is no pod, but has an address alone`,
    ]);
  });
  test('for some namespaces make it depend', () => {
    const blocked = '{namespaces: {matchLabels: {kubernetes.io/metadata.name: blocked}}}';
    expect(comesIn(service(), ingress(), from('Deny', blocked))).toEqual([
      `${OPEN} if the namespace of it does not have the label kubernetes.io/metadata.name=blocked`,
    ]);
  });
  test('that close the egress of every pod leave it open whether a controller comes out', () => {
    const egress = admin('egress: [{action: Deny, to: [{namespaces: {}}]}]');
    expect(comesIn(service(), ingress(), egress)).toEqual([`${OPEN} if policies let the egress of its sender out`]);
  });
  test('say nothing of addresses outside', () => {
    const balanced = service('type: LoadBalancer, externalTrafficPolicy: Local, ');
    expect(comesIn(balanced, from('Deny', '{namespaces: {}}'))).toEqual([
      'entry:load-balancer -> shop/web[Deployment]: TCP 8080',
    ]);
  });
});

describe('a Service for outside', () => {
  test.each([
    ['type: LoadBalancer, ', 'load-balancer'],
    ['type: LoadBalancer, externalTrafficPolicy: Local, ', 'load-balancer'],
    ['type: NodePort, ', 'node-port'],
    ['externalIPs: [203.0.113.1], ', 'load-balancer'],
  ])('%s reaches what is open to every address alone', (spec, type) => {
    const way = `entry:${type} -> shop/web[Deployment]: TCP 8080`;
    expect(comesIn(service(spec))).toEqual([way]);
    expect(comesIn(service(spec), policy('{ipBlock: {cidr: 0.0.0.0/0}}'))).toEqual([way]);
    expect(comesIn(service(spec), policy('{namespaceSelector: {}}'))).toEqual([]);
    expect(comesIn(service(spec), policy('{ipBlock: {cidr: 203.0.113.0/24}}'))).toEqual([
      `${way} if the address of it is in 203.0.113.0/24`,
    ]);
  });
  test('inside of the cluster is none', () => {
    expect(comesIn(service())).toEqual([]);
  });
  test('on Cilium is called by nodes, which are not the world', () => {
    const world = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: world, namespace: shop}
spec: {endpointSelector: {}, ingress: [{fromEntities: [world]}]}
`;
    const nodes = world.replace('[world]', '[remote-node]');
    const nodePort = service('type: NodePort, ');
    const way = 'entry:node-port -> shop/web[Deployment]: TCP 8080';
    expect(comesInto([WEB, nodePort, world], 'cilium')).toEqual([`${way} if it is not so that a node sends it on`]);
    expect(comesInto([WEB, nodePort, nodes], 'cilium')).toEqual([`${way} if a node sends it on`]);
  });
});

describe('a route', () => {
  const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public, namespace: shop}
spec: {gatewayClassName: x, listeners: [{name: web, protocol: HTTP, port: 80}]}
`;
  const route = (namespace = 'shop') => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: ${namespace}}
spec: {parentRefs: [{name: public, namespace: shop}], rules: [{backendRefs: [{name: web, namespace: shop, port: 80}]}]}
`;
  const way = 'entry:gateway -> shop/web[Deployment]: TCP 8080';
  test('is served by pods in the namespace of its Gateway, which are not shown', () => {
    expect(comesIn(service(), gateway, route())).toEqual([way]);
    expect(comesIn(service(), gateway, route(), policy('{podSelector: {}}'))).toEqual([
      `${way} if the namespace of it has the label kubernetes.io/metadata.name=shop`,
    ]);
  });
  test.each([
    '{gateway.networking.k8s.io/gateway-name: public}',
    '{gateway.envoyproxy.io/owning-gateway-name: public, gateway.envoyproxy.io/owning-gateway-namespace: shop}',
  ])('is served by the declared pods of its Gateway, %s', (labels) => {
    const own = pod('own', 'shop', labels);
    expect(comesIn(service(), gateway, route(), policy('{podSelector: {}}'), own)).toEqual([way]);
    expect(comesIn(service(), gateway, route(), policy(FROM_NGINX), own)).toEqual([]);
  });
  test('to a Service of another namespace needs a ReferenceGrant', () => {
    const open = gateway.replace('port: 80}', 'port: 80, allowedRoutes: {namespaces: {from: All}}}');
    expect(comesIn(service(), open, route('edge'))).toEqual([
      `${way} if a ReferenceGrant that is not in the input lets HTTPRoute edge/r lead to shop/web`,
    ]);
  });
  test('whose Gateway is not in the input depends on that', () => {
    expect(comesIn(service(), route())).toEqual([
      `${way} if Gateway shop/public, which is not in the input, takes HTTPRoute shop/r`,
    ]);
  });
  test('with several Gateways comes in by any of them', () => {
    const two = route().replace('parentRefs: [', 'parentRefs: [{name: other, namespace: far}, ');
    expect(comesIn(service(), gateway, two)).toEqual([way]);
    expect(comesIn(service(), two)).toHaveLength(2);
  });
});

describe('what is behind a Service', () => {
  test('are its pods on their own ports, by name each its own', () => {
    const other = WEB.replaceAll('name: web', 'name: more').replace('8080', '9090');
    expect(comesIn(other, service(), ingress())).toEqual([
      'entry:ingress -> shop/more[Deployment]: TCP 9090',
      'entry:ingress -> shop/web[Deployment]: TCP 8080',
    ]);
  });
  test('are pods on the network of their node too, which selectors do not see', () => {
    const node = pod('agent', 'shop', '{app: web}', 'hostNetwork: true, ');
    expect(comesInto([node, service().replace('http', '8080'), ingress(), policy('')])).toEqual([
      'entry:ingress -> shop/agent[Pod]: TCP 8080',
    ]);
  });
  test('of several entries any may let in', () => {
    const both = service('type: NodePort, ');
    expect(
      comesIn(both, both.replace('name: web', 'name: more'), ingress(), ingress().replace('name: web', 'name: x')),
    ).toEqual([...OPEN, 'entry:node-port -> shop/web[Deployment]: TCP 8080']);
  });
});
