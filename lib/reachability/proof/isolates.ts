import { EVERYTHING, exampleOf, type LabelSpace, subtract } from '../../policy/label-space';
import type { PolicyType } from '../../policy/manifest';
import type { Engine } from '../engine';
import { Budget } from './budget';
import { decided, type IsolationProof } from './verdict';

/** Whether policies isolate every pod of a namespace in a direction, whatever its labels. */
export function isolates({ policies, cluster }: Engine, namespace: string, direction: PolicyType): IsolationProof {
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
    return labels === undefined ? { verdict: 'holds' } : { verdict: 'fails', labels: exampleOf(labels) };
  });
}
