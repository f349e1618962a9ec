import type { ClusterWorkload } from '../cluster/cluster';
import type { StringMap } from '../policy/manifest';
import type { EndpointSet } from '../reachability/all-pairs/all-pairs';
import type { Reachability } from '../reachability/reachability';
import { ConnectionSet, type PortRange } from '../reachability/sets/connection-set';
import { externalPeers } from './external-peers';
import { filtered, type PairFilter } from './pair-filter';
import type { ReachablePair } from './reachable-pairs';

/** Who can reach whom, as a public format that stays as it is; docs/list.schema.json describes it. */
export interface ListDocument {
  readonly version: 1;
  /** Workloads in the order of their ids, then addresses outside of the cluster. */
  readonly peers: readonly (ListedWorkload | ListedAddresses)[];
  /** Every pair that can connect at all, in the order of peers; a workload with itself is left out. */
  readonly connections: readonly ListedConnection[];
}

/** A workload, in the output of `ringfence list -o json`. */
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

/** Addresses that no rule distinguishes. All of them together are all of IPv4 and IPv6. */
export interface ListedAddresses {
  /** `external:1` and so on. */
  readonly id: string;
  readonly cidrs: readonly string[];
}

/** A pair that can connect, in the output of `ringfence list -o json`. */
export interface ListedConnection {
  readonly from: string;
  readonly to: string;
  /** The fewest ranges that say it, in the order TCP, UDP, SCTP. */
  readonly ports: readonly PortRange[];
}

/** Who can reach whom. A workload whose pods differ reaches what any of them reaches. */
export function listDocument(reachability: Reachability, filter: PairFilter = {}): ListDocument {
  const pairs = reachability.pairs();
  const externals = externalPeers(reachability, pairs);
  const external = new Map<EndpointSet, string>();
  externals.forEach(({ endpointSets }, index) => {
    for (const endpoints of endpointSets) external.set(endpoints, `external:${index + 1}`);
  });
  const idsOf = (endpoints: EndpointSet) =>
    endpoints.type === 'workloads' ? endpoints.workloads.map(({ id }) => id) : [external.get(endpoints) as string];

  const connectionsOf = new Map<string, Map<string, ConnectionSet>>();
  for (const { from, to } of pairs) {
    for (const source of idsOf(from)) {
      const row = connectionsOf.get(source) ?? new Map<string, ConnectionSet>();
      connectionsOf.set(source, row);
      for (const { connections, endpointSets } of to) {
        for (const endpoints of endpointSets) {
          for (const id of idsOf(endpoints)) row.set(id, connections.union(row.get(id) ?? ConnectionSet.none));
        }
      }
    }
  }
  const ends = new Map<string, ReachablePair['from']>([
    ...reachability.cluster.workloads.map((workload) => [workload.id, workload] as const),
    ...externals.map(({ addresses }, index) => [`external:${index + 1}`, addresses] as const),
  ]);
  return {
    version: 1,
    peers: [...ends].map(([id, end]) => ('cidrs' in end ? { id, cidrs: end.cidrs() } : listedWorkload(end))),
    connections: listedConnections(ends, connectionsOf, filter),
  };
}

/** In the order of the ends; what the filter leaves. */
function listedConnections(
  ends: ReadonlyMap<string, ReachablePair['from']>,
  connectionsOf: ReadonlyMap<string, ReadonlyMap<string, ConnectionSet>>,
  filter: PairFilter,
): ListedConnection[] {
  const places = new Map([...ends.keys()].map((id, index) => [id, index]));
  return [...ends].flatMap(([from, source]) =>
    [...(connectionsOf.get(from) ?? [])]
      .filter(([to]) => to !== from)
      .sort(([a], [b]) => (places.get(a) as number) - (places.get(b) as number))
      .flatMap(([to, connections]) => {
        const left = filtered({ from: source, to: ends.get(to) as ReachablePair['to'], connections }, filter);
        return left === undefined ? [] : [{ from, to, ports: left.connections.ranges() }];
      }),
  );
}

function listedWorkload({ id, namespace, name, kind, pods }: ClusterWorkload): ListedWorkload {
  const replicas = pods.reduce((sum, group) => sum + group.replicas, 0);
  return { id, namespace, name, kind, labels: { ...pods[0]?.labels }, replicas };
}
