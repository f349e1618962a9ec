import { ringfence } from '../support/command';
import { fakeKubectl, objectsOf, type RecordedCluster } from '../support/fake-kubectl';

/** What comes in through Ingresses, routes and Gateways of a running cluster. */

const WORKLOAD = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
`;
const GATEWAY = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public, namespace: shop}
spec: {gatewayClassName: x, listeners: [{name: web, protocol: HTTP, port: 80}]}
`;
const ROUTES = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec: {parentRefs: [{name: public}], rules: [{backendRefs: [{name: web, port: 80}]}]}
---
apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: web, namespace: shop}
spec: {to: {kind: Service, name: web}, port: {targetPort: 8080}}
`;
const OPEN = 'note: the input holds no NetworkPolicies, so every connection is open\n';
const KINDS: RecordedCluster['kinds'] = [
  ['gateway.networking.k8s.io/v1', 'Gateway', 'gateways', true],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute', 'httproutes', true],
  ['gateway.networking.k8s.io/v1alpha2', 'TCPRoute', 'tcproutes', true],
  ['route.openshift.io/v1', 'Route', 'routes', true],
];

async function exposed(cluster: RecordedCluster) {
  const kubectl = fakeKubectl(cluster);
  const { code, out, err } = await ringfence(['list', '-A', '--exposed', '-o', 'csv'], '', {
    env: { KUBECTL: kubectl.program },
  });
  return { code, err, rows: out.trim().split('\n').slice(1), asked: kubectl.calls().map((call) => call.join(' ')) };
}

const BY_ROUTE = 'Route shop/web,an ingress controller,shop/web[Deployment],TCP 8080,';

test('Gateways, routes and Routes of OpenShift are read where the cluster has them', async () => {
  const objects = objectsOf([WORKLOAD, GATEWAY, ROUTES].join('---\n'), 'shop');
  const { code, err, rows } = await exposed({ objects, kinds: KINDS });
  expect({ code, err }).toEqual({ code: 0, err: OPEN });
  expect(rows).toEqual([
    'HTTPRoute shop/web,"Gateway shop/public, listener web (HTTP 80)",shop/web[Deployment],TCP 8080,',
    BY_ROUTE,
  ]);
});

test('kinds that are not served are not asked for', async () => {
  const { code, err, asked } = await exposed({ objects: objectsOf(WORKLOAD, 'shop') });
  expect({ code, err }).toEqual({ code: 0, err: OPEN });
  expect(asked.filter((call) => /gateway|route/.test(call))).toEqual([]);
});

test('Gateways that may not be read make their routes depend, and the permission is named', async () => {
  const objects = objectsOf([WORKLOAD, GATEWAY, ROUTES].join('---\n'), 'shop');
  const { code, err, rows } = await exposed({ objects, kinds: KINDS, forbidden: ['gateways', 'shop/gateways'] });
  expect(code).toBe(0);
  expect(err).toContain('Gateway objects (gateway.networking.k8s.io) of namespace shop were not read');
  expect(err).toContain('resources: ["gateways"]');
  expect(rows).toEqual([
    'HTTPRoute shop/web,Gateway shop/public,shop/web[Deployment],TCP 8080,"if Gateway shop/public, which is not in the input, takes HTTPRoute shop/web"',
    BY_ROUTE,
  ]);
});

test('routes that may not be read are said to be missing', async () => {
  const objects = objectsOf([WORKLOAD, ROUTES].join('---\n'), 'shop');
  const { err, rows } = await exposed({ objects, kinds: KINDS, forbidden: ['httproutes', 'shop/httproutes'] });
  expect(err).toContain('HTTPRoute objects (gateway.networking.k8s.io) of namespace shop were not read');
  expect(rows).toEqual([BY_ROUTE]);
});
