/** A closed database, a client in another namespace, and policies of other APIs that may decide on both. */

const workload = (name: string, namespace: string, port: number) => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: ${name}, image: ${name}, ports: [{containerPort: ${port}}]}]}
`;

export const CLOSED_SHOP = `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Namespace
metadata: {name: front}
${workload('db', 'shop', 5432)}${workload('web', 'front', 8080)}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
`;

/** One that opens every pod. */
export const ADMIN = `---
apiVersion: crd.antrea.io/v1beta1
kind: ClusterNetworkPolicy
metadata: {name: open-all}
spec:
  priority: 10
  appliedTo: [{namespaceSelector: {}}]
  ingress: [{name: open, action: Allow, from: [{namespaceSelector: {}}]}]
`;

/** One that opens every pod, of another API. */
export const AWS = `---
apiVersion: networking.k8s.aws/v1alpha1
kind: ClusterNetworkPolicy
metadata: {name: open-all}
spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Accept, from: [{namespaces: {}}]}]}
`;

/** One that can only close, in its namespace. */
export const mesh = (name: string, namespace = 'shop') => `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec: {action: DENY, rules: [{}]}
`;

/** A policy that the API server refuses. */
export const REFUSED = `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: wrong, namespace: front}
spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 192.0.2.0}}]}]}
`;
