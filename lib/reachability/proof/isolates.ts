import { EVERYTHING, exampleOf } from '../../policy/label-space';
import type { PolicyType, StringMap } from '../../policy/manifest';
import { unjudgedText } from '../answers/unjudged-text';
import type { Engine } from '../engine';
import { Budget, TooManyPiecesError, UndecidedError } from './budget';
import { openInNamespace } from './stage-proof';
import { unselectedByAny } from './unselected';
import { decided, type IsolationProof } from './verdict';

/** Only policies matter here, and those that could not be read are among the ones that are not judged. */
const JUDGED = { problems: [] };

/** Whether policies isolate every pod of a namespace in a direction, whatever its labels. */
export function isolates(engine: Engine, namespace: string, direction: PolicyType): IsolationProof {
  return decided(JUDGED, (): IsolationProof => {
    const { unjudged } = engine;
    const labels = openLabels(engine, namespace, direction);
    // A policy that could not be read may be the one that isolates.
    const faulty = unjudged.inNamespace(direction, 'close', namespace).filter(({ reason }) => reason === 'faulty');
    if (labels !== undefined) {
      if (faulty.length === 0) return { verdict: 'fails', labels };
      throw new UndecidedError(`${unjudgedText(faulty)}, and may isolate pods`, faulty);
    }
    const opening = unjudged.inNamespace(direction, 'open', namespace);
    if (opening.length === 0) return { verdict: 'holds' };
    throw new UndecidedError(`${unjudgedText(opening)}, and may open what policies isolate`, opening);
  });
}

/** The labels of a pod that no policy isolates. */
function openLabels(engine: Engine, namespace: string, direction: PolicyType): StringMap | undefined {
  if (engine.stages === undefined) {
    try {
      return unselectedLabels(engine, namespace, direction);
    } catch (error) {
      if (!(error instanceof TooManyPiecesError)) throw error;
    }
  }
  const found = openInNamespace(engine, namespace, direction, new Budget());
  const pods = direction === 'Ingress' ? found?.destination : found?.source;
  return pods?.type === 'pods' ? exampleOf(pods.labels) : undefined;
}

function unselectedLabels({ policies }: Engine, namespace: string, direction: PolicyType): StringMap | undefined {
  const selectors = policies.inNamespace(direction, namespace).map(({ subject }) => subject);
  const [labels] = unselectedByAny(EVERYTHING, selectors, new Budget());
  return labels && exampleOf(labels);
}
