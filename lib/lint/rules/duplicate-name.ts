import { describeSource } from '../../cluster/source';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule } from '../lint-rule';

const SPEC = `
podSelector: {matchLabels: {app: cache}}
policyTypes: [Ingress]
`;

export const duplicateName: LintRule = {
  id: 'duplicate-name',
  severity: 'warning',
  title: 'two policies of one name',
  explanation: `Of two objects of one namespace and name the cluster has the one that was applied last. With another spec that is an error of the
input; with the same spec it works until only one of them is changed.`,
  fix: 'keep one of them',
  bad: cachePolicy(SPEC, cachePolicy(SPEC)),
  good: cachePolicy(SPEC),
  *check({ policies }) {
    for (const policy of policies) {
      if (policy.repeats === undefined) continue;
      const places = policy.repeats.map((source) => describeSource(source)).join(', ');
      yield aboutPolicy(policy, 'metadata.name', `the same policy is declared in ${places} too`);
    }
  },
};
