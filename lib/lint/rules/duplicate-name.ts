import type { ClusterPolicy, ClusterProblem } from '../../cluster/cluster';
import { describeSource, type Source } from '../../cluster/source';
import { addTo } from '../../policy/grouped';
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
until only one of them is changed. Different folders, and files that
have several objects in common, are often variants or patches of which one is applied: objects with different contents there
are one info, as are workloads and Services of several files, and equal ones are not reported.`,
  fix: 'keep one of them',
  bad: cachePolicy(SPEC, cachePolicy(SPEC)),
  good: cachePolicy(SPEC),
  *check({ policies, cluster }) {
    const duplicates = cluster.warnings.filter(({ finding }) => finding.reason === 'Duplicate value');
    const differing = new Set(duplicates.map(({ object }) => object));
    const repeated = policies.filter(
      ({ id, repeats }) => repeats !== undefined && !differing.has(`NetworkPolicy ${id}`),
    );
    const shared = sharedObjects(duplicates, repeated);
    const variants = new Map<string, ClusterProblem[]>();
    for (const problem of duplicates) {
      const { source, object = '', finding, before } = problem;
      const { path, message, fix } = finding;
      const isPolicy = object.startsWith('NetworkPolicy ');
      const isVariant = before && (isPolicy ? areVariants(source, before, shared) : fileOf(source) !== fileOf(before));
      if (before !== undefined && isVariant) {
        const folders = JSON.stringify([folderOf(source), folderOf(before)]);
        addTo(variants, folders, problem);
        continue;
      }
      yield { object, source, path, message, fix, severity: 'error' };
    }
    for (const [first, ...others] of variants.values()) if (first !== undefined) yield variant(first, others.length);
    for (const policy of repeated) {
      const together = (policy.repeats ?? []).filter((source) => !areVariants(source, policy.source, shared));
      if (together.length === 0) continue;
      const places = together.map((source) => describeSource(source)).join(', ');
      const message = `a policy of this name with the same spec is declared in ${places} too`;
      yield aboutPolicy(policy, 'metadata.name', message);
    }
  },
};

/** Objects that are in several files, with different contents: one finding for all of them. */
function variant({ source, object = '', finding }: ClusterProblem, others: number): RuleFinding {
  const more = others === 0 ? '' : `; so are ${others} more objects of these folders`;
  return {
    object,
    source,
    path: finding.path,
    message: `${finding.message}${more}`,
    fix: 'if the files are variants of which one is applied, check one of them at a time',
    severity: 'info',
  };
}

/** How many objects two files have in common, by their names. */
function sharedObjects(duplicates: readonly ClusterProblem[], repeated: readonly ClusterPolicy[]): Map<string, number> {
  const shared = new Map<string, number>();
  const count = (a: Source, b: Source) => shared.set(pairOf(a, b), (shared.get(pairOf(a, b)) ?? 0) + 1);
  for (const { source, before } of duplicates) if (before !== undefined) count(source, before);
  for (const { source, repeats = [] } of repeated) for (const other of repeats) count(source, other);
  return shared;
}

/** Whether two objects are probably not applied together: they are in different folders, or in files that share several. */
function areVariants(a: Source, b: Source, shared: ReadonlyMap<string, number>): boolean {
  if (fileOf(a) === fileOf(b)) return false;
  return folderOf(a) !== folderOf(b) || (shared.get(pairOf(a, b)) ?? 0) > 1;
}

function pairOf(a: Source, b: Source): string {
  return JSON.stringify([fileOf(a), fileOf(b)].sort());
}

function folderOf(source: Source): string {
  const file = fileOf(source);
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'), 0));
}

function fileOf(source: Source): string {
  return source.type === 'text' ? (source.file ?? '') : '';
}
