import type { Cluster, ClusterWorkload } from '../cluster/cluster';
import { AddressSet } from '../reachability/address-set';
import type { Reachability } from '../reachability/reachability';
import { columns } from './columns';
import { type ReachablePair, reachablePairs } from './reachable-pairs';

/** Who can reach whom as text: a line for each pair, and who is repeated is left blank. */
export function reachabilityTable(reachability: Reachability): string {
  const nameOf = partyNames(reachability.cluster);
  const rows = [['FROM', 'TO', 'CONNECTIONS']];
  let previous: string | undefined;
  for (const { from, to, connections } of reachablePairs(reachability)) {
    const name = nameOf(from);
    rows.push([name === previous ? '' : name, nameOf(to), String(connections)]);
    previous = name;
  }
  if (rows.length === 1) return 'nobody reaches anybody';
  return columns(rows).join('\n');
}

/** `namespace/name`, with the kind where two workloads share that; addresses as the fewest blocks. */
function partyNames({ workloads }: Cluster): (party: ReachablePair['from']) => string {
  const counts = new Map<string, number>();
  for (const workload of workloads) {
    const name = shortName(workload);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return (party) => {
    if (party instanceof AddressSet) return party.equals(AddressSet.all) ? 'every address' : addressesText(party);
    const name = shortName(party);
    return counts.get(name) === 1 ? name : party.id;
  };
}

function shortName({ namespace, name }: ClusterWorkload): string {
  return `${namespace}/${name}`;
}

/** A few blocks in full; many as those that are left out of everything, or by their number. */
function addressesText(addresses: AddressSet): string {
  const cidrs = addresses.cidrs();
  if (cidrs.length <= MOST_CIDRS) return cidrs.join(', ');
  const missing = AddressSet.all.difference(addresses).cidrs();
  if (missing.length <= MOST_CIDRS) return `every address but ${missing.join(', ')}`;
  return `${cidrs.slice(0, MOST_CIDRS).join(', ')} and ${cidrs.length - MOST_CIDRS} more blocks`;
}

const MOST_CIDRS = 6;
