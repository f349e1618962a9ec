import { openNamespaces } from '../default-deny';
import { cachePolicy } from '../examples';
import type { LintRule } from '../lint-rule';

export const noDefaultDenyEgress: LintRule = {
  id: 'no-default-deny-egress',
  severity: 'info',
  title: 'a namespace without a default deny for egress',
  explanation: `A pod that no policy isolates for egress may connect to everything: an attacker who controls the pod
has the whole network. It is reported for namespaces that have a workload or a policy in the input, except kube-system
and similar ones, and not where something could not be read.`,
  fix: 'add a policy with podSelector: {}, policyTypes: [Egress] and no rules, and one that allows DNS',
  bad: cachePolicy(`
podSelector: {}
policyTypes: [Ingress]
`),
  good: cachePolicy(`
podSelector: {}
policyTypes: [Ingress, Egress]
`),
  check: (linted) => openNamespaces(linted, 'Egress'),
};
