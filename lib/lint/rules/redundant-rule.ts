import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule, stepsOf } from '../lint-rule';
import { redundancyOf } from '../redundancy';

export const redundantRule: LintRule = {
  id: 'redundant-rule',
  severity: 'info',
  title: 'a rule that changes nothing',
  explanation: `Other rules for all the same pods allow everything that this one allows. This is proved for every pod
that could exist. All redundant rules may be removed together. What only several peers together cover is not found.`,
  fix: 'remove the rule, or narrow the one that is wider than it should be',
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
  includedIn: ['voided-peers'],
  *check(linted) {
    const { rules } = redundancyOf(linted);
    for (const { policy, path, read } of linted.rules()) {
      if (read === undefined || !rules.has(read)) continue;
      // Without policyTypes the last egress rule decides whether egress is isolated at all.
      const isSafe = policy.manifest.spec.policyTypes?.length;
      yield aboutPolicy(policy, path, 'other rules for all these pods allow everything that this one allows', {
        ...(isSafe && { edits: [{ type: 'remove', at: stepsOf(path) }] }),
      });
    }
  },
};
