import type { StringMap } from '../policy/manifest';
import { field, type JsonMap } from '../policy/validation/structure';
import type { PodNumbers } from './cluster';
import { GENERATED, type Identity } from './identity';
import { mapAt } from './json';

/** What a controller puts on the pods of a workload beside the labels of their template. */
export interface AddedLabels {
  /** Those of which the value is known. */
  readonly known: StringMap;
  /** The keys of those that are on every pod with a value that no manifest shows. */
  readonly unknown: readonly string[];
  /** Those that say the number of a pod. */
  readonly numbers?: Omit<PodNumbers, 'without'>;
}

/** A workload, as far as its controller takes labels from it. */
interface Labelled extends Omit<Identity, 'namespace'> {
  readonly owner?: Pick<Identity, 'kind'>;
  readonly replicas: number;
  /** The labels of its template. */
  readonly labels: StringMap;
}

const REVISION = 'controller-revision-hash';
const TEMPLATE_HASH = 'pod-template-hash';
const POD_NAME = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX = 'apps.kubernetes.io/pod-index';
const JOB_NAMES = ['job-name', 'batch.kubernetes.io/job-name'];
const JOB_UIDS = ['controller-uid', 'batch.kubernetes.io/controller-uid'];
const COMPLETION_INDEX = 'batch.kubernetes.io/job-completion-index';
const NONE: AddedLabels = { known: {}, unknown: [] };

/**
 * The labels that the controller of a workload adds to its pods.
 *
 * Sources: pkg/controller/deployment/sync.go, statefulset/stateful_set_utils.go, daemon/util/daemonset_util.go,
 * job/indexed_job_utils.go and pkg/registry/batch/job/strategy.go of Kubernetes; the controllers of OpenShift, Argo Rollouts,
 * OpenKruise and Knative Serving.
 */
export function labelsAdded(workload: Labelled, manifest: JsonMap): AddedLabels {
  const { group, kind, name } = workload;
  const spec = mapAt(manifest, 'spec');
  switch (`${group}/${kind}`) {
    case 'apps/Deployment':
      return { known: {}, unknown: [TEMPLATE_HASH] };
    case 'apps/ReplicaSet':
      // An export has it in the template.
      return workload.owner?.kind === 'Deployment' ? { known: {}, unknown: missing(workload, [TEMPLATE_HASH]) } : NONE;
    case 'apps/DaemonSet':
      return { known: {}, unknown: [REVISION, 'pod-template-generation'] };
    case 'apps/StatefulSet':
    case 'apps.kruise.io/StatefulSet':
      return ofStatefulSet(workload, spec);
    case 'apps.kruise.io/DaemonSet':
      return { known: {}, unknown: [REVISION] };
    case 'apps.kruise.io/CloneSet':
      return { known: {}, unknown: [REVISION, 'apps.kruise.io/cloneset-instance-id'] };
    case 'batch/Job':
      return ofJob(workload, spec, isFinal(name) ? name : undefined);
    case 'batch/CronJob':
      return ofJob(workload, mapAt(spec, 'jobTemplate', 'spec'), undefined);
    case 'argoproj.io/Rollout':
      return { known: {}, unknown: ['rollouts-pod-template-hash'] };
    case 'apps.openshift.io/DeploymentConfig':
      return { known: isFinal(name) ? { deploymentconfig: name } : {}, unknown: ['deployment'] };
    case 'serving.knative.dev/Service':
    case 'serving.knative.dev/Configuration':
      return ofKnative(workload);
    default:
      return NONE;
  }
}

/** The API server makes up the rest of other names. */
function isFinal(name: string): boolean {
  return name !== '' && !name.includes(GENERATED);
}

/** Those that the template does not have: where it has them, they are what the API server has put there. */
function missing({ labels }: Labelled, keys: readonly string[]): string[] {
  return keys.filter((key) => !Object.hasOwn(labels, key));
}

function ofStatefulSet({ name, replicas }: Labelled, spec: JsonMap): AddedLabels {
  if (!isFinal(name)) return { known: {}, unknown: [REVISION, POD_NAME, POD_INDEX] };
  const start = field(mapAt(spec, 'ordinals'), 'start');
  const first = Number.isSafeInteger(start) && (start as number) > 0 ? (start as number) : 0;
  const labels = [
    { key: POD_NAME, prefix: `${name}-` },
    { key: POD_INDEX, prefix: '' },
  ];
  return { known: {}, unknown: [REVISION], numbers: { first, count: replicas, labels } };
}

/** @param name of the Job; undefined where its controller makes it up */
function ofJob(workload: Labelled, spec: JsonMap, name: string | undefined): AddedLabels {
  // Who says by which labels a Job finds its pods gets no others.
  const generated = field(spec, 'manualSelector') !== true;
  const known: [string, string][] = generated && name !== undefined ? JOB_NAMES.map((key) => [key, name]) : [];
  const unknown = !generated ? [] : missing(workload, name === undefined ? [...JOB_NAMES, ...JOB_UIDS] : JOB_UIDS);
  const added = { known: Object.fromEntries(known), unknown };
  if (field(spec, 'completionMode') !== 'Indexed') return added;
  const completions = field(spec, 'completions');
  if (!Number.isSafeInteger(completions) || (completions as number) < 1) {
    return { ...added, unknown: [...unknown, COMPLETION_INDEX] };
  }
  const labels = [{ key: COMPLETION_INDEX, prefix: '' }];
  return { ...added, numbers: { first: 0, count: completions as number, labels } };
}

function ofKnative(workload: Labelled): AddedLabels {
  const { kind, name } = workload;
  const own = ['configuration', ...(kind === 'Service' ? ['service'] : [])].map((of) => `serving.knative.dev/${of}`);
  const uids = own.map((key) => `${key}UID`);
  const isKnown = isFinal(name);
  return {
    known: isKnown ? Object.fromEntries(own.map((key) => [key, name])) : {},
    unknown: [
      ...(isKnown ? [] : own),
      ...uids,
      ...['revision', 'revisionUID', 'configurationGeneration'].map((of) => `serving.knative.dev/${of}`),
      ...missing(workload, ['app']),
      TEMPLATE_HASH,
    ],
  };
}
