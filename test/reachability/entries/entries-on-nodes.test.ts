import { clusterOfText } from '../../../lib/cluster/load';
import { conditionsText } from '../../../lib/reachability/explanation/condition-text';
import { Reachability } from '../../../lib/reachability/reachability';

/** Entries that are served by pods on the network of their nodes. */

const WEB = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {ingressClassName: nginx, defaultBackend: {service: {name: web, port: {number: 80}}}}
`;
const CONTROLLER = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: ingress-nginx-controller, namespace: ingress-nginx}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: ingress-nginx}}
  template:
    metadata: {labels: {app.kubernetes.io/name: ingress-nginx, app.kubernetes.io/component: controller}}
    spec: {hostNetwork: true, containers: [{name: c, image: i}]}
`;
const allowing = (from: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [${from}]}]}
`;
const DENY_PODS = `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: a}
spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}
`;

function comesIn(policy: string): string[] {
  const cluster = clusterOfText([WEB, CONTROLLER, policy].join('---\n'));
  expect(cluster.problems).toEqual([]);
  return [...Reachability.of(cluster).entryPairs()].flatMap(({ certain, depends }) => [
    ...(certain.isEmpty ? [] : [`${certain}`]),
    ...depends.map(
      ({ connections, conditions }) =>
        `${connections} ${conditionsText(conditions, { source: 'it', destination: 'web' })}`,
    ),
  ]);
}

describe('an Ingress whose controller is declared, on the network of its node', () => {
  test.each([
    ['its namespace', '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}'],
    ['every namespace', '{namespaceSelector: {}}'],
  ])('is not let in by a selector of %s', (_, peer) => {
    expect(comesIn(allowing(peer))).toEqual([]);
  });
  test('is let in by a block of every address', () => {
    expect(comesIn(allowing('{ipBlock: {cidr: 0.0.0.0/0}}'))).toEqual(['TCP 8080']);
  });
  test('may be let in by another block', () => {
    expect(comesIn(allowing('{ipBlock: {cidr: 192.168.0.0/16}}'))).toEqual([
      'TCP 8080 if the address of it is in 192.168.0.0/16',
    ]);
  });
  test('is no pod to a ClusterNetworkPolicy that denies pods', () => {
    expect(comesIn(DENY_PODS)).toEqual(['TCP 8080']);
  });
});
