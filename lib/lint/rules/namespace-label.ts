import { cachePolicy } from '../examples';
import { labelFindings } from '../label-findings';
import type { LintRule } from '../lint-rule';

export const namespaceLabel: LintRule = {
  id: 'namespace-label',
  severity: 'info',
  title: 'a namespace selected by a label that its users can set',
  explanation: `A user who may patch a namespace can give it any label, and so make it match the rule. The name is the
exception: the API server sets kubernetes.io/metadata.name on every namespace itself. Labels that OpenShift sets are
not reported.`,
  fix: 'select namespaces by name (kubernetes.io/metadata.name), or silence this with the reason why only some users can set the label',
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
  includedIn: ['dns-by-namespace-label'],
  check: (linted) => labelFindings(linted, 'namespace-label'),
};
