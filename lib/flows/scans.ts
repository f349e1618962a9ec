import { addTo } from '../policy/grouped';
import { endKey } from './flow-ends';
import type { ResolvedFlow } from './resolved-flow';

/** A source that tried so many ports of one destination which that does not declare looks for what is open there. */
const SCANNED_PORTS = 10;

/** The connections of scans: one source that tried many ports of one destination. They are reported, and get no grant. */
export function scanned(flows: readonly ResolvedFlow[]): ReadonlySet<ResolvedFlow> {
  const byEnds = new Map<string, ResolvedFlow[]>();
  for (const flow of flows) {
    if (flow.isReply || flow.cause === 'other') continue;
    const key = `${endKey(flow.source)}\u0001${endKey(flow.destination)}`;
    addTo(byEnds, key, flow);
  }
  const scans = [...byEnds.values()].filter((all) => {
    const undeclared = new Set(
      all.filter((flow) => !isDeclared(flow)).map(({ protocol, port }) => `${protocol} ${port}`),
    );
    return undeclared.size >= SCANNED_PORTS;
  });
  return new Set(scans.flat());
}

function isDeclared({ destination, protocol, port }: ResolvedFlow): boolean {
  if (destination.type !== 'workload') return false;
  return destination.workload.pods.some(({ ports }) =>
    ports.some((one) => one.port === port && one.protocol === protocol),
  );
}
