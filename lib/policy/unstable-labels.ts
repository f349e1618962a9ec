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
const OF_RELEASES: readonly string[] = [
  'helm.sh/chart',
  'chart',
  'app.kubernetes.io/version',
  'version',
  'tags.datadoghq.com/version',
  'app.openshift.io/vcs-ref',
  'git-sha',
  'git-commit',
  'git_sha',
  'git_commit',
  'gitCommit',
  'gitSha',
  'sha',
  'commit',
  'commit-sha',
  'build',
  'build-id',
  'build-number',
  'buildId',
];

/**
 * Labels that tools change with a deployment or an upgrade of their own, and that people select by on purpose as well, so that no
 * warning is about them: canaries and revisions, and what switches the injection of sidecars.
 * Sources: https://argo-rollouts.readthedocs.io, https://docs.flagger.app, https://istio.io/latest/docs/reference/config/labels/,
 * https://skaffold.dev, https://tilt.dev, https://fluxcd.io, https://docs.datadoghq.com.
 */
const OF_TOOLS: readonly string[] = [
  'track',
  'revision',
  'release-revision',
  'deploy-id',
  'deployment-id',
  'deployed-at',
  'rollouts-pod-template-hash',
  'serving.knative.dev/revision',
  'serving.knative.dev/revisionUID',
  'serving.knative.dev/configurationGeneration',
  'istio.io/rev',
  'sidecar.istio.io/inject',
  'security.istio.io/tlsMode',
  'service.istio.io/canonical-revision',
  'linkerd.io/inject',
  'linkerd.io/control-plane-ns',
  'admission.datadoghq.com/enabled',
  'azure.workload.identity/use',
  'skaffold.dev/run-id',
  'app.kubernetes.io/managed-by',
  'heritage',
  'kustomize.toolkit.fluxcd.io/checksum',
];

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

/** Labels that change, which a user names beside those that are known. */
export type ChangingLabels = ReadonlySet<string>;

const NONE_BESIDE: ChangingLabels = new Set();

/**
 * Whether a label does not last: a controller sets it, or it changes with a release, with what tools do, or with the path of a
 * construct.
 * @param beside what a user names as well
 */
export function isUnstable(key: string, beside: ChangingLabels = NONE_BESIDE): boolean {
  return (
    isSetByController(key) ||
    changesWithRelease(key) ||
    OF_TOOLS.includes(key) ||
    comesFromConstructPath(key) ||
    beside.has(key)
  );
}

/** The labels of which `isUnstable` knows that they do not last, for documents. */
export const UNSTABLE_LABELS: Readonly<Record<'controllers' | 'releases' | 'tools' | 'constructs', readonly string[]>> =
  { controllers: Object.keys(OF_CONTROLLERS), releases: OF_RELEASES, tools: OF_TOOLS, constructs: OF_CONSTRUCT_PATHS };
