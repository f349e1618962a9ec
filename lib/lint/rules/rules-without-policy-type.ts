import { policyTypesOf } from '../../policy/policy-types';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const rulesWithoutPolicyType: LintRule = {
  id: 'rules-without-policy-type',
  severity: 'error',
  title: 'rules of a direction that policyTypes leaves out',
  explanation: `The API server accepts rules of a direction that \`policyTypes\` does not name, and they do nothing:
the pods stay open in that direction. \`egress: []\` without \`policyTypes\` is similar: Egress is not a default where
there is no egress rule, so the policy does not isolate for egress.`,
  fix: 'name the direction in policyTypes, or remove its rules',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
egress: []
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress, Egress]
egress: []
`),
  *check(linted) {
    for (const policy of linted.policies) {
      const spec = policy.manifest.spec ?? {};
      const types = policyTypesOf(spec);
      for (const [type, field] of [['Ingress', 'ingress'] as const, ['Egress', 'egress'] as const]) {
        if (spec[field] === undefined || types.includes(type)) continue;
        const why = spec.policyTypes?.length
          ? `policyTypes does not name ${type}`
          : 'without policyTypes no rule means no Egress';
        yield aboutPolicy(policy, `spec.${field}`, `${why}, so this does nothing: pods stay open for ${field}`);
      }
    }
  },
};
