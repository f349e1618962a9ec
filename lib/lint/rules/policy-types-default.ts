import { policyTypesOf } from '../../policy/policy-types';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const policyTypesDefault: LintRule = {
  id: 'policy-types-default',
  severity: 'info',
  title: 'policyTypes left to its default',
  explanation: `Without \`policyTypes\` the API server always sets Ingress, also where a policy has no ingress rule,
and sets Egress only if there is an egress rule. So a policy that should only open egress denies all ingress, and a
policy that loses its last egress rule opens all egress.`,
  fix: 'write policyTypes',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
egress:
  - to: [{podSelector: {matchLabels: {app: disk}}}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
egress:
  - to: [{podSelector: {matchLabels: {app: disk}}}]
policyTypes: [Ingress, Egress]
`),
  *check(linted) {
    for (const policy of linted.policies) {
      const { spec = {} } = policy.manifest;
      if (spec.policyTypes?.length) continue;
      const types = policyTypesOf(spec);
      // An empty list is reported by rules-without-policy-type: it was meant to deny.
      if (spec.egress !== undefined && !types.includes('Egress')) continue;
      const closes = types.includes('Ingress') && spec.ingress === undefined ? ', and so denies all ingress' : '';
      yield aboutPolicy(policy, 'spec.policyTypes', `this is ${types.join(' and ')} by default${closes}`, {
        fix: `write policyTypes: [${types.join(', ')}] if that is meant`,
        edits: [{ type: 'set', at: ['spec', 'policyTypes'], value: types }],
      });
    }
  },
};
