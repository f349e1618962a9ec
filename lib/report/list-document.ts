import type { ClusterWorkload } from '../cluster/cluster';
import type { StringMap } from '../policy/manifest';
import type { Party } from '../reachability/all-pairs';
import { ConnectionSet, type PortRange } from '../reachability/connection-set';
import type { Reachability } from '../reachability/reachability';
import { externalPeers } from './external-peers';

/** Who can reach whom, as a public format that stays as it is; docs/list.schema.json describes it. */
export interface ListDocument {
  readonly version: 1;
  /** Workloads in the order of their ids, then addresses outside of the cluster. */
  readonly peers: readonly (ListedWorkload | ListedAddresses)[];
  /** Every pair that can connect at all, in the order of peers; a workload with itself is left out. */
  readonly connections: readonly ListedConnection[];
}

export interface ListedWorkload {
  /** `namespace/name[Kind]`. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  /** Of its first pods, where they differ. */
  readonly labels: StringMap;
  readonly replicas: number;
}

/** Addresses that no rule tells apart. All of them together are all of IPv4 and IPv6. */
export interface ListedAddresses {
  /** `external:1` and so on. */
  readonly id: string;
  readonly cidrs: readonly string[];
}

export interface ListedConnection {
  readonly from: string;
  readonly to: string;
  /** The fewest ranges that say it, in the order TCP, UDP, SCTP. */
  readonly ports: readonly PortRange[];
}

/** Who can reach whom. A workload whose pods differ reaches what any of them reaches. */
export function listDocument(reachability: Reachability): ListDocument {
  const pairs = reachability.allPairs();
  const externals = externalPeers(reachability, pairs);
  const external = new Map<Party, string>();
  externals.forEach(({ parties }, index) => {
    for (const party of parties) external.set(party, `external:${index + 1}`);
  });
  const idsOf = (party: Party) =>
    party.type === 'workloads' ? party.workloads.map(({ id }) => id) : [external.get(party) as string];

  const connectionsOf = new Map<string, Map<string, ConnectionSet>>();
  for (const { from, to } of pairs) {
    for (const source of idsOf(from)) {
      const row = connectionsOf.get(source) ?? new Map<string, ConnectionSet>();
      connectionsOf.set(source, row);
      for (const { connections, parties } of to) {
        for (const party of parties) {
          for (const id of idsOf(party)) row.set(id, connections.union(row.get(id) ?? ConnectionSet.none));
        }
      }
    }
  }
  const { workloads } = reachability.cluster;
  const peers = [
    ...workloads.map(listedWorkload),
    ...externals.map(({ addresses }, index) => ({ id: `external:${index + 1}`, cidrs: addresses.cidrs() })),
  ];
  return {
    version: 1,
    peers,
    connections: inOrder(
      peers.map(({ id }) => id),
      connectionsOf,
    ),
  };
}

function inOrder(
  ids: readonly string[],
  connectionsOf: ReadonlyMap<string, ReadonlyMap<string, ConnectionSet>>,
): ListedConnection[] {
  const places = new Map(ids.map((id, index) => [id, index]));
  return ids.flatMap((from) =>
    [...(connectionsOf.get(from) ?? [])]
      .filter(([to, connections]) => to !== from && !connections.isEmpty)
      .sort(([a], [b]) => (places.get(a) as number) - (places.get(b) as number))
      .map(([to, connections]) => ({ from, to, ports: connections.ranges() })),
  );
}

function listedWorkload({ id, namespace, name, kind, pods }: ClusterWorkload): ListedWorkload {
  const replicas = pods.reduce((sum, group) => sum + group.replicas, 0);
  return { id, namespace, name, kind, labels: { ...pods[0]?.labels }, replicas };
}
