import { openShift } from '../../cni/profiles/distributions';
import { adminPolicies } from '../admin-rules';
import type { LintRule } from '../lint-rule';

/** Source: OVN-Kubernetes, docs/features/network-security-controls/admin-network-policy.md. */
const LAST_OF_OVN = 99;

export const priorityOutOfRange: LintRule = {
  id: 'priority-out-of-range',
  severity: 'error',
  title: 'an AdminNetworkPolicy with a priority that OVN-Kubernetes does not take',
  explanation: `The API has priorities from 0 to 1000. OVN-Kubernetes takes 0 to 99, and does not enforce an AdminNetworkPolicy with another
one. It is reported where the settings or --cni name OpenShift.`,
  examplesNote: 'The examples are for OpenShift.',
  fix: 'write a priority from 0 to 99',
  bad: `apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: last}
spec: {priority: 100, subject: {namespaces: {}}}
`,
  good: `apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: last}
spec: {priority: 99, subject: {namespaces: {}}}
`,
  examplesWith: { cni: openShift() },
  *check(linted) {
    if (linted.cni?.name !== 'openshift') return;
    for (const { policy, spec, object } of adminPolicies(linted)) {
      if (policy.kind !== 'AdminNetworkPolicy' || spec.priority <= LAST_OF_OVN) continue;
      const message = `OVN-Kubernetes takes priorities from 0 to ${LAST_OF_OVN}, and does not enforce a policy of priority ${spec.priority}`;
      yield { ...object, path: 'spec.priority', message };
    }
  },
};
