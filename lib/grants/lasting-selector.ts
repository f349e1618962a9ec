import { distinguishingFirst, fewestLabels } from '../policy/distinguishing-labels';
import type { StringMap } from '../policy/manifest';
import { type ChangingLabels, comesFromConstructPath, isUnstable } from '../policy/unstable-labels';

/** What of a workload says how its pods can be selected. */
export interface LabelledWorkload {
  /** The labels of its pods. */
  readonly labels: StringMap;
  /** The labels by which it finds its pods; Kubernetes does not let them change. */
  readonly selectorLabels: StringMap;
}

/**
 * The labels by which a policy selects the pods of a workload for as long as the workload is there: those by which the workload
 * itself finds them, without any that come from the path of a construct. Where none is left, or where they select other
 * workloads too, the fewest labels of the template that last and distinguish them are added.
 *
 * @param changing labels that do not last beside those that are known
 * @param selectsOthers whether labels select other workloads too; where those are not known, a workload without labels of its
 * own selector is selected by all labels that last
 * @returns undefined where no labels that last select these pods and no others
 */
export function lastingSelector(
  workload: LabelledWorkload,
  changing?: ChangingLabels,
  selectsOthers?: (labels: StringMap) => boolean,
): StringMap | undefined {
  const own = ownLabels(workload);
  const more = moreLabels(workload, changing);
  if (Object.keys(own).length > 0) {
    if (selectsOthers?.(own) !== true) return own;
    const added = fewestLabels(distinguishingFirst(more), (some) => !selectsOthers({ ...own, ...some }));
    return added && { ...own, ...added };
  }
  if (Object.keys(more).length === 0) return undefined;
  return selectsOthers === undefined ? more : fewestLabels(distinguishingFirst(more), (some) => !selectsOthers(some));
}

/** Every label by which the pods of a workload can be selected and that lasts. */
export function lastingLabels(workload: LabelledWorkload, changing?: ChangingLabels): StringMap {
  return { ...ownLabels(workload), ...moreLabels(workload, changing) };
}

function ownLabels({ labels, selectorLabels }: LabelledWorkload): StringMap {
  return where(labels, (key) => Object.hasOwn(selectorLabels, key) && !comesFromConstructPath(key));
}

function moreLabels({ labels, selectorLabels }: LabelledWorkload, changing: ChangingLabels | undefined): StringMap {
  return where(labels, (key) => !Object.hasOwn(selectorLabels, key) && !isUnstable(key, changing));
}

function where(labels: StringMap, isMeant: (key: string) => boolean): StringMap {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => isMeant(key)));
}
