import { answerOn } from '../../lib/reachability/answers/answer';
import type { Answer } from '../../lib/reachability/answers/condition';
import type { AddressConnections } from '../../lib/reachability/connections';
import { Reachability } from '../../lib/reachability/reachability';
import { AddressSet } from '../../lib/reachability/sets/address-set';
import type { World } from './reference';
import { judge, type WorkloadFlow } from './workloads';

export interface Judge {
  readonly name: string;
  /** What it finds of the flows of a world. */
  readonly of: (world: World) => (flow: WorkloadFlow) => Answer;
}

export const reference: Judge = { name: 'the reference', of: (world) => (flow) => judge(world, flow) };

export const engine: Judge = {
  name: 'the engine',
  of: ({ cluster, cni }) => {
    const reachability = Reachability.of(cluster, { cni });
    const workloads = new Map(cluster.workloads.map((workload) => [workload.id, workload]));
    const connectionsOf = ({ from, to }: WorkloadFlow) => {
      const [source, destination] = [workloads.get(from), workloads.get(to)];
      if (source && destination) return reachability.connections(source, destination);
      if (destination) return partWith(from, reachability.connectionsFrom(familyOf(from), destination));
      if (source) return partWith(to, reachability.connectionsTo(source, familyOf(to)));
      throw new Error(`neither ${from} nor ${to} is a workload`);
    };
    return (flow) => answerOn(connectionsOf(flow), flow.protocol, flow.port);
  },
};
/** What can say whether a flow is allowed: every rule is tested with each of them. */
export const judges: readonly Judge[] = [reference, engine];

function familyOf(address: string): AddressSet {
  return AddressSet.block(address.includes(':') ? '::/0' : '0.0.0.0/0');
}

/** Parts that do not overlap and leave nothing out have an address exactly once. */
function partWith(address: string, parts: readonly AddressConnections[]): AddressConnections {
  const [part, ...others] = parts.filter(({ addresses }) => addresses.contains(address));
  if (part === undefined || others.length > 0)
    throw new Error(`${others.length + (part ? 1 : 0)} parts have ${address}`);
  return part;
}
