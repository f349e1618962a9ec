import { cachePolicy } from '../examples';
import { labelFindings } from '../label-findings';
import type { LintRule } from '../lint-rule';

export const rolloutLabel: LintRule = {
  id: 'rollout-label',
  severity: 'error',
  title: 'a label that changes with each roll-out',
  explanation: `Controllers add labels such as pod-template-hash to pods, with another value for each roll-out or pod.
A policy that selects by such a label protects, or opens, only the pods that run today.`,
  fix: 'select by a lasting label of the pod template, such as app',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache, pod-template-hash: 7d4b9c}}
policyTypes: [Ingress]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
`),
  check: (linted) => labelFindings(linted, 'rollout-label'),
};
