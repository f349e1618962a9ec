import type { Cluster, ClusterWorkload } from '../cluster/cluster';
import { Cni, type CniProfile } from '../cni/cni-profile';
import { AddressSegments } from './address-segments';
import { AddressSet, parseAddress } from './address-set';
import { AllPairs } from './all-pairs';
import { ClassRows } from './class-rows';
import { ConnectionSet } from './connection-set';
import { areOfOneFamily, type Endpoint, type PodEndpoint } from './endpoint';
import { EndpointClasses } from './endpoint-classes';
import { PairJudge } from './pair-judge';
import { PeerMatch, type UnknownAddresses } from './peer-match';
import { type PodKind, podKindsOf } from './pod-kinds';
import { PodLookup } from './pod-lookup';
import type { PodsRulePeer } from './policy-rules';
import { PolicySet } from './policy-set';

export interface ReachabilityOptions {
  /**
   * What the cluster's network plugin does where the specification leaves it open.
   * @default Cni.specification()
   */
  readonly cni?: CniProfile;
}

/**
 * The connections from one party to another. Pods of one workload may differ in labels or addresses, and a manifest
 * rarely tells the address of a pod; so there are three answers, each contained in the next.
 */
export interface Connections {
  /** From every pod of the one to every pod of the other, taking no block to match an address that is not known. */
  readonly certain: ConnectionSet;
  /** From some pod of the one to some pod of the other, by what is known. */
  readonly allowed: ConnectionSet;
  /** The same, where each address that is not known is in any block of `podCidrs` that suits. */
  readonly possible: ConnectionSet;
}

/** Connections with some addresses that policies do not tell apart. */
export interface AddressConnections extends Connections {
  readonly addresses: AddressSet;
}

/** Who can reach whom in a cluster, by its NetworkPolicies and nothing else. */
export class Reachability {
  /** @throws RangeError where `podCidrs` of the profile holds what is no CIDR */
  static of(cluster: Cluster, { cni = Cni.specification() }: ReachabilityOptions = {}): Reachability {
    return new Reachability(cluster, cni);
  }

  readonly policies: PolicySet;
  readonly segments: AddressSegments;
  /** Judges single pairs, taking no block to match an address that is not known. */
  readonly judge: PairJudge;
  private readonly cautious: PairJudge;
  private lookup: { readonly kinds: readonly PodKind[]; readonly lookup: PodLookup } | undefined;
  private classes: EndpointClasses | undefined;
  private readonly kinds = new Map<ClusterWorkload, readonly PodKind[]>();

  private constructor(
    readonly cluster: Cluster,
    readonly cni: CniProfile,
  ) {
    this.policies = new PolicySet(cluster.policies);
    this.segments = new AddressSegments(this.policies.blocks());
    this.judge = new PairJudge(this.policies, new PeerMatch(cni, 'match-nothing'));
    this.cautious = new PairJudge(this.policies, new PeerMatch(cni, 'may-match'));
  }

  /**
   * The connections from the pods of one workload to those of another. For a workload and itself: between different pods
   * of it, as if there were a second one where there is only one.
   * @throws RangeError for a workload of another cluster
   */
  connections(from: ClusterWorkload, to: ClusterWorkload): Connections {
    return this.between(podPairs(this.kindsOf(from), this.kindsOf(to), from === to));
  }

  /**
   * The connections from addresses outside of the cluster to a workload, those of equal connections together.
   * @returns a partition of the addresses
   */
  connectionsFrom(addresses: AddressSet, to: ClusterWorkload): AddressConnections[] {
    return this.byAddress(addresses, (address) => this.kindsOf(to).map(({ endpoints }) => [[address], endpoints]));
  }

  /** The same from a workload to addresses outside of the cluster. */
  connectionsTo(from: ClusterWorkload, addresses: AddressSet): AddressConnections[] {
    return this.byAddress(addresses, (address) => this.kindsOf(from).map(({ endpoints }) => [endpoints, [address]]));
  }

