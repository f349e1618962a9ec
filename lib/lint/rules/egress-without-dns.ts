import type { LabelSelector } from '../../policy/manifest';
import { selectorCovered } from '../../policy/selector';
import { rulesOf } from '../../reachability/rules/policy-rules';
import { opensDns } from '../dns';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';
import { type Linted, subjectOf } from '../linted';

export const egressWithoutDns: LintRule = {
  id: 'egress-without-dns',
  severity: 'warning',
  title: 'egress opened without DNS',
  explanation: `The first policy for egress cuts its pods off from everything else, also from DNS: names are no longer resolved, and the
connection that was opened fails. It speaks where a policy opens some egress and no policy for all of these pods opens UDP 53 (or
5353, OpenShift's). Pods that may connect to nobody need no names, and pods that know addresses only can be silenced.`,
  fix: 'allow egress to the DNS server on UDP and TCP 53, for all pods of the namespace',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Egress]
egress:
  - to: [{podSelector: {matchLabels: {app: disk}}}]
    ports: [{protocol: TCP, port: 443}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Egress]
egress:
  - to: [{podSelector: {matchLabels: {app: disk}}}]
    ports: [{protocol: TCP, port: 443}]
  - to:
      - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
        podSelector: {matchLabels: {k8s-app: kube-dns}}
    ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
`),
  *check(linted) {
    const askers = askersByNamespace(linted);
    for (const policy of linted.policies) {
      if (!rulesOf(policy).egress?.length) continue;
      if (selectorCovered(subjectOf(policy), askers.get(policy.namespace) ?? []) !== false) continue;
      yield aboutPolicy(
        policy,
        'spec.egress',
        'nothing lets these pods ask for names: no policy for all of them opens UDP 53',
      );
    }
  },
};

/** Who may ask for names, by namespace; each selector once. */
function askersByNamespace({ policies }: Linted): Map<string, LabelSelector[]> {
  const askers = new Map<string, Map<string, LabelSelector>>();
  for (const policy of policies) {
    if (!rulesOf(policy).egress?.some((rule) => opensDns(rule, 'UDP'))) continue;
    const subject = subjectOf(policy);
    const known = askers.get(policy.namespace) ?? new Map<string, LabelSelector>();
    askers.set(policy.namespace, known.set(JSON.stringify(subject), subject));
  }
  return new Map(Array.from(askers, ([namespace, subjects]) => [namespace, [...subjects.values()]]));
}
