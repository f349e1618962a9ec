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
  title: 'two objects with the same name',
  explanation: `Of two objects with the same namespace and name, the cluster keeps the one that was applied last. If
their contents differ, that is an error, and the last one of the input is judged. If two policies have the same spec, it works
until only one of them is changed.`,
  fix: 'keep one of them',
  bad: cachePolicy(SPEC, cachePolicy(SPEC)),
  good: cachePolicy(SPEC),
  *check({ policies, cluster }) {
    for (const { source, object = '', finding } of cluster.warnings) {
      const { reason, path, message, fix } = finding;
      if (reason === 'Duplicate value') yield { object, source, path, message, fix, severity: 'error' };
    }
    for (const policy of policies) {
      if (policy.repeats === undefined) continue;
      const places = policy.repeats.map((source) => describeSource(source)).join(', ');
      yield aboutPolicy(policy, 'metadata.name', `the same policy is declared in ${places} too`);
    }
  },
};
