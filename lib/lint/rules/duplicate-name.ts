import { describeSource, type Source } from '../../cluster/source';
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
until only one of them is changed. It is an info where they are in different folders, which are often variants of which one is
applied.`,
  fix: 'keep one of them',
  bad: cachePolicy(SPEC, cachePolicy(SPEC)),
  good: cachePolicy(SPEC),
  *check({ policies, cluster }) {
    const differing = new Set<string>();
    for (const { source, object = '', finding, before } of cluster.warnings) {
      const { reason, path, message, fix } = finding;
      if (reason !== 'Duplicate value') continue;
      differing.add(object);
      const severity = before === undefined || areTogether(source, before) ? 'error' : 'info';
      yield { object, source, path, message, fix, severity };
    }
    for (const policy of policies) {
      if (policy.repeats === undefined || differing.has(`NetworkPolicy ${policy.id}`)) continue;
      const places = policy.repeats.map((source) => describeSource(source)).join(', ');
      const message = `a policy of this name with the same spec is declared in ${places} too`;
      const areVariants = policy.repeats.every((source) => !areTogether(source, policy.source));
      yield { ...aboutPolicy(policy, 'metadata.name', message), ...(areVariants && { severity: 'info' as const }) };
    }
  },
};

/** Whether two objects are probably applied together: they come from one folder. */
function areTogether(a: Source, b: Source): boolean {
  return folderOf(a) === folderOf(b);
}

function folderOf(source: Source): string {
  if (source.type !== 'text') return '';
  const file = source.file ?? '';
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'), 0));
}
