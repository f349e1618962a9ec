import type { Cluster, ClusterProblem } from '../cluster/cluster';
import { withoutIncluded } from './included';
import { everyFinding, type LintOptions } from './lint';
import type { LintFinding, Severity } from './lint-rule';
import { LINT_RULES } from './rules';
import { annotatedSilences, applySilences, type CheckResult, INVALID, type Silence } from './silences';

/** What findings of silences without a reason go by; nothing silences it. */
const SILENCE_WITHOUT_REASON = 'silence-without-reason';

/** What to look for, and what is accepted. */
export interface CheckClusterOptions extends LintOptions {
  /**
   * Findings that are known and accepted, beside those that policies silence themselves by annotation.
   * @default - none
   */
  readonly silences?: readonly Silence[];
  /**
   * Other severities than those of the rules, by rule.
   * @default - those of the rules
   */
  readonly severities?: ReadonlyMap<string, Severity>;
}

/** Everything that is to be said of a cluster: what could not be read or would be refused, and what lint finds. */
export function checkCluster(
  cluster: Cluster,
  { silences = [], severities = new Map(), ...options }: CheckClusterOptions = {},
): CheckResult {
  const annotated = annotatedSilences(cluster.policies);
  const found = [
    ...cluster.problems.map((problem) => invalidFinding(problem, 'error')),
    ...cluster.warnings.filter(isInvalid).map((warning) => invalidFinding(warning, 'warning')),
    ...everyFinding(cluster, options).map((finding) => ({
      ...finding,
      severity: severities.get(finding.rule) ?? finding.severity,
    })),
  ];
  const { findings, ...rest } = applySilences(found, [...silences, ...annotated.silences]);
  // Only here: what a silenced finding included is reported.
  const counted = withoutIncluded(findings, options.rules ?? LINT_RULES);
  return {
    ...rest,
    findings: [
      ...annotated.withoutReason.map(
        (finding): LintFinding => ({
          rule: SILENCE_WITHOUT_REASON,
          severity: 'error',
          fix: 'say why it is right, or take the annotation away',
          ...finding,
        }),
      ),
      ...counted,
    ],
  };
}

/** That one object replaces another is what a rule reports. */
function isInvalid({ finding: { reason } }: ClusterProblem): boolean {
  return reason !== 'Duplicate value';
}

function invalidFinding({ source, object, finding }: ClusterProblem, severity: Severity): LintFinding {
  const { path, message, fix } = finding;
  return { rule: INVALID, severity, object: object ?? '', source, path, message, fix };
}
