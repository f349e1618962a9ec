import { adminRules, isolatingSubjects, namedPolicies } from '../admin-rules';
import { clusterPolicy } from '../examples';
import type { LintRule } from '../lint-rule';

export const baselineOff: LintRule = {
  id: 'baseline-off',
  severity: 'info',
  title: 'a Deny of the Baseline tier that is off for pods that a NetworkPolicy selects',
  explanation: `The Baseline tier comes after NetworkPolicies, and what they say of a pod that they isolate is final. So a Deny there is off
for each pod that any NetworkPolicy selects in that direction, also where that one allows more. It is reported where a NetworkPolicy of
the input isolates declared pods that the policy is for.`,
  fix: 'write the Deny in the Admin tier where no NetworkPolicy may open it',
  bad: `${clusterPolicy('base', 'Baseline', 'ingress: [{action: Deny, from: [{namespaces: {}}]}]')}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec: {podSelector: {}, ingress: [{}]}
---
apiVersion: v1
kind: Pod
metadata: {name: cache, namespace: shop, labels: {app: cache}}
spec: {containers: [{name: cache, image: cache}]}
`,
  good: clusterPolicy('base', 'Baseline', 'ingress: [{action: Deny, from: [{namespaces: {}}]}]'),
  *check(linted) {
    for (const { spec, rule, direction, object } of adminRules(linted)) {
      if (spec.tier !== 'Baseline' || rule.action !== 'Deny') continue;
      const policies = isolatingSubjects(spec, direction, linted);
      if (policies.length === 0) continue;
      const message = `this is off for the pods that ${namedPolicies(policies)} ${policies.length === 1 ? 'isolates' : 'isolate'}: what NetworkPolicies say of them is final`;
      yield { ...object, path: rule.path, message };
    }
  },
};
