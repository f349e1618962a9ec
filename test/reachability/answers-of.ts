import { clusterOfManifests } from '../../lib/cluster/load';
import { Cni } from '../../lib/cni/cni';
import type { CniOptions } from '../../lib/cni/cni-profile';
import { answerOn } from '../../lib/reachability/answers/answer';
import { conditionsText } from '../../lib/reachability/explanation/condition-text';
import { Reachability } from '../../lib/reachability/reachability';

/** Container ports with names. */
export const ports = (...numbers: number[]) =>
  numbers.map((port) => ({ name: `p${port}`, port, protocol: 'TCP' as const }));
/** A label and container ports. */
export const app = (name: string, ...numbers: number[]) => ({ labels: { app: name }, ports: ports(...numbers) });

/** Some manifests, and what is answered about them. */
export function judged(manifests: readonly object[], cni: CniOptions = {}) {
  const cluster = clusterOfManifests(manifests);
  const reachability = Reachability.of(cluster, { cni: Cni.specification(cni) });
  const workload = (id: string) => {
    const found = cluster.workloads.find(({ namespace, name }) => `${namespace}/${name}` === id);
    if (found === undefined) throw new Error(`${id} is none of ${cluster.workloads.map((one) => one.id)}`);
    return found;
  };
  /** The answer for one port, and each way in which it is allowed where that depends. */
  const answer = (from: string, to: string, port: number): string => {
    const [source, destination] = [workload(from), workload(to)];
    const connections = reachability.connections(source, destination);
    const ways = connections.depends
      .filter((way) => way.connections.has('TCP', port))
      .map(({ conditions }) => conditionsText(conditions, { source: source.id, destination: destination.id }));
    return [answerOn(connections, 'TCP', port), ...ways].join(' ');
  };
  return { cluster, reachability, workload, answer };
}
