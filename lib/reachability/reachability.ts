import type { Cluster, ClusterWorkload } from '../cluster/cluster';
import { type CniProfile, specification } from '../cni/cni-profile';
import { AllPairs } from './all-pairs/all-pairs';
import { ClassRows } from './all-pairs/class-rows';
import { EndpointClasses } from './all-pairs/endpoint-classes';
import { type AddressConnections, type Connections, connectionsOfPairs, type EndPair, podPairs } from './connections';
import type { Endpoint } from './pods/endpoint';
import { WorkloadPods } from './pods/workload-pods';
import { NamespaceUniverse } from './proof/namespace-universe';
import { PairJudge } from './rules/pair-judge';
import { PeerMatch } from './rules/peer-match';
import { PolicySet } from './rules/policy-set';
import { AddressSegments } from './sets/address-segments';
import { AddressSet } from './sets/address-set';
import { ConnectionPool } from './sets/connection-pool';

export interface ReachabilityOptions {
  /**
   * What the cluster's network plugin does where the specification leaves it open.
   * @default specification()
   */
  readonly cni?: CniProfile;
}

/** Who can reach whom in a cluster, by its NetworkPolicies and nothing else. */
export class Reachability {
  /** @throws RangeError where `podCidrs` of the profile holds what is no CIDR */
  static of(cluster: Cluster, { cni = specification() }: ReachabilityOptions = {}): Reachability {
    return new Reachability(cluster, cni);
  }

  readonly policies: PolicySet;
  readonly segments: AddressSegments;
  readonly pods: WorkloadPods;
  /** Judges single pairs, taking no block to match an address that is not known. */
  readonly judge: PairJudge;
  /** Judges single pairs, taking a block to match an address that is not known wherever it may. */
  readonly cautious: PairJudge;
  /** Every namespace that there could be. */
  readonly universe: NamespaceUniverse;
  private classes: EndpointClasses | undefined;

  private constructor(
    readonly cluster: Cluster,
    readonly cni: CniProfile,
  ) {
    this.policies = new PolicySet(cluster.policies);
    this.segments = new AddressSegments(this.policies.blocks());
    this.judge = new PairJudge(this.policies, new PeerMatch(cni, 'match-nothing'));
    this.cautious = new PairJudge(this.policies, new PeerMatch(cni, 'may-match'));
    this.universe = new NamespaceUniverse(cluster);
    this.pods = new WorkloadPods(cluster, this.segments, this.judge.match);
  }

  /**
   * The connections from the pods of one workload to those of another. For a workload and itself: between different pods
   * of it, as if there were a second one where there is only one.
   * @throws RangeError for a workload of another cluster
   */
  connections(from: ClusterWorkload, to: ClusterWorkload): Connections {
    return this.between(podPairs(this.pods.kindsOf(from), this.pods.kindsOf(to), from === to));
  }

  /**
   * The connections from addresses outside of the cluster to a workload, those of equal connections together.
   * @returns a partition of the addresses
   */
  connectionsFrom(addresses: AddressSet, to: ClusterWorkload): AddressConnections[] {
    const kinds = this.pods.kindsOf(to);
    return this.byAddress(addresses, (address) => kinds.map(({ endpoints }) => [[address], endpoints]));
  }

  /** The same from a workload to addresses outside of the cluster. */
  connectionsTo(from: ClusterWorkload, addresses: AddressSet): AddressConnections[] {
    const kinds = this.pods.kindsOf(from);
    return this.byAddress(addresses, (address) => kinds.map(({ endpoints }) => [endpoints, [address]]));
  }

  /**
   * Who can reach whom, workloads and addresses, folded: a row for each party whose connections nothing tells apart. It
   * takes no block to match an address that is not known.
   */
  allPairs(pool: ConnectionPool = new ConnectionPool()): AllPairs {
    this.classes ??= new EndpointClasses(
      this.cluster.workloads.map((workload) => [workload, this.pods.kindsOf(workload)] as const),
      this.policies,
      this.segments,
    );
    return new AllPairs(this.classes, new ClassRows(this.classes, this.policies, this.judge.match, pool));
  }

  private byAddress(addresses: AddressSet, pairsOf: (address: Endpoint) => readonly EndPair[]): AddressConnections[] {
    const merged = new Map<string, { readonly connections: Connections; readonly parts: AddressSet[] }>();
    for (const part of this.segments.partsOf(addresses)) {
      const address = part.first();
      if (address === undefined) continue;
      const connections = this.between(pairsOf({ type: 'address', address }));
      const key = `${connections.certain}|${connections.allowed}|${connections.possible}`;
      const before = merged.get(key);
      if (before === undefined) merged.set(key, { connections, parts: [part] });
      else before.parts.push(part);
    }
    return [...merged.values()].map(({ connections, parts }) => ({
      ...connections,
      addresses: AddressSet.unionOf(parts),
    }));
  }

  private between(pairs: readonly EndPair[]): Connections {
    return connectionsOfPairs(pairs, this.judge, this.cautious);
  }
}
