import type { ClusterWorkload } from '../cluster/cluster';
import type { PairsPart, PairsRow } from '../reachability/all-pairs/all-pairs';
import type { Reachability } from '../reachability/reachability';
import { AddressSet } from '../reachability/sets/address-set';
import type { ConnectionSet } from '../reachability/sets/connection-set';

/** One line of who can reach whom: a workload and another, or addresses that have the same connections with it. */
export interface ReachablePair {
  readonly from: ClusterWorkload | AddressSet;
  readonly to: ClusterWorkload | AddressSet;
  readonly connections: ConnectionSet;
}

/**
 * Every pair that can connect at all: workloads in the order of their ids, then addresses. A workload with itself is a
 * pair where it has several pods. Made one by one, since there may be as many as workloads times workloads.
 */
export function* reachablePairs(reachability: Reachability): Iterable<ReachablePair> {
  const rows = [...reachability.pairs()];
  const bySource = new Map<ClusterWorkload, PairsRow>();
  for (const row of rows) {
    if (row.from.type === 'workloads') for (const workload of row.from.workloads) bySource.set(workload, row);
  }
  for (const from of reachability.cluster.workloads) {
    const row = bySource.get(from);
    if (row !== undefined) yield* pairsFrom(from, row, reachability);
  }
  yield* pairsFromAddresses(rows, reachability);
}

function* pairsFrom(from: ClusterWorkload, row: PairsRow, reachability: Reachability): Iterable<ReachablePair> {
  const connectionsTo = new Map<ClusterWorkload, ConnectionSet>();
  for (const { connections, endpointSets } of row.to) {
    for (const set of endpointSets) {
      if (set.type === 'workloads') for (const to of set.workloads) connectionsTo.set(to, connections);
    }
  }
  for (const to of reachability.cluster.workloads) {
    const connections = to === from ? ownConnections(from, reachability) : connectionsTo.get(to);
    if (connections !== undefined && !connections.isEmpty) yield { from, to, connections };
  }
  for (const part of row.to) {
    const addresses = addressesOf(part);
    if (!addresses.isEmpty) yield { from, to: addresses, connections: part.connections };
  }
}

/** The pods of a workload among themselves. */
function ownConnections(workload: ClusterWorkload, reachability: Reachability): ConnectionSet | undefined {
  const pods = workload.pods.reduce((sum, { replicas }) => sum + replicas, 0);
  return pods > 1 ? reachability.connections(workload, workload).allowed : undefined;
}

function* pairsFromAddresses(rows: readonly PairsRow[], { cluster }: Reachability): Iterable<ReachablePair> {
  const byTarget = new Map<ClusterWorkload, Map<string, { connections: ConnectionSet; sets: AddressSet[] }>>();
  for (const { from, to } of rows) {
    if (from.type !== 'addresses') continue;
    for (const { connections, endpointSets } of to) {
      for (const set of endpointSets) {
        if (set.type !== 'workloads') continue;
        for (const workload of set.workloads) {
          const groups = byTarget.get(workload) ?? new Map();
          byTarget.set(workload, groups);
          const group = groups.get(String(connections)) ?? { connections, sets: [] };
          groups.set(String(connections), group);
          group.sets.push(from.addresses);
        }
      }
    }
  }
  for (const to of cluster.workloads) {
    for (const { connections, sets } of byTarget.get(to)?.values() ?? []) {
      yield { from: AddressSet.unionOf(sets), to, connections };
    }
  }
}

function addressesOf({ endpointSets }: PairsPart): AddressSet {
  return AddressSet.unionOf([...endpointSets].flatMap((set) => (set.type === 'addresses' ? [set.addresses] : [])));
}
