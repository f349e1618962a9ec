import type { ClusterWorkload } from '../cluster/cluster';
import { conditionsText } from '../reachability/explanation/condition-text';
import { peerText, portsText } from '../reachability/explanation/text';
import type { ExposedTo } from '../reachability/exposure';
import type { Reachability } from '../reachability/reachability';
import { columns } from './table-cells';

/**
 * Under which conditions pods that do not exist yet, of any cluster, and addresses can reach workloads or be reached: a line
 * each.
 */
export function exposureTable(reachability: Reachability, workloads: readonly ClusterWorkload[]): string {
  const rows = workloads.flatMap((workload) => {
    const { ingress, egress } = reachability.exposureOf(workload);
    const lines = [
      ...(ingress.length === 0 ? ['nothing'] : ingress.map(exposedText)).map((text) => ['from', text]),
      ...(egress.length === 0 ? ['nothing'] : egress.map(exposedText)).map((text) => ['to', text]),
    ];
    return lines.map((line, index) => [index === 0 ? workload.id : '', ...line]);
  });
  return columns([['WORKLOAD', '', 'WHO, AND ON WHICH PORTS'], ...rows]).join('\n');
}

/** A condition under which some pod or address can connect, as `app=web in any namespace on TCP 80`. */
export function exposedText({ peer, ports, named, conditions }: ExposedTo): string {
  const names = { source: 'the workload', destination: 'the workload' };
  const where = conditions.length === 0 ? '' : `, ${conditionsText(conditions, names)}`;
  return `${peer === undefined ? 'everyone' : peerText(peer)} on ${portsText({ numbers: ports, named })}${where}`;
}
