import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const unknownField: LintRule = {
  id: 'unknown-field',
  severity: 'error',
  title: 'a field that a policy does not have',
  explanation: `kubectl refuses it by default; other clients drop it, and the policy means what it means without it. A misspelt \`form:\` is a rule
without peers, which is for everyone.`,
  fix: 'write the field as the API has it',
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
