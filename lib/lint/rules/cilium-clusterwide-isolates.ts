import { ciliumRules } from '../cilium-rules';
import { ciliumPolicy } from '../examples';
import { isEmpty } from '../lint-context';
import type { LintRule } from '../lint-rule';

export const ciliumClusterwideIsolates: LintRule = {
  id: 'cilium-clusterwide-isolates',
  severity: 'warning',
  title: 'a clusterwide policy of Cilium that isolates every pod, those of kube-system as well',
  explanation: `A CiliumClusterwideNetworkPolicy with an empty endpointSelector is for every pod of every namespace. A section of it isolates them all,
the DNS servers and other parts of the cluster included: what no policy allows is denied from then on. Where that is meant, and
every namespace has policies, say so with a silence.`,
  fix: 'write enableDefaultDeny: {ingress: false} (or egress) where the policy is to add to others, or leave out namespaces in the selector, such as kube-system',
  bad: ciliumPolicy('dns', 'endpointSelector: {}', "egress: [{toPorts: [{ports: [{port: '53', protocol: ANY}]}]}]"),
  good: ciliumPolicy(
    'dns',
    'endpointSelector: {}',
    "egress: [{toPorts: [{ports: [{port: '53', protocol: ANY}]}]}]",
    'enableDefaultDeny: {egress: false}',
  ),
  *check({ cluster }) {
    for (const { rule, object, namespace } of ciliumRules(cluster)) {
      const { of, selector } = rule.subject;
      if (namespace !== undefined || of !== 'endpoints' || !isEmpty(selector)) continue;
      for (const name of ['ingress', 'egress'] as const) {
        const isThere = rule[name].length + rule[`${name}Deny`].length > 0;
        if (!isThere || rule.enableDefaultDeny[name] === false) continue;
        const message = `this isolates every pod of the cluster for ${name}`;
        yield { ...object, path: `${rule.path}.endpointSelector`, message };
      }
    }
  },
};
