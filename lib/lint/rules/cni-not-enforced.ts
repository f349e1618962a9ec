import { notEnforced } from '../../cni/cni-warnings';
import { flannel } from '../../cni/profiles/plugins';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const cniNotEnforced: LintRule = {
  id: 'cni-not-enforced',
  severity: 'error',
  title: 'a network plugin that enforces no NetworkPolicy',
  explanation: `The API server takes every policy, and nothing is denied: this is the failure that nobody sees. It speaks, once, where the
settings or --cni name a plugin that enforces nothing as it comes; \`:on\` behind the name says that it was switched on. The examples are
for Flannel, and there is none without the finding but one without policies.`,
  fix: 'switch NetworkPolicies on, or run a plugin that has them',
  bad: cachePolicy('podSelector: {}\n'),
  good: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n',
  examplesWith: { cni: flannel() },
  *check({ cni, policies }) {
    const finding = cni && notEnforced(cni);
    const [first] = policies;
    if (finding === undefined || first === undefined) return;
    yield aboutPolicy(first, '', finding.message, { fix: finding.fix });
  },
};
