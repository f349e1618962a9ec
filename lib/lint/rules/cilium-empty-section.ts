import { ciliumRules } from '../cilium-rules';
import { ciliumPolicy } from '../examples';
import type { LintRule } from '../lint-rule';

export const ciliumEmptySection: LintRule = {
  id: 'cilium-empty-section',
  severity: 'warning',
  title: 'an empty section of Cilium, which isolates nothing',
  explanation: `In a NetworkPolicy of Kubernetes a direction without rules denies everything. Cilium takes an empty list for one that is not
there: the pods stay open in that direction. A list with one empty item isolates them and allows nothing.`,
  fix: 'write an empty item to isolate, as in egress: [{}], or take the list away',
  bad: ciliumPolicy('shop/cart', 'endpointSelector: {}', 'ingress: [{}]', 'egress: []'),
  good: ciliumPolicy('shop/cart', 'endpointSelector: {}', 'ingress: [{}]', 'egress: [{}]'),
  *check({ cluster }) {
    for (const { rule, object } of ciliumRules(cluster)) {
      for (const name of rule.emptySections) {
        if (rule[`${name}Deny`].length > 0 || rule.enableDefaultDeny[name] === false) continue;
        yield {
          ...object,
          path: `${rule.path}.${name}`,
          message: `this empty list isolates nothing: ${name} stays open`,
        };
      }
    }
  },
};
