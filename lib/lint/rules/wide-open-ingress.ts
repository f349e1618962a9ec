import { cachePolicy } from '../examples';
import type { LintRule } from '../lint-rule';
import { wideOpenRules } from '../wide-open';

export const wideOpenIngress: LintRule = {
  id: 'wide-open-ingress',
  severity: 'warning',
  title: 'ingress from everywhere on every port',
  explanation: `A rule for everyone, or for every address, on every port leaves its pods as open as without a policy.
A public workload needs one port or two. No other policy can take this back, because rules only add.`,
  fix: 'name the ports, and the peers that are meant',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: [{}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress: [{ports: [{protocol: TCP, port: 8443}]}]
`),
  includedIn: ['emptied-key', 'empty-peer-list', 'unknown-field'],
  check: (linted) => wideOpenRules(linted, 'Ingress'),
};
