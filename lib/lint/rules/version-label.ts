import { cachePolicy } from '../examples';
import { labelFindings } from '../label-findings';
import type { LintRule } from '../lint-rule';

export const versionLabel: LintRule = {
  id: 'version-label',
  severity: 'warning',
  title: 'a label that changes with a release',
  explanation: `app.kubernetes.io/version, helm.sh/chart and similar labels change with a release of the application
or its chart. After the release, a policy that selects by such a label selects no pod, without an error.`,
  fix: 'select by a lasting label, such as app.kubernetes.io/name',
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
