const NAMESPACE = 50;

/** So many workloads, fifty a namespace, all isolated in both directions; each may reach the next of its namespace. */
export function* closedWorkloads(count: number): Generator<string> {
  const namespaces = Math.ceil(count / NAMESPACE);
  for (let number = 0; number < namespaces; number++) {
    yield `apiVersion: v1\nkind: Namespace\nmetadata: {name: ns-${number}}\n---\n`;
    yield policy('deny', number, '{podSelector: {}, policyTypes: [Ingress, Egress]}');
  }
  for (let number = 0; number < count; number++) {
    const namespace = number % namespaces;
    const [before, next] = [(number - namespaces + count) % count, (number + namespaces) % count].map(named);
    yield `apiVersion: apps/v1
kind: Deployment
metadata: {name: app-${number}, namespace: ns-${namespace}}
spec:
  selector: {matchLabels: {app: app-${number}}}
  template:
    metadata: {labels: {app: app-${number}}}
    spec: {containers: [{name: main, image: main, ports: [{containerPort: 8080}]}]}
---
`;
    yield policy(
      `allow-${number}`,
      namespace,
      `{podSelector: ${named(number)}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: ${before}}], ports: [{port: 8080}]}], egress: [{to: [{podSelector: ${next}}], ports: [{port: 8080}]}]}`,
    );
  }
}

/** So many policies, so many a namespace, that all select the same pods there, each for a client of its own. */
export function* sharedSelectors(count: number, each: number): Generator<string> {
  for (let number = 0; number < count; number++) {
    const spec = `{podSelector: {matchLabels: {app: shop}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: ${named(number)}}], ports: [{port: 8080}]}]}`;
    yield policy(`allow-${number}`, Math.floor(number / each), spec);
  }
}

function named(number: number): string {
  return `{matchLabels: {app: app-${number}}}`;
}

function policy(name: string, namespace: number, spec: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: ns-${namespace}}
spec: ${spec}
---
`;
}
