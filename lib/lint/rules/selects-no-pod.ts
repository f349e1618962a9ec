import { cachePolicy, pod } from '../examples';
import { asksControllers, isEmpty, subjectOf } from '../lint-context';
import { aboutPolicy, type LintRule } from '../lint-rule';
import { nearLabel } from '../near-labels';

export const selectsNoPod: LintRule = {
  id: 'selects-no-pod',
  severity: 'warning',
  title: 'a policy that selects no pod',
  explanation: `No pod of the namespace has the labels that the policy selects, so the policy protects nothing. The
cause is often a typing error, or a label that changed. It is reported only where the input declares workloads of that
namespace, and nothing in it that makes pods without showing them, such as a Kafka or a HelmRelease; labels that
controllers add are not reported. Policies do not select pods on the network of their node. It is
an info where no pod has nearly these labels, since the pods may be declared elsewhere.`,
  fix: 'select labels that the pods have',
  bad: cachePolicy(
    `
podSelector: {matchLabels: {app: cahce}}
policyTypes: [Ingress]
`,
    pod('shop', 'cache'),
  ),
  good: cachePolicy(
    `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
`,
    pod('shop', 'cache'),
  ),
  *check(linted) {
    for (const policy of linted.policies) {
      if (!linted.showsPodsOf(policy.namespace) || linted.podsOf(policy).length > 0) continue;
      const subject = subjectOf(policy);
      if (isEmpty(subject) || asksControllers(subject)) continue;
      const near = nearLabel(subject, policy.namespace, linted);
      const message = `no declared pod of namespace ${policy.namespace} has these labels`;
      if (near === undefined) yield { ...aboutPolicy(policy, 'spec.podSelector', message), severity: 'info' };
      else yield aboutPolicy(policy, 'spec.podSelector', `${message}; there are pods with ${near}`);
    }
  },
};
