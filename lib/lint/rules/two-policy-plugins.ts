import type { PolicyApi } from '../../cni/policy-api';
import { dialectKind } from '../../dialects/dialects';
import type { LintRule } from '../lint-rule';

/** APIs that one network plugin alone enforces. */
const OF_PLUGINS: readonly PolicyApi[] = ['cilium.io', 'projectcalico.org'];

export const twoPolicyPlugins: LintRule = {
  id: 'two-policy-plugins',
  severity: 'warning',
  title: 'policies of two network plugins in one input',
  explanation: `A cluster has one network plugin, which enforces its own kinds of policies and ignores those of others.
Without a profile ringfence does not know which, and what policies of both concern depends on it.`,
  fix: 'name the network plugin with --cni or `cni` in .ringfence.yaml, or check the manifests of each cluster by themselves',
  bad: `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: web, namespace: shop}
spec: {endpointSelector: {}, ingress: [{}]}
---
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {selector: all(), types: [Ingress]}
`,
  good: `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: web, namespace: shop}
spec: {endpointSelector: {}, ingress: [{}]}
`,
  *check({ cni, cluster }) {
    if (cni !== undefined) return;
    const policies = cluster.dialectObjects.filter(({ group, kind }) => dialectKind(group, kind)?.role === 'policy');
    const plugins = new Map(policies.map((policy) => [dialectKind(policy.group, policy.kind)?.api, policy] as const));
    const [first, ...others] = OF_PLUGINS.flatMap((name) => plugins.get(name) ?? []);
    if (first === undefined || others.length === 0) return;
    for (const { kind, id, source } of others) {
      const message = `there are also policies of another network plugin, such as ${first.kind} ${first.id}: one of the two is ignored`;
      yield { object: `${kind} ${id}`, source, path: '', message };
    }
  },
};
