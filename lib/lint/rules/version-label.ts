import { cachePolicy } from '../examples';
import { labelFindings } from '../label-findings';
import type { LintRule } from '../lint-rule';

export const versionLabel: LintRule = {
  id: 'version-label',
  severity: 'warning',
  title: 'a label that changes with a release',
  explanation: `app.kubernetes.io/version, helm.sh/chart and the like change with a release of the application or its chart. A policy that selects by
one silently selects nobody afterwards.`,
  fix: 'select by a label that stays, such as app.kubernetes.io/name',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache, app.kubernetes.io/version: "7.2"}}
policyTypes: [Ingress]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
`),
  check: (linted) => labelFindings(linted, 'version-label'),
};
