import type { ClusterProblem } from '../../cluster/cluster';
import { describeSource, type Source } from '../../cluster/source';
import { cachePolicy } from '../examples';
import { aboutPolicy, type LintRule, type RuleFinding } from '../lint-rule';

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
until only one of them is changed. Different folders are often variants of which one is applied: objects with different
contents there are one info for both folders, and equal ones are not reported.`,
  fix: 'keep one of them',
  bad: cachePolicy(SPEC, cachePolicy(SPEC)),
  good: cachePolicy(SPEC),
  *check({ policies, cluster }) {
    const differing = new Set<string>();
    const variants = new Map<string, ClusterProblem[]>();
    for (const problem of cluster.warnings) {
      const { source, object = '', finding, before } = problem;
      const { reason, path, message, fix } = finding;
      if (reason !== 'Duplicate value') continue;
      differing.add(object);
      if (before !== undefined && !areTogether(source, before)) {
        const folders = JSON.stringify([folderOf(source), folderOf(before)]);
        const known = variants.get(folders);
        if (known === undefined) variants.set(folders, [problem]);
        else known.push(problem);
        continue;
      }
      yield { object, source, path, message, fix, severity: 'error' };
    }
    for (const [first, ...others] of variants.values()) if (first !== undefined) yield variant(first, others.length);
    for (const policy of policies) {
      if (policy.repeats === undefined || differing.has(`NetworkPolicy ${policy.id}`)) continue;
      const together = policy.repeats.filter((source) => areTogether(source, policy.source));
      if (together.length === 0) continue;
      const places = together.map((source) => describeSource(source)).join(', ');
      const message = `a policy of this name with the same spec is declared in ${places} too`;
      yield aboutPolicy(policy, 'metadata.name', message);
    }
  },
};

/** Objects that are in two folders, with different contents: one finding for all of them. */
function variant({ source, object = '', finding }: ClusterProblem, others: number): RuleFinding {
  const more = others === 0 ? '' : `; so are ${others} more objects of these two folders`;
  return {
    object,
    source,
    path: finding.path,
    message: `${finding.message}${more}`,
    fix: 'if the folders are variants of which one is applied, check one of them at a time',
    severity: 'info',
  };
}

/** Whether two objects are probably applied together: they come from one folder. */
function areTogether(a: Source, b: Source): boolean {
  return folderOf(a) === folderOf(b);
}

function folderOf(source: Source): string {
  if (source.type !== 'text') return '';
  const file = source.file ?? '';
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'), 0));
}
