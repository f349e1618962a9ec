import { adminRules } from '../admin-rules';
import { clusterPolicy } from '../examples';
import type { LintRule } from '../lint-rule';

export const domainNamesDenied: LintRule = {
  id: 'domain-names-denied',
  severity: 'error',
  title: 'domain names in a rule that does not accept',
  explanation: `\`domainNames\` is for Accept alone: an address has many names, and a plugin learns them from the answers of DNS. The API
server takes such a rule all the same, and what a plugin makes of it differs: Cilium refuses the whole policy.`,
  fix: 'accept the names that are wanted, and deny networks behind that',
  bad: `${clusterPolicy('names', 'Admin', `egress: [{action: Deny, to: [{domainNames: ['*.example.com']}]}]`)}`,
  good: `${clusterPolicy('names', 'Admin', `egress: [{action: Accept, to: [{domainNames: ['*.example.com']}]}]`)}`,
  *check(linted) {
    for (const { rule, object } of adminRules(linted)) {
      if (rule.action === 'Accept') continue;
      const place = rule.peers.findIndex(({ type }) => type === 'domains');
      if (place < 0) continue;
      const message = `domain names are for Accept alone, and this rule says ${rule.action}`;
      yield { ...object, path: `${rule.path}.to[${place}].domainNames`, message };
    }
  },
};
