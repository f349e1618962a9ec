import { openNamespaces } from '../default-deny';
import { cachePolicy } from '../examples';
import type { LintRule } from '../lint-rule';

export const noDefaultDenyEgress: LintRule = {
  id: 'no-default-deny-egress',
  severity: 'info',
  title: 'a namespace without a default deny for egress',
  explanation: `A pod that no policy isolates for egress may connect to everyone: whoever takes it over has the whole network. It speaks of
namespaces that have a workload or a policy in the input, but for kube-system and the like, and not where something could not be read.`,
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
