import { clusterOfText } from '../../../lib/cluster/load';
import { answerOn } from '../../../lib/reachability/answers/answer';
import { Reachability } from '../../../lib/reachability/reachability';

/** Routes of OpenShift, which its router serves. */

const pod = (name: string, namespace: string, labels: string, spec = '') => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: ${namespace}, labels: ${labels}}
spec: {${spec}containers: [{name: c, image: i}]}
`;
const WEB = `${pod('web', 'shop', '{app: web}')}---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
`;
const ROUTE = `apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: web, namespace: shop}
spec: {to: {kind: Service, name: web}}
`;
const ingress = (className: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {ingressClassName: ${className}, defaultBackend: {service: {name: web, port: {number: 80}}}}
`;
const CLASS = `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: routed}
spec: {controller: openshift.io/ingress-to-route}
`;
const router = (name: string, spec = '') =>
  pod(
    `router-${name}`,
    'openshift-ingress',
    `{ingresscontroller.operator.openshift.io/deployment-ingresscontroller: ${name}}`,
    spec,
  );
const NAMESPACE = `apiVersion: v1
kind: Namespace
metadata: {name: openshift-ingress, labels: {policy-group.network.openshift.io/ingress: ''}}
`;
const NGINX = pod(
  'nginx',
  'ingress-nginx',
  '{app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}',
);
const allowing = (peer: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [${peer}]}]}
`;
const FROM_ROUTER = allowing("{namespaceSelector: {matchLabels: {policy-group.network.openshift.io/ingress: ''}}}");
const FROM_NGINX = allowing('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}');
const FROM_SHARD = allowing(
  '{namespaceSelector: {}, podSelector: {matchLabels: {ingresscontroller.operator.openshift.io/deployment-ingresscontroller: shard}}}',
);

test.each([
  ['a Route, by the policy for its router', [ROUTE, router('default'), FROM_ROUTER], 'allowed'],
  ['a Route, by a policy for another controller', [ROUTE, router('default'), NGINX, FROM_NGINX], 'denied'],
  ['a Route that any of two routers may serve', [ROUTE, router('default'), router('shard'), FROM_SHARD], 'depends'],
  ['a Route whose router is not declared', [ROUTE, FROM_ROUTER], 'depends'],
  [
    'a Route whose router is not declared, while other pods of its namespace are',
    [ROUTE, pod('dns', 'openshift-ingress', '{app: dns}'), FROM_ROUTER],
    'depends',
  ],
  [
    'a Route whose router is on the network of its node',
    [ROUTE, router('default', 'hostNetwork: true, '), FROM_ROUTER],
    'denied',
  ],
  ['an Ingress of the class of the router', [ingress('openshift-default'), router('default'), FROM_ROUTER], 'allowed'],
  ['an Ingress whose class the router serves', [ingress('routed'), CLASS, router('default'), FROM_ROUTER], 'allowed'],
] as const)('%s', (_, documents, expected) => {
  const cluster = clusterOfText([WEB, NAMESPACE, ...documents].join('---\n'));
  expect(cluster.problems).toEqual([]);
  const [pair] = Reachability.of(cluster).entryPairs();
  expect(pair === undefined ? 'denied' : answerOn(pair, 'TCP', 8080)).toBe(expected);
});
