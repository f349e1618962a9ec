import type { ClusterPolicy } from '../../cluster/cluster';
import type { LabelSelector } from '../../policy/manifest';
import { selectorCovered } from '../../policy/selector';
import { SelectorIndex } from '../../policy/selector-index';
import { type Rule, rulesOf } from '../../reachability/rules/policy-rules';
import { opensDns } from '../dns';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const egressWithoutDns: LintRule = {
  id: 'egress-without-dns',
  severity: 'warning',
  title: 'egress opened without DNS',
  explanation: `The first egress policy isolates its pods from everything else, also from DNS: names are no longer
resolved, and the connection that was opened fails. It is reported where a policy opens some egress and no policy for
all of these pods opens UDP 53 (or 5353, for OpenShift). It is not reported for pods that may connect to nothing. If
pods use addresses only, silence the rule for them.`,
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
  *check({ policies }) {
    const askers = askersByNamespace(policies);
    for (const policy of policies) {
      const { egress, subject } = rulesOf(policy);
      if (!egress?.length || egress.some(asks) || mayAsk(subject, askers.get(policy.namespace))) continue;
      yield aboutPolicy(
        policy,
        'spec.egress',
        'these pods cannot resolve names: no policy for all of them opens UDP 53',
      );
    }
  },
};

/** With so many others a policy is compared; where there are more, its pods are taken to be able to ask. */
const MOST_COMPARED = 100;

function mayAsk(subject: LabelSelector, askers: SelectorIndex<LabelSelector> | undefined): boolean {
  if (askers === undefined) return false;
  if (askers.ofEverything.length > 0) return true;
  const candidates = askers.candidates(subject);
  return candidates.length > MOST_COMPARED || selectorCovered(subject, candidates) !== false;
}

/** Who may ask for names, by namespace. */
function askersByNamespace(policies: readonly ClusterPolicy[]): Map<string, SelectorIndex<LabelSelector>> {
  const askers = new Map<string, SelectorIndex<LabelSelector>>();
  for (const policy of policies) {
    const { egress, subject } = rulesOf(policy);
    if (!egress?.some(asks)) continue;
    const known = askers.get(policy.namespace) ?? new SelectorIndex<LabelSelector>();
    askers.set(policy.namespace, known);
    known.add(subject, subject);
  }
  return askers;
}

function asks(rule: Rule): boolean {
  return opensDns(rule, 'UDP');
}
