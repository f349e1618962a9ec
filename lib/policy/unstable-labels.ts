import type { StringMap } from './manifest';

/**
 * Labels of pods that do not last: a policy that selects by one of them stops matching, or matches pods that were not meant.
 * This is the one list of them; warnings, suggested grants and the selectors of grants all ask here.
 */

/**
 * Labels that controllers of Kubernetes add to pods beside those of their template, and whether each gets a new value with
 * each roll-out or pod. No manifest shows them, so what is declared of a pod says nothing of them.
 * Source: kubernetes/kubernetes pkg/controller, pkg/apis/apps/v1/types.go, pkg/apis/batch/types.go.
 */
const OF_CONTROLLERS = {
  'pod-template-hash': 'changes',
  'controller-revision-hash': 'changes',
  'pod-template-generation': 'changes',
  'statefulset.kubernetes.io/pod-name': 'changes',
  'apps.kubernetes.io/pod-index': 'stays',
  'batch.kubernetes.io/controller-uid': 'changes',
  'batch.kubernetes.io/job-name': 'stays',
  'batch.kubernetes.io/job-completion-index': 'stays',
  'controller-uid': 'changes',
  'job-name': 'stays',
} as const;

/** Labels that change with a release of the application or of its chart. */
const OF_RELEASES: readonly string[] = ['helm.sh/chart', 'chart', 'app.kubernetes.io/version', 'version'];

/** Labels that cdk8s-plus derives from the path of a construct: they change when it moves. */
const OF_CONSTRUCT_PATHS: readonly string[] = ['cdk8s.io/metadata.addr'];

/** Whether a controller adds the label to pods, so that no manifest shows it. */
export function isSetByController(key: string): boolean {
  return Object.hasOwn(OF_CONTROLLERS, key);
}

/** Whether a controller gives the label a new value with each roll-out or pod. */
export function changesWithRollout(key: string): boolean {
  return isSetByController(key) && OF_CONTROLLERS[key as keyof typeof OF_CONTROLLERS] === 'changes';
}

/** Whether the label changes with a release of the application or of its chart. */
export function changesWithRelease(key: string): boolean {
  return OF_RELEASES.includes(key);
}

/** Whether the label comes from the path of a construct. */
export function comesFromConstructPath(key: string): boolean {
  return OF_CONSTRUCT_PATHS.includes(key);
}

/** Whether a label does not last: a controller sets it, or it changes with a release or with the path of a construct. */
export function isUnstable(key: string): boolean {
  return isSetByController(key) || changesWithRelease(key) || comesFromConstructPath(key);
}

/**
 * The labels by which a policy may select the pods of a workload: those of its template that last. What changes with a
 * release stays where the workload itself selects its pods by it.
 */
export function selectableLabels({
  labels,
  selectorLabels,
}: {
  readonly labels: StringMap;
  readonly selectorLabels: StringMap;
}): StringMap {
  return Object.fromEntries(
    Object.entries(labels).filter(
      ([key]) => !isUnstable(key) || (!comesFromConstructPath(key) && Object.hasOwn(selectorLabels, key)),
    ),
  );
}
