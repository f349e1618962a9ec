import { ciliumRules } from '../cilium-rules';
import { ciliumPolicy } from '../examples';
import { isEmpty } from '../lint-context';
import type { LintRule } from '../lint-rule';

export const ciliumOwnNamespace: LintRule = {
  id: 'cilium-own-namespace',
  severity: 'info',
  title: 'an empty selector of peers in a CiliumNetworkPolicy, which is its own namespace alone',
  explanation: `\`fromEndpoints: [{}]\` reads like every pod. In a CiliumNetworkPolicy it is every pod of the namespace of the policy; in a
CiliumClusterwideNetworkPolicy it is every pod of every namespace.`,
  fix: 'where every namespace is meant, write matchExpressions: [{key: k8s:io.kubernetes.pod.namespace, operator: Exists}]; where the own one is, name it',
  bad: ciliumPolicy('shop/cart', 'endpointSelector: {}', 'ingress: [{fromEndpoints: [{}]}]'),
  good: ciliumPolicy(
    'shop/cart',
    'endpointSelector: {}',
    'ingress: [{fromEndpoints: [{matchLabels: {k8s:io.kubernetes.pod.namespace: shop}}]}]',
  ),
  *check({ cluster }) {
    for (const { rule, object, namespace } of ciliumRules(cluster)) {
      if (namespace === undefined) continue;
      for (const [parts, field] of [
        [rule.ingress, 'fromEndpoints'],
        [rule.egress, 'toEndpoints'],
      ] as const) {
        for (const { peers, path } of parts) {
          const place = peers?.type === 'endpoints' ? peers.selectors.findIndex(isEmpty) : -1;
          if (place < 0) continue;
          const message = `this is every pod of namespace ${namespace}, and none of another one`;
          yield { ...object, path: `${path}.${field}[${place}]`, message };
        }
      }
    }
  },
};
