import type { Cluster } from '../cluster/cluster';
import { targetsOf } from '../cluster/service-targets';
import type { ResolvedEnd } from './flow-ends';
import { WorkloadLabels } from './workload-labels';

const KNOWN = new WeakMap<Cluster, ServedPorts>();

/** Which ports workloads answer on, as far as their containers declare them or Services lead to them. */
export class ServedPorts {
  /** By the id of a workload: protocol and port. */
  private readonly ports = new Map<string, Set<string>>();

  static of(cluster: Cluster): ServedPorts {
    const known = KNOWN.get(cluster) ?? new ServedPorts(cluster);
    KNOWN.set(cluster, known);
    return known;
  }

  private constructor(cluster: Cluster) {
    for (const { id, pods } of cluster.workloads) {
      for (const { ports } of pods) for (const { protocol, port } of ports) this.add(id, protocol, port);
    }
    const labels = new WorkloadLabels(cluster);
    for (const service of cluster.services) {
      // Those whose labels are certain, so that not every workload is looked at for each Service.
      const workloads = labels.with(service.namespace, service.selector);
      for (const named of service.ports) {
        for (const { workload, port } of targetsOf({ ...cluster, workloads }, service, named))
          this.add(workload.id, named.protocol, port);
      }
    }
  }

  has(end: ResolvedEnd, protocol: string, port: number | undefined): boolean {
    return end.type === 'workload' && (this.ports.get(end.workload.id)?.has(`${protocol} ${port}`) ?? false);
  }

  private add(id: string, protocol: string, port: number): void {
    const known = this.ports.get(id) ?? new Set();
    this.ports.set(id, known.add(`${protocol} ${port}`));
  }
}
