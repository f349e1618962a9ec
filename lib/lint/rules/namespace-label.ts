import { cachePolicy } from '../examples';
import { labelFindings } from '../label-findings';
import type { LintRule } from '../lint-rule';

export const namespaceLabel: LintRule = {
  id: 'namespace-label',
  severity: 'info',
  title: 'a namespace selected by a label that its owner can set',
  explanation: `Whoever may patch a namespace can put any label on it and so join those that a rule is for. The name is the exception: the API
server itself keeps kubernetes.io/metadata.name on every namespace. Labels that OpenShift sets are left out.`,
  fix: 'select namespaces by name (kubernetes.io/metadata.name), or silence this with the reason who alone may set the label',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: [{from: [{namespaceSelector: {matchLabels: {team: front}}}]}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: front}}}]}]
`),
  check: (linted) => labelFindings(linted, 'namespace-label'),
};