  /**
   * Who can reach whom, workloads and addresses, folded: a row for each party whose connections nothing tells apart.
   * @param unknownAddresses whether a block may match a pod whose address is not known
   * @default 'match-nothing'
   */
  allPairs(unknownAddresses: UnknownAddresses = 'match-nothing'): AllPairs {
    this.classes ??= new EndpointClasses(
      this.cluster.workloads.map((workload) => [workload, this.kindsOf(workload)] as const),
      this.policies,
      this.segments,
    );
    const rows = new ClassRows(this.classes, this.policies, new PeerMatch(this.cni, unknownAddresses));
    return new AllPairs(this.classes, rows);
  }

  /** The pods of a workload, those together that no policy tells apart. */
  kindsOf(workload: ClusterWorkload): readonly PodKind[] {
    let kinds = this.kinds.get(workload);
    if (kinds === undefined) {
      kinds = podKindsOf(workload, this.cluster, this.segments);
      this.kinds.set(workload, kinds);
    }
    return kinds;
  }

  /** The declared pods that a peer selects, those together that no policy tells apart. */
  podsSelectedBy({ pods, namespaces }: PodsRulePeer): PodKind[] {
    this.lookup ??= this.podLookup();
    const { kinds, lookup } = this.lookup;
    return lookup.matching(pods, namespaces).map((index) => kinds[index] as PodKind);
  }

  private podLookup() {
    const kinds = this.cluster.workloads.flatMap((workload) => this.kindsOf(workload));
    const endpoints = kinds.map(({ endpoints: [endpoint] }) => endpoint as PodEndpoint);
    const selectable = endpoints.map((endpoint) => (this.judge.match.isOnNode(endpoint) ? undefined : endpoint));
    return { kinds, lookup: new PodLookup(selectable) };
  }

  /** The addresses of pods that the cluster tells. */
  knownPodAddresses(): AddressSet {
    const addresses = this.cluster.workloads.flatMap(({ pods }) =>
      pods.flatMap((group) => group.addresses.flat().flatMap((text) => parseAddress(text) ?? [])),
    );
    return AddressSet.unionOf(addresses.map((address) => AddressSet.single(address)));
  }

  private byAddress(addresses: AddressSet, pairsOf: (address: Endpoint) => readonly PodPair[]): AddressConnections[] {
    const merged = new Map<string, AddressConnections>();
    for (const { addresses: segment } of this.segments.all) {
      const part = segment.intersection(addresses);
      const address = part.first();
      if (address === undefined) continue;
      const connections = this.between(pairsOf({ type: 'address', address }));
      const key = `${connections.certain}|${connections.allowed}|${connections.possible}`;
      const before = merged.get(key);
      merged.set(key, { ...connections, addresses: before === undefined ? part : before.addresses.union(part) });
    }
    return [...merged.values()];
  }

  private between(pairs: readonly PodPair[]): Connections {
    const known = pairs.map((pair) => connectionsOfPair(pair, this.judge));
    const cautious = pairs.map((pair) => connectionsOfPair(pair, this.cautious));
    return {
      certain: known.reduce((all, one) => all.intersection(one), ConnectionSet.all),
      allowed: known.reduce((some, one) => some.union(one), ConnectionSet.none),
      possible: cautious.reduce((some, one) => some.union(one), ConnectionSet.none),
    };
  }
}

/** A source and a destination, each by all of its addresses. */
type PodPair = readonly [source: readonly Endpoint[], destination: readonly Endpoint[]];

function podPairs(from: readonly PodKind[], to: readonly PodKind[], isSame: boolean): PodPair[] {
  const single = from.length === 1 && from[0]?.count === 1;
  return from.flatMap((source) =>
    to
      .filter((destination) => !isSame || destination !== source || source.count > 1 || single)
      .map((destination): PodPair => [source.endpoints, destination.endpoints]),
  );
}

/** Of two families each address is judged by itself; what any of them reaches, the pod reaches. */
function connectionsOfPair([sources, destinations]: PodPair, judge: PairJudge): ConnectionSet {
  return sources.reduce(
    (sum, source) =>
      destinations
        .filter((destination) => areOfOneFamily(source, destination))
        .reduce((some, destination) => some.union(judge.connections(source, destination)), sum),
    ConnectionSet.none,
  );
}
