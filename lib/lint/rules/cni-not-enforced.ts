import { notEnforced } from '../../cni/cni-warnings';
import { flannel } from '../../cni/profiles/plugins';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

export const cniNotEnforced: LintRule = {
  id: 'cni-not-enforced',
  severity: 'error',
  title: 'a network plugin that enforces no NetworkPolicy',
  explanation: `The API server accepts every policy, and nothing is denied. Nothing else in the cluster shows this
failure. It is reported once, where the settings or --cni name a plugin that enforces nothing as it is installed;
\`:on\` after the name says that NetworkPolicies were switched on.`,
  examplesNote: 'The examples are for Flannel: the only input without the finding is one without policies.',
  fix: 'switch NetworkPolicies on, or use a plugin that enforces them',
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
