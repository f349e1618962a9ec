import { grouped } from '../policy/grouped';
import { endKey } from './flow-ends';
import type { ResolvedFlow } from './resolved-flow';
import type { ServedPorts } from './served-ports';

/** A source that tried so many ports of one destination which nothing declares looks for what is open there. */
const PORTS_OF_ONE = 6;
/** And so does one that tried so many different ports of several destinations. */
const PORTS_OF_ALL = 15;

/**
 * The connections of scans: one source that tried many ports which nothing declares, of one destination or of several. They are
 * reported, and get no grant.
 */
export function scanned(flows: readonly ResolvedFlow[], served: ServedPorts): ReadonlySet<ResolvedFlow> {
  const tried = flows.filter(({ isReply, cause }) => !isReply && cause !== 'other');
  const ofOne = grouped(tried, ({ source, destination }) => `${endKey(source)}\u0001${endKey(destination)}`);
  const ofAll = grouped(tried, ({ source }) => endKey(source));
  return new Set([...scansAmong(ofOne, PORTS_OF_ONE, served), ...scansAmong(ofAll, PORTS_OF_ALL, served)]);
}

function scansAmong(
  groups: ReadonlyMap<string, readonly ResolvedFlow[]>,
  most: number,
  served: ServedPorts,
): ResolvedFlow[] {
  const scans = [...groups.values()].filter((all) => {
    const undeclared = all.filter(({ destination, protocol, port }) => !served.has(destination, protocol, port));
    return new Set(undeclared.map(({ protocol, port }) => `${protocol} ${port}`)).size >= most;
  });
  return scans.flat();
}
