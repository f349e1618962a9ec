import type { Cluster, ClusterWorkload } from '../../cluster/cluster';
import type { LabelSelector } from '../../policy/manifest';
import type { PodEndpoint } from '../pods/endpoint';
import { type PodKind, podKindsOf, type TellingApart } from '../pods/pod-kinds';
import { AddressSet, parseAddress } from '../sets/address-set';
import { PodLookup } from './pod-lookup';

/** The workloads of a cluster and their pods, each read when it is first asked for. */
export class WorkloadPods {
  private readonly kinds = new Map<ClusterWorkload, readonly PodKind[]>();
  private ids: ReadonlyMap<string, ClusterWorkload> | undefined;
  private selectable: LookedUp | undefined;
  private all: LookedUp | undefined;

  constructor(
    private readonly cluster: Cluster,
    private readonly apart: TellingApart,
    private readonly isSelectable: (pod: PodEndpoint) => boolean,
  ) {}

  /** @returns undefined where the cluster has none of this id */
  byId(id: string): ClusterWorkload | undefined {
    this.ids ??= new Map(this.cluster.workloads.map((workload) => [workload.id, workload]));
    return this.ids.get(id);
  }

  /** The pods of a workload, those together that no policy distinguishes. */
  kindsOf(workload: ClusterWorkload): readonly PodKind[] {
    let kinds = this.kinds.get(workload);
    if (kinds === undefined) {
      kinds = podKindsOf(workload, this.cluster, this.apart);
      this.kinds.set(workload, kinds);
    }
    return kinds;
  }

  /** The declared pods whose labels, and those of whose namespace, are matched; by labels that are unknown, those that may be. */
  selectedBy(pods: LabelSelector, namespaces: LabelSelector): PodKind[] {
    this.selectable ??= this.lookedUp(this.isSelectable);
    return matching(this.selectable, pods, namespaces);
  }

  /** The same, with those on the network of their node, which no policy selects. */
  labelledAs(pods: LabelSelector, namespaces: LabelSelector): PodKind[] {
    this.all ??= this.lookedUp(() => true);
    return matching(this.all, pods, namespaces);
  }

  /** The addresses of pods, as far as they are known. */
  knownAddresses(): AddressSet {
    const addresses = this.cluster.workloads.flatMap(({ pods }) =>
      pods.flatMap((group) => group.addresses.flat().flatMap((text) => parseAddress(text) ?? [])),
    );
    return AddressSet.ofAddresses(addresses);
  }

  private lookedUp(isThere: (pod: PodEndpoint) => boolean): LookedUp {
    const kinds = this.cluster.workloads.flatMap((workload) => this.kindsOf(workload));
    const endpoints = kinds.map(({ endpoints: [endpoint] }) => endpoint as PodEndpoint);
    return { kinds, lookup: new PodLookup(endpoints.map((endpoint) => (isThere(endpoint) ? endpoint : undefined))) };
  }
}

interface LookedUp {
  readonly kinds: readonly PodKind[];
  readonly lookup: PodLookup;
}

function matching({ kinds, lookup }: LookedUp, pods: LabelSelector, namespaces: LabelSelector): PodKind[] {
  return lookup.matching(pods, namespaces).possible.map((index) => kinds[index] as PodKind);
}
