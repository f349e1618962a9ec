import { addTo } from '../policy/grouped';
import type { StringMap } from '../policy/manifest';
import type { Cluster, ClusterService, ClusterWorkload, PodGroup } from './cluster';
import type { ServicePort } from './service';

/** Pods behind a port of a Service, and the port of theirs to which it leads. */
export interface ServiceTarget {
  readonly workload: ClusterWorkload;
  readonly group: PodGroup;
  readonly port: number;
  /** Whether the Service certainly selects them; otherwise that depends on labels whose values are not known. */
  readonly certain: boolean;
}

/** Addresses behind a port of a Service without a selector. */
export interface ServiceAddresses {
  readonly addresses: readonly string[];
  readonly port: number;
}

/** Finds the workloads that Services may select, among many. */
export class SelectableWorkloads {
  /** Made when it is first asked for: without Services nothing is. */
  private byLabel: Map<string, ClusterWorkload[]> | undefined;

  constructor(private readonly workloads: readonly ClusterWorkload[]) {}

  /** Those that have the label of the selector that the fewest have, or may have it. */
  candidates({ namespace, selector }: ClusterService): ClusterWorkload[] {
    this.byLabel ??= workloadsByLabel(this.workloads);
    const lists = Object.entries(selector).map(([key, value]) => [
      ...(this.byLabel?.get(`${namespace} ${key}=${value}`) ?? []),
      ...(this.byLabel?.get(`${namespace} ${key}`) ?? []),
    ]);
    const [fewest = []] = lists.sort((a, b) => a.length - b.length);
    return [...new Set(fewest)];
  }
}

/** The workloads of each namespace and label, and of each label whose value is not known. */
function workloadsByLabel(workloads: readonly ClusterWorkload[]): Map<string, ClusterWorkload[]> {
  const byLabel = new Map<string, ClusterWorkload[]>();
  for (const workload of workloads) {
    const seen = new Set<string>();
    for (const { labels, unknownLabels = [] } of workload.pods) {
      for (const label of Object.entries(labels)) seen.add(label.join('='));
      for (const { key } of unknownLabels) seen.add(key);
    }
    for (const label of seen) addTo(byLabel, `${workload.namespace} ${label}`, workload);
  }
  return byLabel;
}

/**
 * Where a port of a Service leads: its target port on each of the pods that the Service selects. A name leads to the number that the
 * pod has under it, and nowhere on a pod without it. A headless Service translates nothing: its clients call the pods on the
 * port that they name themselves.
 * Source: core/v1 ServicePort.targetPort.
 */
export function targetsOf(cluster: Cluster, service: ClusterService, port: ServicePort): ServiceTarget[] {
  if (Object.keys(service.selector).length === 0 || service.headless) return [];
  return cluster.workloads
    .filter(({ namespace }) => namespace === service.namespace)
    .flatMap((workload) =>
      workload.pods.flatMap((group): ServiceTarget[] => {
        const selected = selects(service.selector, group);
        const number = selected === false ? undefined : numberOf(port, group);
        return number === undefined ? [] : [{ workload, group, port: number, certain: selected === true }];
      }),
    );
}

/** Where a port of a Service leads that selects no pods: what Endpoints and EndpointSlices say. */
export function addressesBehind({ endpoints, headless }: ClusterService, port: ServicePort): ServiceAddresses[] {
  if (headless) return [];
  return endpoints.flatMap(({ addresses, ports }) =>
    ports
      .filter(({ name, protocol }) => (name ?? '') === (port.name ?? '') && protocol === port.protocol)
      .map((behind) => ({ addresses, port: behind.port })),
  );
}

function numberOf({ targetPort, protocol }: ServicePort, { ports }: PodGroup): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  return ports.find((port) => port.name === targetPort && port.protocol === protocol)?.port;
}

/**
 * Whether a Service selects some pods.
 * @returns undefined where it depends on labels whose values are not known
 */
export function selects(
  selector: StringMap,
  { labels, unknownLabels = [] }: Pick<PodGroup, 'labels' | 'unknownLabels'>,
): boolean | undefined {
  let certain = true;
  for (const [key, value] of Object.entries(selector)) {
    if (Object.hasOwn(labels, key)) {
      if (labels[key] !== value) return false;
      continue;
    }
    const unknown = unknownLabels.find((label) => label.key === key);
    if (unknown === undefined || unknown.except?.has(value)) return false;
    certain = false;
  }
  return certain ? true : undefined;
}
