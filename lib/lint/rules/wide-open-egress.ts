import { cachePolicy } from '../examples';
import type { LintRule } from '../lint-rule';
import { wideOpenRules } from '../wide-open';

export const wideOpenEgress: LintRule = {
  id: 'wide-open-egress',
  severity: 'warning',
  title: 'egress to everywhere on every port',
  explanation: `A rule for everyone, or for every address, on every port lets an attacker who controls a pod send its
data anywhere, and reach the metadata addresses of clouds. No other policy can take this back, because rules only add.`,
  fix: 'name the ports, and the addresses or pods that are meant',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Egress]
egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Egress]
egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{protocol: TCP, port: 443}]}]
`),
  includedIn: ['emptied-key', 'empty-peer-list', 'unknown-field'],
  check: (linted) => wideOpenRules(linted, 'Egress'),
};
