import { EVERYTHING, exampleOf, type LabelSpace, subtract } from '../../policy/label-space';
import type { PolicyType } from '../../policy/manifest';
import { unjudgedText } from '../answers/unjudged-text';
import type { Engine } from '../engine';
import { Budget, UndecidedError } from './budget';
import { decided, type IsolationProof } from './verdict';

/** Only policies matter here, and those that could not be read are among the ones that are not judged. */
const JUDGED = { problems: [] };

/** Whether policies isolate every pod of a namespace in a direction, whatever its labels. */
export function isolates({ policies, unjudged }: Engine, namespace: string, direction: PolicyType): IsolationProof {
  return decided(JUDGED, (): IsolationProof => {
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
    // A policy that could not be read may be the one that isolates.
    const faulty = unjudged.inNamespace(direction, 'close', namespace).filter(({ reason }) => reason === 'faulty');
    if (labels !== undefined) {
      if (faulty.length === 0) return { verdict: 'fails', labels: exampleOf(labels) };
      throw new UndecidedError(`${unjudgedText(faulty)}, and may isolate pods`, faulty);
    }
    const opening = unjudged.inNamespace(direction, 'open', namespace);
    if (opening.length === 0) return { verdict: 'holds' };
    throw new UndecidedError(`${unjudgedText(opening)}, and may open what policies isolate`, opening);
  });
}
