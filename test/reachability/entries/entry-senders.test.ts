import { comesIn, comesInto, FROM_NGINX, fromNamespace, ingress, NGINX, pod, policy, service, WEB } from '../comes-in';

/** Who sends what comes in through an entry: declared controllers by their labels and their place, and what is not declared. */

const OPEN = ['entry:ingress -> shop/web[Deployment]: TCP 8080'];
const inNamespace = (name: string) =>
  OPEN.map((way) => `${way} if the namespace of it has the label kubernetes.io/metadata.name=${name}`);
const ofClass = (name: string) => ingress(`ingressClassName: ${name}, `);
/** Another workload, its Service and an Ingress to it. */
const named = (name: string, document: string) => document.replaceAll('web', name);

describe('the declared pods of a class', () => {
  const nameLabel = (name: string) => `{app.kubernetes.io/name: ${name}}`;
  const router = '{ingresscontroller.operator.openshift.io/deployment-ingresscontroller: default}';
  test.each([
    ['nginx', '{app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}', 'edge'],
    ['traefik', nameLabel('traefik'), 'kube-system'],
    ['haproxy', nameLabel('kubernetes-ingress'), 'edge'],
    ['contour', '{app: envoy}', 'projectcontour'],
    ['istio', '{istio: ingressgateway}', 'istio-system'],
    ['openshift-default', router, 'openshift-ingress'],
  ])('%s have the labels %s, in namespace %s', (className, labels, namespace) => {
    const own = pod('own', namespace, labels);
    expect(comesIn(service(), ofClass(className), own, policy(fromNamespace(namespace)))).toEqual(OPEN);
  });
  test.each([
    ['nginx', nameLabel('ingress-nginx')],
    ['contour', '{app: envoy}'],
    ['istio', '{istio: ingressgateway}'],
  ])('%s are not those with the labels %s of another namespace, where one may be all the same', (className, labels) => {
    const other = pod('other', 'edge', labels);
    expect(comesIn(service(), ofClass(className), other, policy(fromNamespace('edge')))).toEqual(inNamespace('edge'));
  });
  test('of the router of OpenShift are in its own namespace alone', () => {
    const other = pod('other', 'edge', router);
    expect(comesIn(service(), ofClass('openshift-default'), other, policy(fromNamespace('edge')))).toEqual([]);
  });
  test('are those of each Ingress by itself', () => {
    const traefik = pod('traefik', 'traefik', '{app.kubernetes.io/name: traefik}');
    const onlyFrom = (name: string, namespace: string) =>
      policy(fromNamespace(namespace))
        .replace('name: web', `name: ${name}`)
        .replace('podSelector: {}', `podSelector: {matchLabels: {app: ${name}}}`);
    expect(
      comesInto([
        ...[WEB, service(), ofClass('traefik'), onlyFrom('web', 'traefik')],
        ...[WEB, service(), ofClass('nginx')].map((document) => named('db', document)),
        ...[onlyFrom('db', 'ingress-nginx'), NGINX, traefik],
      ]),
    ).toEqual(['entry:ingress -> shop/db[Deployment]: TCP 8080', ...OPEN]);
  });
  test('are those of any of several Ingresses that lead to the same pods', () => {
    const traefik = pod('traefik', 'traefik', '{app.kubernetes.io/name: traefik}');
    const second = ofClass('nginx').replace('name: web', 'name: second');
    expect(comesIn(service(), ofClass('traefik'), second, NGINX, traefik, policy(FROM_NGINX))).toEqual(OPEN);
    expect(comesIn(service(), second, ofClass('traefik'), NGINX, traefik, policy(FROM_NGINX))).toEqual(OPEN);
  });
  test('of a class that is not known are those of any controller', () => {
    const traefik = pod('traefik', 'traefik', '{app.kubernetes.io/name: traefik}');
    const some = comesIn(service(), ofClass('own'), NGINX, traefik, policy(fromNamespace('traefik')));
    expect(some).toEqual([
      `${OPEN} if a declared ingress controller serves it and it is a pod with app.kubernetes.io/name=traefik`,
      `${OPEN} if it is not so that a declared ingress controller serves it and the namespace of it has the label kubernetes.io/metadata.name=traefik`,
    ]);
  });
});

