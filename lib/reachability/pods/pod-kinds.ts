import type { Cluster, ClusterNamespace, ClusterWorkload, PodGroup } from '../../cluster/cluster';
import type { AddressSegments } from '../sets/address-segments';
import { type Address, parseAddress } from '../sets/address-set';
import type { PodEndpoint } from './endpoint';

/** Pods of one workload that no policy at hand tells apart, also not by their addresses. */
export interface PodKind {
  /** One for each address of such a pod; one without address where none is known. */
  readonly endpoints: readonly PodEndpoint[];
  readonly count: number;
}

/** The kinds of pods of a workload. Every workload has at least one. */
export function podKindsOf(workload: ClusterWorkload, { namespaces }: Cluster, segments: AddressSegments): PodKind[] {
  const namespace = namespaces.get(workload.namespace);
  if (namespace === undefined) throw new RangeError(`${workload.id} is not a workload of this cluster`);
  return workload.pods.flatMap((group) => kindsOfGroup(group, namespace, segments));
}

function kindsOfGroup(group: PodGroup, namespace: ClusterNamespace, segments: AddressSegments): PodKind[] {
  const endpointAt = (address: Address | undefined): PodEndpoint => ({
    type: 'pod',
    namespace,
    labels: group.labels,
    ports: group.ports,
    hostNetwork: group.hostNetwork,
    address,
  });
  const kinds = new Map<string, { endpoints: PodEndpoint[]; count: number }>();
  const count = (key: string, endpoints: () => PodEndpoint[], pods: number) => {
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { endpoints: endpoints(), count: pods });
    else kind.count += pods;
  };
  let known = 0;
  for (const texts of group.addresses) {
    const addresses = texts.flatMap((text) => parseAddress(text) ?? []);
    if (addresses.length === 0) continue;
    known++;
    const key = addresses
      .map((address) => segments.indexOf(address))
      .sort((a, b) => a - b)
      .join();
    count(key, () => addresses.map(endpointAt), 1);
  }
  if (known < group.replicas) count('', () => [endpointAt(undefined)], group.replicas - known);
  return [...kinds.values()];
}
