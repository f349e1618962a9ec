import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const refusedMetadata: LintRule = {
  id: 'refused-metadata',
  severity: 'error',
  title: 'metadata that the API server refuses',
  explanation: `The API server takes no object with such a name, label or annotation, so the policy will not be there. What it would do is clear,
and the rest of the input is judged as if it were there.`,
  fix: 'write metadata that the API server takes',
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