describe('a sender that is not declared', () => {
  const two = service()
    .replace('ports: [', 'ports: [{name: more, port: 81, targetPort: 9090}, ')
    .replace('{port: 80', '{name: web, port: 80');
  const both = ingress(
    'rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 81}}}}]}}], ',
  );
  const own = policy('{podSelector: {}}');
  const chart = (kind: string, group: string) =>
    `apiVersion: ${group}/v1\nkind: ${kind}\nmetadata: {name: x, namespace: flux}\n`;
  test.each([
    ['HelmRelease', 'helm.toolkit.fluxcd.io'],
    ['HelmChart', 'helm.cattle.io'],
  ])('may be in any namespace where a %s installs pods', (kind, group) => {
    expect(comesIn(service(), ingress(), own, chart(kind, group))).toEqual(inNamespace('shop'));
  });
  test('is not in a namespace because pods of another are not shown', () => {
    const hidden = 'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: x, namespace: data}\n';
    expect(comesIn(service(), ingress(), own, hidden)).toEqual([]);
  });
  test('may be among the pods of a Gateway, which are made in its namespace', () => {
    const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public, namespace: shop}
spec: {gatewayClassName: x, listeners: [{name: web, protocol: HTTP, port: 80}]}
`;
    expect(comesIn(service(), ingress(), own, gateway)).toEqual(inNamespace('shop'));
    expect(comesIn(service(), ingress(), own, gateway.replace('namespace: shop', 'namespace: edge'))).toEqual([]);
    expect(
      comesIn(
        service(),
        ofClass('x'),
        own,
        'apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {name: x}\n',
      ),
    ).toEqual([]);
  });
  test('may be where any of the pods of a workload is like a controller, by any of its labels', () => {
    const ofSet = (name: string, labels: string) =>
      pod(name, 'shop', labels).replace(
        `name: ${name},`,
        `name: ${name}, ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: edge, uid: u, controller: true}],`,
      );
    const plain = ofSet('edge-0', '{app: a}');
    expect(comesIn(service(), ingress(), own, plain, ofSet('edge-1', '{app: a, of: b}'))).toEqual([]);
    expect(comesIn(service(), ingress(), own, plain, ofSet('edge-1', '{app: a, of: Kong-2}'))).toEqual(
      inNamespace('shop'),
    );
  });
  test('whose egress policies of administrators close on some ports may not come out there', () => {
    const egress = `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: admin}
spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 8080}}}]}]}
`;
    expect(comesIn(two, both, egress)).toEqual([
      'entry:ingress -> shop/web[Deployment]: TCP 9090',
      `${OPEN} if policies let the egress of its sender out`,
    ]);
    expect(comesIn(two, both, egress, policy(FROM_NGINX))).toEqual([
      `${inNamespace('ingress-nginx')} and policies let the egress of its sender out`,
      'entry:ingress -> shop/web[Deployment]: TCP 9090 if the namespace of it has the label kubernetes.io/metadata.name=ingress-nginx',
    ]);
  });
  test('is taken for an address on those ports alone on which it may not come in as a pod', () => {
    const rules = policy('{ipBlock: {cidr: 130.211.0.0/22}}').replace(
      'ingress: [',
      'ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 8080}]}, ',
    );
    expect(comesIn(two, both, rules)).toEqual([
      ...OPEN,
      'entry:ingress -> shop/web[Deployment]: TCP 9090 if its sender is no pod, but has an address alone and the address of it is in 130.211.0.0/22',
    ]);
  });
});

describe('on Cilium', () => {
  const from = (entity: string) => `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: p, namespace: shop}
spec: {endpointSelector: {}, ingress: [{fromEntities: [${entity}]}]}
`;
  test('a controller that is not declared may be a node, or outside', () => {
    expect(comesInto([WEB, service(), ingress(), from('remote-node')], 'cilium')).toEqual([
      `${OPEN} if its sender is no pod, but has an address alone and a node sends it on`,
    ]);
    expect(comesInto([WEB, service(), ingress(), from('world')], 'cilium')).toEqual([
      `${OPEN} if its sender is no pod, but has an address alone and it is not so that a node sends it on`,
    ]);
  });
  test('clients that a Service with externalTrafficPolicy Local shows to the pods are the world', () => {
    const local = service('type: LoadBalancer, externalTrafficPolicy: Local, ');
    expect(comesInto([WEB, local, from('world')], 'cilium')).toEqual([
      'entry:load-balancer -> shop/web[Deployment]: TCP 8080',
    ]);
    expect(comesInto([WEB, local, from('remote-node')], 'cilium')).toEqual([]);
  });
  test('a sender of which nothing is known is judged by some thousands of conditions and no more', () => {
    const peers = (count: number) =>
      Array.from(
        { length: count },
        (_, index) =>
          `{matchExpressions: [{key: k${index}, operator: In, values: [${Array.from({ length: 98 }, (_value, value) => `v${value}`)}]}]}`,
      );
    const asking = (count: number) =>
      `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: p, namespace: shop}
spec: {endpointSelector: {}, ingressDeny: [{fromEndpoints: [${peers(count)}]}], ingress: [{fromEntities: [all]}]}
`;
    expect(comesInto([WEB, service('type: NodePort, '), asking(20)], 'cilium')).toEqual([
      'entry:node-port -> shop/web[Deployment]: TCP 8080',
    ]);
    expect(comesInto([WEB, service('type: NodePort, '), asking(60)], 'cilium')).toEqual([
      'entry:node-port -> shop/web[Deployment]: TCP 8080 if one of too many conditions to list holds',
    ]);
  });
});

describe('pods with addresses of both families', () => {
  const dual = pod('web', 'shop', '{app: web}').concat("status: {podIPs: [{ip: 10.0.0.1}, {ip: 'fd00::1'}]}\n");
  const balanced = service('type: LoadBalancer, ').replace('http', '8080');
  const way = 'entry:load-balancer -> shop/web[Pod]: TCP 8080';
  test.each([
    ['of both', "{ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: '::/0'}}", [way]],
    ['of one', '{ipBlock: {cidr: 0.0.0.0/0}}', [`${way} if they connect over IPv4`]],
    ['of the other', "{ipBlock: {cidr: '::/0'}}", [`${way} if they connect over IPv6`]],
    ['of one, some', '{ipBlock: {cidr: 203.0.113.0/24}}', [`${way} if the address of it is in 203.0.113.0/24`]],
  ])('let in what blocks hold every address %s', (_, blocks, expected) => {
    expect(comesInto([dual, balanced, policy(blocks)])).toEqual(expected);
  });
});
