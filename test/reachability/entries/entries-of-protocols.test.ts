import { entryFaults } from '../../../lib/cluster/entries/entry-faults';
import { clusterOfText } from '../../../lib/cluster/load';
import { Reachability } from '../../../lib/reachability/reachability';

/** A number may be that of a port of TCP and of one of UDP, in any order: what comes in is of the protocol of the entry. */

const SERVICE = (ports: string) => `---
apiVersion: v1
kind: Pod
metadata: {name: dns, namespace: dns, labels: {app: dns}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Service
metadata: {name: dns, namespace: dns}
spec: {selector: {app: dns}, ports: [${ports}]}
`;
const UDP = '{name: udp, port: 53, protocol: UDP, targetPort: 1053}';
const TCP = '{name: tcp, port: 53, targetPort: 2053}';
const GATEWAY = `---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: dns}
spec:
  gatewayClassName: x
  listeners: [{name: u, port: 53, protocol: UDP}, {name: t, port: 53, protocol: TCP}, {name: h, port: 80, protocol: HTTP}, {name: s, port: 443, protocol: TLS}]
`;
const route = (kind: string) => `---
apiVersion: gateway.networking.k8s.io/v1
kind: ${kind}
metadata: {name: dns, namespace: dns}
spec: {parentRefs: [{name: edge}], rules: [{backendRefs: [{name: dns, port: 53}]}]}
`;
const INGRESS = `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: dns, namespace: dns}
spec: {defaultBackend: {service: {name: dns, port: {number: 53}}}}
`;
const OPENSHIFT = `---
apiVersion: route.openshift.io/v1
kind: Route
metadata: {name: dns, namespace: dns}
spec: {to: {kind: Service, name: dns}}
`;
const comesIn = (text: string) =>
  [...Reachability.of(clusterOfText(text)).exposed()].map(({ through, certain }) => `${through.title}: ${certain}`);

describe.each([
  ['UDP first', `${UDP}, ${TCP}`],
  ['TCP first', `${TCP}, ${UDP}`],
])('of a Service with one number for both, %s,', (_, ports) => {
  test.each<[string, string]>([
    ['UDPRoute', 'UDPRoute dns/dns: UDP 1053'],
    ['TCPRoute', 'TCPRoute dns/dns: TCP 2053'],
    ['HTTPRoute', 'HTTPRoute dns/dns: TCP 2053'],
    ['GRPCRoute', 'GRPCRoute dns/dns: TCP 2053'],
    ['TLSRoute', 'TLSRoute dns/dns: TCP 2053'],
  ])('a %s leads to its own', (kind, expected) => {
    expect(comesIn(SERVICE(ports) + GATEWAY + route(kind))).toEqual([expected]);
  });

  test('an Ingress and a Route of OpenShift lead to that of TCP', () => {
    expect(comesIn(SERVICE(ports) + INGRESS)).toEqual(['Ingress dns/dns: TCP 2053']);
    expect(comesIn(SERVICE(ports) + OPENSHIFT)).toEqual(['Route dns/dns: TCP 2053']);
  });
});

const faults = (text: string) =>
  [...entryFaults(clusterOfText(text))].map(({ type, path, message }) => [type, path, message]);

test('an entry to a port of another protocol leads nowhere, and it is said why', () => {
  expect(comesIn(SERVICE(UDP) + INGRESS)).toEqual([]);
  expect(faults(SERVICE(UDP) + INGRESS)).toEqual([
    ['backend', 'spec.defaultBackend', 'Service dns/dns has port 53, but not for TCP'],
  ]);
  expect(faults(SERVICE(TCP) + GATEWAY + route('UDPRoute'))).toEqual([
    ['backend', 'spec.rules[0].backendRefs[0]', 'Service dns/dns has port 53, but not for UDP'],
  ]);
});

test('an Ingress to what is no Service is not followed, and says so', () => {
  const bucket = INGRESS.replace(
    '{service: {name: dns, port: {number: 53}}}',
    '{resource: {apiGroup: example.com, kind: Bucket, name: files}}',
  );
  expect(faults(bucket)).toEqual([['unread', 'spec.defaultBackend', 'this leads to a Bucket, and not to a Service']]);
});
