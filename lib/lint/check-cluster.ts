import type { Cluster, ClusterProblem } from '../cluster/cluster';
import { type LintOptions, lint } from './lint';
import type { LintFinding, Severity } from './lint-rule';
import { annotatedSilences, applySilences, type CheckResult, type Silence } from './silences';

/** What findings of objects that the API server would refuse, or that cannot be read, go by; nothing silences it. */
const INVALID = 'invalid';

/** What findings of silences without a reason go by; nothing silences it either. */
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
  const found = lint(cluster, options).map((finding) => ({
    ...finding,
    severity: severities.get(finding.rule) ?? finding.severity,
  }));
  const { findings, ...rest } = applySilences(found, [...silences, ...annotated.silences]);
  return {
    ...rest,
    findings: [
      ...cluster.problems.map(problemFinding),
      ...annotated.withoutReason.map(
        (finding): LintFinding => ({
          rule: SILENCE_WITHOUT_REASON,
          severity: 'error',
          fix: 'say why it is right, or take the annotation away',
          ...finding,
        }),
      ),
      ...findings,
    ],
  };
}

function problemFinding({ source, object, finding: { path, message, fix } }: ClusterProblem): LintFinding {
  return { rule: INVALID, severity: 'error', object: object ?? '', source, path, message, fix };
}
