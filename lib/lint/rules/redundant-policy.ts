import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';
import { redundancyOf } from '../redundancy';

const OTHER = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress: [{from: [{podSelector: {}}]}]
`;

export const redundantPolicy: LintRule = {
  id: 'redundant-policy',
  severity: 'info',
  title: 'a policy without which everything would be the same',
  explanation: `Other policies of the input isolate all its pods, and allow whatever it allows: that is proved, for every pod that could be. All
redundant policies and rules together may be taken away. A policy without rules is a base line, and never told; what only several
peers together cover is not seen.`,
  fix: 'take the policy away, or narrow the one that is wider than it should be',
  bad: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: [{from: [{podSelector: {matchLabels: {app: proxy}}}]}]
`,
    OTHER,
  ),
  good: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: proxy}}}]}]
`,
    OTHER,
  ),
  *check(linted) {
    const { policies } = redundancyOf(linted);
    for (const policy of linted.policies) {
      if (policies.has(policy))
        yield aboutPolicy(policy, '', 'other policies isolate all its pods and allow all it allows');
    }
  },
};
