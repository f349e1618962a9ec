import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule, stepsOf } from '../lint-rule';
import { redundancyOf } from '../redundancy';

export const redundantRule: LintRule = {
  id: 'redundant-rule',
  severity: 'info',
  title: 'a rule without which everything would be the same',
  explanation: `Other rules for all the same pods allow whatever this one allows: that is proved, for every pod that could be. All redundant rules
together may be taken away. What only several peers together cover is not seen.`,
  fix: 'take the rule away, or narrow the one that is wider than it should be',
  bad: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {}}]
  - from: [{podSelector: {matchLabels: {app: proxy}}}]
    ports: [{protocol: TCP, port: 6379}]
`),
  good: cachePolicy(`
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
ingress:
  - from: [{podSelector: {}}]
`),
  *check(linted) {
    const { rules } = redundancyOf(linted);
    for (const { policy, path, read } of linted.rules()) {
      if (read === undefined || !rules.has(read)) continue;
      // Without policyTypes the last egress rule decides whether egress is isolated at all.
      const isSafe = policy.manifest.spec.policyTypes?.length;
      yield aboutPolicy(policy, path, 'other rules for all these pods allow whatever this one allows', {
        ...(isSafe && { edits: [{ type: 'remove', at: stepsOf(path) }] }),
      });
    }
  },
};
