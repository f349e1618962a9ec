import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const refusedMetadata: LintRule = {
  id: 'refused-metadata',
  severity: 'error',
  title: 'metadata that the API server refuses',
  explanation: `The API server refuses an object with such a name, label or annotation, so the policy will not be in
the cluster. The meaning of the policy is clear, and the rest of the input is judged as if the policy were there.`,
  fix: 'write metadata that the API server accepts',
  bad: cachePolicy(`
podSelector: {}
policyTypes: [Ingress]
`).replace('name: cache', 'name: Cache_1'),
  good: cachePolicy(`
podSelector: {}
policyTypes: [Ingress]
`),
  *check(linted) {
    for (const policy of linted.policies) {
      for (const { path, reason, message, fix } of linted.refusedOf(policy)) {
        if (reason !== 'Unknown field' && !path.startsWith('spec.')) yield aboutPolicy(policy, path, message, { fix });
      }
    }
  },
};
