import { plainAddress } from '../policy/cidr';
import { addTo } from '../policy/grouped';
import type { Cluster, ClusterNode, ClusterService, ClusterWorkload, PodGroup } from './cluster';

/** What has an address. */
export type AddressOwner =
  | {
      readonly type: 'pod';
      readonly workload: ClusterWorkload;
      readonly group: PodGroup;
      /** All addresses of the pod. */
      readonly addresses: readonly string[];
    }
  | { readonly type: 'service'; readonly service: ClusterService }
  | { readonly type: 'node'; readonly node: ClusterNode };

const KNOWN = new WeakMap<Cluster, ReadonlyMap<string, readonly AddressOwner[]>>();

/**
 * Whose an address is: of a pod, a Service or a node of the cluster. Pods on the network of a node share its address.
 * @returns in the order Services, nodes, pods; none for an address that nothing in the input has
 */
export function addressOwners(cluster: Cluster, address: string): readonly AddressOwner[] {
  let owners = KNOWN.get(cluster);
  if (owners === undefined) {
    owners = ownersIn(cluster);
    KNOWN.set(cluster, owners);
  }
  return owners.get(plainAddress(address) ?? '') ?? [];
}

function ownersIn({ services, nodes, workloads }: Cluster): Map<string, AddressOwner[]> {
  const owners = new Map<string, AddressOwner[]>();
  const add = (addresses: readonly string[], owner: AddressOwner) => {
    for (const address of new Set(addresses.map(plainAddress))) {
      if (address === undefined) continue;
      addTo(owners, address, owner);
    }
  };
  for (const service of services) add([...service.clusterIps, ...service.externalIps], { type: 'service', service });
  for (const node of nodes) add(node.addresses, { type: 'node', node });
  for (const workload of workloads) {
    for (const group of workload.pods) {
      for (const addresses of group.addresses) add(addresses, { type: 'pod', workload, group, addresses });
    }
  }
  return owners;
}
