import type { Cluster } from '../../lib/cluster/cluster';
import { completions, type PartlyKnown } from './completions';
import { type Flow, isAllowed, shareFamily, type World } from './reference';

/** A flow between workloads, each named by its id, or between one and an address outside of the cluster. */
export type WorkloadFlow = Flow<string>;

/**
 * What holds for the pods of one workload and the pods of another: allowed for every two of them, at all of their
 * addresses, however the unknowns turn out; denied in all of these cases; or allowed in some and denied in others.
 */
export type Answer = 'allowed' | 'denied' | 'depends';

/** Every pod of the one with every other pod of the other, each at each of its addresses. */
export function judge(world: World, { from, to, ...on }: WorkloadFlow): Answer {
  const [sources, destinations] = [podsOf(world.cluster, from), podsOf(world.cluster, to)];
  const isSame = from === to;
  if (isSame && sources.length === 1) return 'allowed'; // rule 31
  let [allowed, denied] = [false, false];
  for (const [index, source] of sources.entries()) {
    for (const [other, destination] of destinations.entries()) {
      if (isSame && index === other) continue;
      const met = meetings(source, destination);
      if (met.length === 0) denied = true;
      for (const ends of met) {
        for (const completion of completions(world, ends.from, ends.to)) {
          if (isAllowed(completion.world, { from: completion.from, to: completion.to, ...on })) allowed = true;
          else denied = true;
          if (allowed && denied) return 'depends';
        }
      }
    }
  }
  return allowed ? (denied ? 'depends' : 'allowed') : 'denied';
}

/** A pod as an endpoint for each of its addresses. */
export type Addresses = readonly PartlyKnown[];

export function podsOf({ workloads, namespaces }: Cluster, idOrAddress: string): Addresses[] {
  const workload = workloads.find(({ id }) => id === idOrAddress);
  if (workload === undefined) return [[{ type: 'outside', address: idOrAddress }]];
  const { namespace, pods } = workload;
  return pods.flatMap(({ labels, unknownLabels = [], ports, hostNetwork, replicas, addresses }) => {
    const { labels: namespaceLabels = {}, declared: namespaceDeclared = false } = namespaces.get(namespace) ?? {};
    const known = { namespace, namespaceLabels, namespaceDeclared, labels, unknownLabels, ports, hostNetwork };
    const pod = { type: 'pod', ...known } as const;
    return Array.from({ length: replicas }, (_, index) => {
      const own = addresses[index] ?? [];
      return own.length === 0 ? [{ ...pod }] : own.map((address) => ({ ...pod, address }));
    });
  });
}

/** How two pods can meet: at addresses of one family. */
export function meetings(source: Addresses, destination: Addresses): { from: PartlyKnown; to: PartlyKnown }[] {
  return source.flatMap((from) => destination.filter((to) => shareFamily(from, to)).map((to) => ({ from, to })));
}
