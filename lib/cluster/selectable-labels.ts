import { CONTROLLER_LABELS } from '../policy/controller-labels';
import type { StringMap } from '../policy/manifest';
import type { DeclaredPods } from './declared-pods';

/** Labels that cdk8s-plus derives from the place of a construct: they change when it moves. */
const SYNTHETIC = ['cdk8s.io/metadata.addr'];

/** Labels that a roll-out or an upgrade of a chart changes: a policy that selects on them stops matching. */
const VOLATILE = [...CONTROLLER_LABELS, 'helm.sh/chart', 'chart', 'app.kubernetes.io/version', 'version'];

/**
 * The labels by which a policy may select the pods of a workload: those of its template without what changes when a
 * construct moves, and without what changes with a roll-out, unless the workload itself selects its pods by it.
 */
export function selectableLabels({
  labels,
  selectorLabels,
}: Pick<DeclaredPods, 'labels' | 'selectorLabels'>): StringMap {
  return Object.fromEntries(
    Object.entries(labels).filter(
      ([key]) => !isSynthetic(key) && (!VOLATILE.includes(key) || Object.hasOwn(selectorLabels, key)),
    ),
  );
}

/** Whether a label changes with a roll-out, an upgrade, or the place of a construct. */
export function isVolatile(labelKey: string): boolean {
  return VOLATILE.includes(labelKey) || isSynthetic(labelKey);
}

export function isSynthetic(labelKey: string): boolean {
  return SYNTHETIC.includes(labelKey);
}
