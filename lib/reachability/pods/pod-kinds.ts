import type { Cluster, ClusterNamespace, ClusterWorkload, PodGroup, UnknownLabel } from '../../cluster/cluster';
import type { AddressSegments } from '../sets/address-segments';
import { type Address, parseAddress } from '../sets/address-set';
import type { PodEndpoint } from './endpoint';

/** Pods of one workload that no policy of the cluster distinguishes, also not by their addresses. */
export interface PodKind {
  /** One for each address of such a pod; one without address where none is known. */
  readonly endpoints: readonly PodEndpoint[];
  readonly count: number;
  /** Of all of these pods, as far as they are known. */
  readonly addresses: readonly Address[];
  /** All labels of which these pods have some value that is not known, whether policies name them or not. */
  readonly unknownLabels?: readonly UnknownLabel[] | undefined;
}

/** What decides whether two pods are of one kind. */
export interface TellingApart {
  readonly segments: AddressSegments;
  /** The labels that policies name; of others it does not matter that their values are unknown. */
  readonly labels: ReadonlySet<string>;
}

/** The kinds of pods of a workload. Every workload has at least one. */
export function podKindsOf(workload: ClusterWorkload, { namespaces }: Cluster, apart: TellingApart): PodKind[] {
  const namespace = namespaces.get(workload.namespace);
  if (namespace === undefined) throw new RangeError(`${workload.id} is not a workload of this cluster`);
  const [only, ...others] = workload.pods;
  // A list that is put together keeps room for more than it holds, and there are as many as workloads.
  if (only !== undefined && others.length === 0) return kindsOfGroup(only, namespace, apart);
  return workload.pods.flatMap((group) => kindsOfGroup(group, namespace, apart));
}

function kindsOfGroup(group: PodGroup, namespace: ClusterNamespace, { segments, labels }: TellingApart): PodKind[] {
  const unknownLabels = group.unknownLabels?.filter(({ key }) => labels.has(key));
  const endpointAt = (address: Address | undefined): PodEndpoint => ({
    type: 'pod',
    namespace,
    labels: group.labels,
    unknownLabels: unknownLabels?.length ? unknownLabels : undefined,
    ports: group.ports,
    hostNetwork: group.hostNetwork,
    serviceAccount: group.serviceAccount ?? 'default',
    address,
  });
  const kindOf = (addresses: readonly Address[], count: number) => ({
    endpoints: addresses.length === 0 ? [endpointAt(undefined)] : addresses.map(endpointAt),
    count,
    addresses: [...addresses],
    unknownLabels: group.unknownLabels,
  });
  const kinds = new Map<number | string, ReturnType<typeof kindOf>>();
  let known = 0;
  for (const texts of group.addresses) {
    const addresses = addressesOf(texts);
    if (addresses.length === 0) continue;
    known++;
    const key = segmentsKey(addresses, segments);
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, kindOf(addresses, 1));
    else {
      kind.count++;
      for (const address of addresses) kind.addresses.push(address);
    }
  }
  const others = group.replicas - known;
  return others > 0 ? [...kinds.values(), kindOf([], others)] : [...kinds.values()];
}

function addressesOf(texts: readonly string[]): Address[] {
  const addresses: Address[] = [];
  for (const text of texts) {
    const address = parseAddress(text);
    if (address !== undefined) addresses.push(address);
  }
  return addresses;
}

/** The same for pods whose addresses no policy distinguishes. Nearly every pod has one address, whose segment says it. */
function segmentsKey(addresses: readonly Address[], segments: AddressSegments): number | string {
  const [only] = addresses;
  if (only !== undefined && addresses.length === 1) return segments.indexOf(only);
  const indexes = addresses.map((address) => segments.indexOf(address));
  return indexes.sort((a, b) => a - b).join();
}
