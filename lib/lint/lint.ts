import type { Cluster } from '../cluster/cluster';
import { completed, emptiedFields, readPolicy } from '../cluster/policy';
import type { JsonMap } from '../policy/validation/structure';
import { withoutIncluded } from './included';
import { LintContext, type LintContextOptions } from './lint-context';
import type { LintFinding, LintRule } from './lint-rule';
import { LINT_RULES } from './rules';

/** What to look for, and what is known of the cluster. */
export interface LintOptions extends LintContextOptions {
  /**
   * What to look for.
   * @default LINT_RULES
   */
  readonly rules?: readonly LintRule[];
}

/**
 * What is probably not meant in the policies of a cluster. What could not be read is among `cluster.problems` and takes no
 * part; what is said of pods is said of those that the cluster declares. A finding
 * that another one of the same field includes is left out.
 * @returns in the order of the rules, and in each in the order of the cluster; positions are looked up with
 * `describeSource(finding.source, finding.path)`
 * @throws RangeError where `cni` is no network plugin, or `podCidrs` of its profile holds what is no CIDR
 */
export function lint(cluster: Cluster, { rules = LINT_RULES, ...options }: LintOptions = {}): LintFinding[] {
  return withoutIncluded(everyFinding(cluster, { rules, ...options }), rules);
}

/** The same, with what another finding of the same field includes. */
export function everyFinding(cluster: Cluster, { rules = LINT_RULES, ...options }: LintOptions = {}): LintFinding[] {
  const linted = new LintContext(withoutNulls(cluster), options);
  return rules.flatMap((rule) =>
    Array.from(rule.check(linted), (found) => ({ rule: rule.id, severity: rule.severity, fix: rule.fix, ...found })),
  );
}

/** Loaders take null for absent; a cluster that was made by hand may hold it. */
function withoutNulls(cluster: Cluster): Cluster {
  const policies = cluster.policies.map((policy) => {
    if (emptiedFields(policy.manifest).length === 0) return policy;
    const { manifest, emptied } = readPolicy(policy.manifest as unknown as JsonMap);
    return { ...policy, manifest: completed(manifest), emptied };
  });
  return { ...cluster, policies };
}
