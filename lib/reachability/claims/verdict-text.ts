import { problemWords } from '../../cluster/problem-words';
import type { PolicyType } from '../../policy/manifest';
import { conditionsText } from '../explanation/condition-text';
import { explainFlow } from '../explanation/explanation';
import { explanationText } from '../explanation/explanation-text';
import { labelsText } from '../explanation/text';
import type { Fails, IsolationProof, ProofVerdict } from '../proof/verdict';
import { engineOf, type Reachability } from '../reachability';

/** Why a claim does not hold: the counterexample, and what the policies say of it. Empty for one that holds. */
export function verdictText(reachability: Reachability, verdict: ProofVerdict): string {
  switch (verdict.verdict) {
    case 'holds':
      return '';
    case 'undecided':
      return undecidedText(reachability, verdict.reason);
    case 'fails':
      return failureText(reachability, verdict);
  }
}

/** So many ways are named. */
const MOST_WAYS = 5;

/** Where it depends on something unknown, what that is; then the connection where it is denied or allowed. */
function failureText(reachability: Reachability, { counterexample, ways = [] }: Fails): string {
  const names = { source: 'the source', destination: 'the destination' };
  const lines = ways.slice(0, MOST_WAYS).map((conditions) => `  allowed only ${conditionsText(conditions, names)}`);
  const more = ways.length > MOST_WAYS ? [`  or in one of ${ways.length - MOST_WAYS} more ways`] : [];
  const depends =
    ways.length === 0 ? [] : ['it depends on what the input does not show:', ...lines, ...more, 'otherwise'];
  return [...depends, explanationText(explainFlow(engineOf(reachability), counterexample))].join('\n');
}

/** Why a namespace is not isolated; empty where it is. */
export function isolationText(
  reachability: Reachability,
  direction: PolicyType,
  namespace: string,
  proof: IsolationProof,
): string {
  switch (proof.verdict) {
    case 'holds':
      return '';
    case 'undecided':
      return undecidedText(reachability, proof.reason);
    case 'fails': {
      const policies = engineOf(reachability)
        .policies.inNamespace(direction, namespace)
        .map(({ policy }) => policy.id);
      const by =
        policies.length === 0 ? 'no policy isolates any pod there' : `it is selected by none of ${policies.join(', ')}`;
      return `open for ${direction.toLowerCase()}: a pod with ${labelsText(proof.labels)}; ${by}`;
    }
  }
}

function undecidedText({ cluster }: Reachability, reason: string): string {
  const problems = cluster.problems.map((problem) => {
    const { what, fix } = problemWords(problem);
    return `  ${what}\n      ${fix}`;
  });
  return [`undecided, which does not count as holding: ${reason}`, ...problems].join('\n');
}
