import { labelKey } from '../../dialects/cilium/cilium-labels';
import { conditionsOfSelector } from '../../dialects/label-conditions';
import { ciliumRules } from '../cilium-rules';
import { ciliumPolicy } from '../examples';
import type { LintRule } from '../lint-rule';

export const ciliumSubjectNamespace: LintRule = {
  id: 'cilium-subject-namespace',
  severity: 'warning',
  title: 'an endpointSelector that names another namespace than that of its policy',
  explanation: `A CiliumNetworkPolicy is for pods of its own namespace. Cilium writes that over another one which \`k8s:io.kubernetes.pod.namespace\` of
matchLabels names, so that the policy is for the pods of its own namespace; said in any other way, the policy is for no pod.`,
  fix: 'write the policy into the namespace that is meant, or a CiliumClusterwideNetworkPolicy',
  bad: ciliumPolicy(
    'shop/cart',
    'endpointSelector: {matchLabels: {k8s:io.kubernetes.pod.namespace: data}}',
    'ingress: [{}]',
  ),
  good: ciliumPolicy(
    'cart',
    'endpointSelector: {matchLabels: {k8s:io.kubernetes.pod.namespace: data}}',
    'ingress: [{}]',
  ),
  *check({ cluster }) {
    for (const { rule, object, namespace } of ciliumRules(cluster)) {
      const { of, selector } = rule.subject;
      if (namespace === undefined || of !== 'endpoints') continue;
      const named = conditionsOfSelector(selector).find((condition) => {
        const { source, key } = labelKey(condition.key);
        if (key !== POD_NAMESPACE || (source !== 'k8s' && source !== 'any') || condition.operator !== 'In')
          return false;
        return !('values' in condition) || !condition.values?.includes(namespace);
      });
      if (named === undefined) continue;
      const isWritten = Object.hasOwn(selector.matchLabels ?? {}, `k8s:${POD_NAMESPACE}`);
      const message = isWritten
        ? `this is for pods of namespace ${namespace}, whatever namespace it names`
        : `this is for no pod: the policy is for namespace ${namespace} alone`;
      yield { ...object, path: `${rule.path}.endpointSelector`, message };
    }
  },
};

const POD_NAMESPACE = 'io.kubernetes.pod.namespace';
