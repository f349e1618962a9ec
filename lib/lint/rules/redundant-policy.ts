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
  title: 'a policy that changes nothing',
  explanation: `Other policies of the input isolate all its pods, and allow everything that it allows. This is proved
for every pod that could exist. All redundant policies and rules may be removed together. A policy without rules is a
default deny, and not reported. What only several peers together cover is not found.`,
  fix: 'remove the policy, or narrow the one that is wider than it should be',
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
        yield aboutPolicy(policy, '', 'other policies isolate all its pods and allow everything that it allows');
    }
  },
};
