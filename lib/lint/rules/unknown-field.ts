import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

/** Policies had a status in Kubernetes 1.24 to 1.27, and every export of these releases holds it. */
const REMOVE_STATUS = 'remove the status; exports of Kubernetes 1.24 to 1.27 hold it';

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
        if (reason !== 'Unknown field') continue;
        const found = aboutPolicy(policy, path, message, { fix: path === 'status' ? REMOVE_STATUS : fix });
        yield path === 'status' ? { ...found, severity: 'warning' } : found;
      }
    }
  },
};
