import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const unknownField: LintRule = {
  id: 'unknown-field',
  severity: 'error',
  title: 'a field that a policy does not have',
  explanation: `kubectl refuses such a field by default. Other clients drop it, and the policy then means what it
means without the field. A misspelt \`form:\` leaves a rule without peers, which is for everyone.`,
  fix: 'write the field as the API spells it',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: [{form: [{podSelector: {matchLabels: {app: proxy}}}]}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: [{from: [{podSelector: {matchLabels: {app: proxy}}}]}]
`),
  *check(linted) {
    for (const policy of linted.policies) {
      for (const { path, reason, message, fix } of linted.refusedOf(policy)) {
        if (reason === 'Unknown field') yield aboutPolicy(policy, path, message, { fix });
      }
    }
  },
};
