import { problemWords } from '../../cluster/problem-words';
import type { PolicyType } from '../../policy/manifest';
import { explainFlow } from '../explanation/explanation';
import { explanationText } from '../explanation/explanation-text';
import { labelsText } from '../explanation/text';
import type { IsolationProof, ProofVerdict } from '../proof/verdict';
import { engineOf, type Reachability } from '../reachability';

/** Why a claim does not hold: the counterexample, and what the policies say of it. Empty for one that holds. */
export function verdictText(reachability: Reachability, verdict: ProofVerdict): string {
  switch (verdict.verdict) {
    case 'holds':
      return '';
    case 'undecided':
      return undecidedText(reachability, verdict.reason);
    case 'fails':
      return explanationText(explainFlow(engineOf(reachability), verdict.counterexample));
  }
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
