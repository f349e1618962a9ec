import type { Cluster } from '../cluster/cluster';
import type { NetworkPolicyManifest } from '../policy/manifest';
import { possibleOf } from '../reachability/answers/answer';
import type { ChangedEndpoints } from '../reachability/difference/connection-change';
import type { SuggestedPeer } from '../reachability/explanation/suggestion';
import { Reachability } from '../reachability/reachability';
import { ConnectionSet, type PortRange } from '../reachability/sets/connection-set';
import type { MissingConnection } from './denied-flows';
import { type FlowGrant, portsOf } from './missing-grants';
import { WorkloadLabels } from './workload-labels';

/** A grant, and what the engine says that it opens. */
export interface ProvedGrant extends FlowGrant {
  readonly opens: {
    /** Connections of the log that the grant is for: pairs of workloads and a port. */
    readonly wanted: number;
    /** Those of them that it does not open; none where nothing else denies them. */
    readonly stillClosed: number;
    /** What it opens besides. */
    readonly unwanted: readonly OpenedConnection[];
  };
}

/** Ports from one workload, or addresses, to another. */
export interface OpenedConnection {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly PortRange[];
}

/** The grants with what they open all together, and what they close, which should be nothing. */
export interface ProvedGrants {
  readonly grants: readonly ProvedGrant[];
  readonly closed: readonly OpenedConnection[];
}

/**
 * Applies grants to the manifests, and compares who reaches whom before and after.
 * @param reachability before
 */
export function provedGrants(grants: readonly FlowGrant[], reachability: Reachability): ProvedGrants {
  if (grants.length === 0) return { grants: [], closed: [] };
  const after = Reachability.of(
    withPolicies(
      reachability.cluster,
      grants.flatMap(({ manifests }) => manifests),
    ),
    { cni: reachability.cni },
  );
  const wanted = wantedOf(grants);
  const attributed = new Attribution(grants, reachability.cluster);
  const unwanted = new Map<FlowGrant, OpenedConnection[]>();
  const closed: OpenedConnection[] = [];
  for (const { from, to, before, after: now } of after.differenceFrom(reachability)) {
    const opened = possibleOf(now).difference(possibleOf(before));
    const shut = before.certain.difference(now.certain);
    for (const source of namesOf(from)) {
      for (const destination of to.flatMap(namesOf)) {
        const more = opened.difference(wanted.get(`${source} ${destination}`) ?? ConnectionSet.none);
        if (!shut.isEmpty) closed.push({ from: source, to: destination, ports: shut.ranges() });
        if (more.isEmpty) continue;
        for (const grant of attributed.to(source, destination)) {
          const list = unwanted.get(grant) ?? [];
          unwanted.set(grant, list);
          list.push({ from: source, to: destination, ports: more.ranges() });
        }
      }
    }
  }
  const byId = new Map(after.cluster.workloads.map((workload) => [workload.id, workload]));
  const isClosed = ({ from, to, protocol, port }: MissingConnection) => {
    const [source, destination] = [byId.get(from.id), byId.get(to.id)];
    if (source === undefined || destination === undefined) return true;
    return !after.connections(source, destination).certain.has(protocol, port);
  };
  return {
    grants: grants.map((grant) => ({
      ...grant,
      opens: {
        wanted: grant.connections.length,
        stillClosed: grant.connections.filter((connection) => isClosed(connection)).length,
        unwanted: unwanted.get(grant) ?? [],
      },
    })),
    closed,
  };
}

/** The cluster with more policies. */
export function withPolicies(cluster: Cluster, manifests: readonly NetworkPolicyManifest[]): Cluster {
  const added = manifests.map((manifest, index) => {
    const { name, namespace } = manifest.metadata as { readonly name: string; readonly namespace: string };
    return { id: `${namespace}/${name}`, name, namespace, manifest, source: { type: 'value', index } as const };
  });
  return { ...cluster, policies: [...cluster.policies, ...added] };
}

/** By both ends, what grants are for; DNS with both of its protocols. */
function wantedOf(grants: readonly FlowGrant[]): Map<string, ConnectionSet> {
  const wanted = new Map<string, ConnectionSet>();
  for (const { connections } of grants) {
    for (const connection of connections) {
      const key = `${connection.from.id} ${connection.to.id}`;
      const ports = ConnectionSet.of(...portsOf([connection]));
      wanted.set(key, ports.union(wanted.get(key) ?? ConnectionSet.none));
    }
  }
  return wanted;
}

function namesOf(endpoints: ChangedEndpoints): readonly string[] {
  if (endpoints.type === 'workloads') return endpoints.ids;
  return endpoints.type === 'entry' ? [endpoints.id] : [endpoints.addresses.cidrs().join(', ')];
}

/** Which grants open something between two workloads: those whose peers select both. */
class Attribution {
  private readonly bySource = new Map<string, Set<FlowGrant>>();
  private readonly byDestination = new Map<string, Set<FlowGrant>>();

  constructor(
    private readonly grants: readonly FlowGrant[],
    cluster: Cluster,
  ) {
    const labels = new WorkloadLabels(cluster);
    for (const grant of grants) {
      this.add(this.bySource, grant, grant.from, labels);
      this.add(this.byDestination, grant, grant.to, labels);
    }
  }

  to(source: string, destination: string): readonly FlowGrant[] {
    const destinations = this.byDestination.get(destination);
    const both = [...(this.bySource.get(source) ?? [])].filter((grant) => destinations?.has(grant));
    // What no peer of a grant explains is shown at the first, rather than nowhere.
    return both.length > 0 ? both : this.grants.slice(0, 1);
  }

  private add(
    map: Map<string, Set<FlowGrant>>,
    grant: FlowGrant,
    peers: readonly SuggestedPeer[],
    labels: WorkloadLabels,
  ): void {
    for (const peer of peers) {
      if (peer.type !== 'pods') continue;
      for (const { id } of labels.with(peer.namespace, peer.labels)) {
        const grants = map.get(id) ?? new Set();
        map.set(id, grants.add(grant));
      }
    }
  }
}
