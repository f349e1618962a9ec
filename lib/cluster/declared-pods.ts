import type { Protocol, StringMap } from '../policy/manifest';
import { field, isMap, type JsonMap } from '../policy/validation/structure';
import { listAt, mapAt, stringAt, stringMapAt } from './json';

/** A port that a container declares. */
export interface ContainerPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** Pods as they are declared: a Pod, or whatever makes pods from a template. */
export interface DeclaredPods {
  readonly kind: string;
  readonly name: string;
  /** Absent where the manifest leaves it to the command that applies it. */
  readonly namespace?: string;
  /** The labels of its pods. */
  readonly labels: StringMap;
  /** The labels by which the workload finds its pods; Kubernetes does not let them change. */
  readonly selectorLabels: StringMap;
  readonly ports: readonly ContainerPort[];
  /** Pods on the node's network: no selector of a NetworkPolicy matches them. */
  readonly hostNetwork: boolean;
  /** The ServiceAccount that its pods run as; absent for `default`. */
  readonly serviceAccount?: string;
}

/**
 * Reads a workload from its manifest: a Pod, a CronJob, or any kind with a pod template (Deployment, StatefulSet,
 * DaemonSet, ReplicaSet, Job, ReplicationController, and kinds of others such as Argo's Rollout or Knative's Service).
 * @returns undefined for what makes no pods
 */
export function readDeclaredPods(manifest: JsonMap): DeclaredPods | undefined {
  const pod = podOf(manifest);
  if (pod === undefined) return undefined;
  const metadata = mapAt(manifest, 'metadata');
  const selector = mapAt(manifest, 'spec', 'selector');
  const matchLabels = isMap(selector.matchLabels)
    ? stringMapAt(selector, 'matchLabels')
    : stringMapAt(manifest, 'spec', 'selector');
  const spec = mapAt(pod, 'spec');
  // The second is the name that it had before.
  const serviceAccount = stringAt(spec, 'serviceAccountName') || stringAt(spec, 'serviceAccount') || 'default';
  return {
    kind: stringAt(manifest, 'kind') ?? 'object',
    name: stringAt(metadata, 'name') ?? '',
    namespace: stringAt(metadata, 'namespace'),
    labels: stringMapAt(pod, 'metadata', 'labels'),
    selectorLabels: stringAt(manifest, 'kind') === 'Pod' ? {} : matchLabels,
    ports: portsOf(runningContainers(spec)),
    hostNetwork: field(spec, 'hostNetwork') === true,
    serviceAccount: serviceAccount === 'default' ? undefined : serviceAccount,
  };
}

/** Containers, and the init containers that go on running beside them as sidecars. */
function runningContainers(podSpec: JsonMap): readonly JsonMap[] {
  const containers = listAt(podSpec, 'containers');
  const sidecars = listAt(podSpec, 'initContainers').filter(({ restartPolicy }) => restartPolicy === 'Always');
  return sidecars.length === 0 ? containers : [...containers, ...sidecars];
}

function portsOf(containers: readonly JsonMap[]): ContainerPort[] {
  const ports: ContainerPort[] = [];
  for (const container of containers) {
    for (const port of listAt(container, 'ports')) {
      const number = port.containerPort;
      if (typeof number !== 'number') continue;
      const protocol = (stringAt(port, 'protocol') ?? 'TCP') as Protocol;
      const name = stringAt(port, 'name');
      ports.push(name === undefined ? { port: number, protocol } : { name, port: number, protocol });
    }
  }
  return ports;
}

function podOf(manifest: JsonMap): JsonMap | undefined {
  const kind = stringAt(manifest, 'kind');
  const pod = mapAt(manifest, ...podPath(kind));
  if (kind === 'Pod' || kind === 'CronJob') return pod;
  return isMap(pod.spec) && Array.isArray(pod.spec.containers) ? pod : undefined;
}

/** Where objects of a kind have the metadata and spec of their pods, where that is not `spec.template`. */
const POD_PATHS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Pod', []],
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
  ['PodTemplate', ['template']],
  // What Knative makes of a Service for each of its versions is like a Pod.
  ['Revision', []],
]);

/** Where objects of a kind have the metadata and spec of their pods. */
export function podPath(kind: string | undefined): readonly string[] {
  return POD_PATHS.get(kind ?? '') ?? ['spec', 'template'];
}
