import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

const MEANS: readonly (readonly [RegExp, string])[] = [
  [/\.(from|to)$/, 'everyone: every pod and every address'],
  [/\.ports$/, 'every port'],
  [/\.(matchLabels|matchExpressions)$/, 'no condition, as if it were not there'],
];

export const emptiedKey: LintRule = {
  id: 'emptied-key',
  severity: 'error',
  title: 'a key without a value, which means everything',
  explanation: `\`from:\` without a value is null, which is the same as an absent key: it means everyone. It remains
when the last item of a list is deleted or commented out, or when a template renders nothing.`,
  fix: 'write the value that was meant, or remove the key',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from:
    # - podSelector: {matchLabels: {app: old-proxy}}
    ports: [{protocol: TCP, port: 6379}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from:
      - podSelector: {matchLabels: {app: proxy}}
    ports: [{protocol: TCP, port: 6379}]
`),
  *check(linted) {
    for (const policy of linted.policies) {
      for (const path of policy.emptied ?? []) {
        const means = MEANS.find(([field]) => field.test(path))?.[1];
        if (path.startsWith('spec.') && means !== undefined) {
          yield aboutPolicy(policy, path, `this key has no value; that means ${means}`);
        }
      }
    }
  },
};
