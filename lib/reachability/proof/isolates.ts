import { EVERYTHING, exampleOf, type LabelSpace, subtract } from '../../policy/label-space';
import type { PolicyType } from '../../policy/manifest';
import { unjudgedText } from '../answers/unjudged-text';
import type { Engine } from '../engine';
import { Budget, UndecidedError } from './budget';
import { decided, type IsolationProof } from './verdict';

/** Whether policies isolate every pod of a namespace in a direction, whatever its labels. */
export function isolates(
  { policies, cluster, unjudged }: Engine,
  namespace: string,
  direction: PolicyType,
): IsolationProof {
  return decided(cluster, (): IsolationProof => {
    const budget = new Budget();
    let open: LabelSpace[] = [EVERYTHING];
    for (const { subject } of policies.inNamespace(direction, namespace)) {
      open = open.flatMap((labels) => {
        budget.spendOnSubtracting(subject, labels);
        return subtract(labels, subject);
      });
      budget.spend(open.length);
    }
    const [labels] = open;
    if (labels !== undefined) return { verdict: 'fails', labels: exampleOf(labels) };
    const opening = unjudged.inNamespace(direction, 'open', namespace);
    if (opening.length === 0) return { verdict: 'holds' };
    throw new UndecidedError(`${unjudgedText(opening)}, and may open what policies isolate`, opening);
  });
}
