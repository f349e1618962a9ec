import { openNamespaces } from '../default-deny';
import { cachePolicy } from '../examples';
import type { LintRule } from '../lint-rule';

export const noDefaultDenyIngress: LintRule = {
  id: 'no-default-deny-ingress',
  severity: 'warning',
  title: 'a namespace without a default deny for ingress',
  explanation: `A pod that no policy selects is open to everyone. Policies that select by label protect the pods of
today; a policy that selects every pod of the namespace protects future pods as well. It is reported for namespaces
that have a workload or a policy in the input, except kube-system and similar ones, and not where something could not
be read.`,
  fix: 'add a policy with podSelector: {}, policyTypes: [Ingress] and no rules',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
`),
  good: cachePolicy(`
podSelector: {}
policyTypes: [Ingress]
`),
  check: (linted) => openNamespaces(linted, 'Ingress'),
};
