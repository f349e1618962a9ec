import type { Cluster } from '../../lib/cluster/cluster';
import { type Assumption, type Endpoint, type Flow, isAllowed, shareFamily, type World } from './reference';

/** A flow between workloads, each named by its id, or between one and an address outside of the cluster. */
export type WorkloadFlow = Flow<string>;

/** What holds for the pods of one workload and the pods of another. */
export interface Verdict {
  /** Some pod reaches some other by what is known: a block matches no unknown address. */
  readonly allowed: boolean;
  /** Every pod reaches every other by what is known, in each IP family that both have. */
  readonly certain: boolean;
  /** Some pod reaches some other if unknown addresses are where blocks are. */
  readonly possible: boolean;
}

/** Every pod of the one with every other pod of the other, each at each of its addresses. */
export function judge(world: World, { from, to, ...on }: WorkloadFlow): Verdict {
  const [sources, destinations] =
    from === to ? withAnother(podsOf(world.cluster, from)) : [podsOf(world.cluster, from), podsOf(world.cluster, to)];
  const pairs = sources.flatMap((source) =>
    destinations
      .filter((destination) => destination !== source)
      .map((destination) => meetings(source, destination).map((ends) => ({ ...ends, ...on }))),
  );
  const reaches = (flow: Flow<Endpoint>, blocks: Assumption) => isAllowed(world, flow, blocks);
  return {
    allowed: pairs.some((flows) => flows.some((flow) => reaches(flow, 'never'))),
    certain: pairs.every((flows) => flows.length > 0 && flows.every((flow) => reaches(flow, 'never'))),
    possible: pairs.some((flows) => flows.some((flow) => reaches(flow, 'may'))),
  };
}

/** A pod as an endpoint for each of its addresses. */
export type Addresses = readonly Endpoint[];

export function podsOf({ workloads, namespaces }: Cluster, party: string): Addresses[] {
  const workload = workloads.find(({ id }) => id === party);
  if (workload === undefined) return [[{ type: 'outside', address: party }]];
  const { namespace, pods } = workload;
  return pods.flatMap(({ labels, ports, hostNetwork, replicas, addresses }) => {
    const namespaceLabels = namespaces.get(namespace)?.labels ?? {};
    const pod = { type: 'pod', namespace, namespaceLabels, labels, ports, hostNetwork } as const;
    return Array.from({ length: replicas }, (_, index) => {
      const known = addresses[index] ?? [];
      return known.length === 0 ? [{ ...pod }] : known.map((address) => ({ ...pod, address }));
    });
  });
}

/** Pods among themselves; a single one as if there were another like it, since it may be scaled up. */
function withAnother(pods: Addresses[]): [Addresses[], Addresses[]] {
  const all = pods.length === 1 ? [...pods, ...pods.map((pod) => pod.map((end) => ({ ...end })))] : pods;
  return [all, all];
}

/** How two pods can meet: at addresses of one family. */
export function meetings(source: Addresses, destination: Addresses): { from: Endpoint; to: Endpoint }[] {
  return source.flatMap((from) => destination.filter((to) => shareFamily(from, to)).map((to) => ({ from, to })));
}
