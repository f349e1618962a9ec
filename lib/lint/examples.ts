/** The policy `shop/cache` with a spec, and other documents behind it: what the examples of rules are made of. */
export function cachePolicy(spec: string, ...others: readonly string[]): string {
  const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cache, namespace: shop}
spec:
${indented(spec)}
`;
  return [policy, ...others.map((other) => `${other.trim()}\n`)].join('---\n');
}

function indented(text: string): string {
  return text.trim().replace(/^/gm, '  ');
}

/** A policy of Calico, from lines of its spec: a GlobalNetworkPolicy, or a NetworkPolicy where the name is `namespace/name`. */
export function calicoPolicy(name: string, ...spec: readonly string[]): string {
  const [own, namespace] = name.split('/').reverse();
  return `apiVersion: projectcalico.org/v3
kind: ${namespace === undefined ? 'GlobalNetworkPolicy' : 'NetworkPolicy'}
metadata: {name: ${own}${namespace === undefined ? '' : `, namespace: ${namespace}`}}
spec:
${indented(spec.join('\n'))}
`;
}

/** A policy of Cilium, from lines of its spec: clusterwide, or of a namespace where the name is `namespace/name`. */
export function ciliumPolicy(name: string, ...spec: readonly string[]): string {
  const [own, namespace] = name.split('/').reverse();
  return `apiVersion: cilium.io/v2
kind: ${namespace === undefined ? 'CiliumClusterwideNetworkPolicy' : 'CiliumNetworkPolicy'}
metadata: {name: ${own}${namespace === undefined ? '' : `, namespace: ${namespace}`}}
spec:
${indented(spec.join('\n'))}
`;
}

/** A pod of a namespace with the label `app`. */
export function pod(namespace: string, app: string, ports = '', more = ''): string {
  const declared = ports === '' ? '' : `, ports: [${ports}]`;
  return `apiVersion: v1
kind: Pod
metadata: {name: ${app}, namespace: ${namespace}, labels: {app: ${app}}}
spec: {${more}containers: [{name: ${app}, image: ${app}${declared}}]}
`;
}

/** A ClusterNetworkPolicy for the pods of all namespaces. */
export function clusterPolicy(name: string, tier: 'Admin' | 'Baseline', rules: string, priority = 10): string {
  return `apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: ${name}}
spec:
  tier: ${tier}
  priority: ${priority}
  subject: {namespaces: {}}
${indented(rules)}
`;
}
