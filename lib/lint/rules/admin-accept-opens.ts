import { adminRules, isolatingSubjects, namedPolicies } from '../admin-rules';
import { clusterPolicy } from '../examples';
import type { LintRule } from '../lint-rule';

export const adminAcceptOpens: LintRule = {
  id: 'admin-accept-opens',
  severity: 'info',
  title: 'an Accept of the Admin tier that opens what a NetworkPolicy closes',
  explanation: `The Admin tier comes before NetworkPolicies. What it accepts is open whatever they say, and the owners of a namespace
cannot take it back. That is right for DNS or monitoring, and worth knowing elsewhere. It is reported where a NetworkPolicy of the
input isolates declared pods that the policy is for, in that direction.`,
  fix: 'write Pass in place of Accept where NetworkPolicies are to decide, or name fewer peers and ports',
  bad: `${clusterPolicy('open', 'Admin', 'ingress: [{action: Accept, from: [{namespaces: {}}]}]')}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress]}
---
apiVersion: v1
kind: Pod
metadata: {name: cache, namespace: shop, labels: {app: cache}}
spec: {containers: [{name: cache, image: cache}]}
`,
  good: `${clusterPolicy('open', 'Admin', 'ingress: [{action: Pass, from: [{namespaces: {}}]}]')}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress]}
---
apiVersion: v1
kind: Pod
metadata: {name: cache, namespace: shop, labels: {app: cache}}
spec: {containers: [{name: cache, image: cache}]}
`,
  *check(linted) {
    for (const { policy, spec, rule, direction, object } of adminRules(linted)) {
      if (spec.tier !== 'Admin' || rule.action !== 'Accept') continue;
      const policies = isolatingSubjects(spec, direction, linted);
      if (policies.length === 0) continue;
      const message = `this is open for pods that ${namedPolicies(policies)} ${policies.length === 1 ? 'isolates' : 'isolate'}, and no NetworkPolicy can take it back`;
      const fix =
        policy.kind === 'AdminNetworkPolicy'
          ? { fix: this.fix.replace('in place of Accept', 'in place of Allow') }
          : {};
      yield { ...object, path: rule.path, message, ...fix };
    }
  },
};
