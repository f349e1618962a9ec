import fc from 'fast-check';
import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec, Protocol } from '../../lib/policy/manifest';
import { worlds } from './arbitraries';
import type { World } from './reference';
import { addressText, readSlowly } from './slow-cidr';
import type { WorkloadFlow } from './workloads';

/** A flow of no world yet, so that it stays what it is while the world around it shrinks. */
interface Draft {
  readonly between: 'workloads' | 'outside and workload' | 'workload and outside';
  readonly from: number;
  readonly to: number;
  readonly protocol: Protocol;
  readonly port: number;
}

const draft: fc.Arbitrary<Draft> = fc.record({
  between: fc.constantFrom('workloads', 'workloads', 'workloads', 'outside and workload', 'workload and outside'),
  from: fc.nat(),
  to: fc.nat(),
  protocol: fc.constantFrom<Protocol>('TCP', 'TCP', 'TCP', 'UDP', 'UDP', 'SCTP'),
  port: fc.nat(),
});

/** A world, and so many flows between its workloads, and between them and addresses outside. */
export function worldsWithFlows(
  count: number,
  among: fc.Arbitrary<World> = worlds,
): fc.Arbitrary<{ world: World; flows: WorkloadFlow[] }> {
  return fc
    .tuple(among, fc.array(draft, { minLength: 1, maxLength: count, size: 'max' }))
    .map(([world, drafts]) => ({ world, flows: flowsOf(world, drafts) }));
}

function flowsOf(world: World, drafts: readonly Draft[]): WorkloadFlow[] {
  const workloads = world.cluster.workloads.map(({ id }) => id);
  const addresses = addressesAround(world);
  const ports = portsAround(world);
  return drafts.map(({ between, from, to, protocol, port }) => ({
    from: pick(between === 'outside and workload' ? addresses : workloads, from),
    to: pick(between === 'workload and outside' ? addresses : workloads, to),
    protocol,
    port: pick(ports, port),
  }));
}

export function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

/** The first and the last address of every block that is mentioned, their neighbours, and addresses that none mentions. */
export function addressesAround({ cluster, cni, admin = [] }: World): string[] {
  const blocks = peersOf(cluster.policies.map(({ manifest }) => manifest.spec)).flatMap(({ ipBlock }) =>
    ipBlock === undefined ? [] : [ipBlock.cidr, ...(ipBlock.except ?? [])],
  );
  const networks = admin.flatMap(({ spec }) =>
    (spec.egress ?? []).flatMap(({ to }) => (to ?? []).flatMap((peer) => peer.networks ?? [])),
  );
  const around = [...blocks, ...networks, ...cni.podCidrs].flatMap((text) => {
    const cidr = readSlowly(text);
    if (cidr === undefined) return [];
    return [cidr.first - 1n, cidr.first, cidr.last, cidr.last + 1n]
      .filter((address) => address >= 0n && address < 1n << BigInt(cidr.bits))
      .map((address) => addressText(address, cidr.bits));
  });
  const ofNodes = cluster.nodes.flatMap(({ addresses }) => addresses);
  return [...new Set(['198.51.100.1', '2001:db8:1::1', ...ofNodes, ...around])];
}

/** Every port that a policy or a container mentions, its neighbours, and one that none mentions. */
export function portsAround({ cluster: { policies, workloads } }: World): number[] {
  const mentioned = [
    ...portsOf(policies.map(({ manifest }) => manifest.spec)).flatMap(({ port, endPort }) => [port, endPort]),
    ...workloads.flatMap(({ pods }) => pods.flatMap(({ ports }) => ports.map(({ port }) => port))),
  ].filter((port) => typeof port === 'number');
  const around = mentioned.flatMap((port) => [port - 1, port, port, port, port + 1]);
  return [443, ...around.filter((port) => port >= 1 && port <= 65535)];
}

function peersOf(specs: readonly NetworkPolicySpec[]): NetworkPolicyPeer[] {
  return specs.flatMap(({ ingress, egress }) => [
    ...(ingress ?? []).flatMap(({ from }) => from ?? []),
    ...(egress ?? []).flatMap(({ to }) => to ?? []),
  ]);
}

function portsOf(specs: readonly NetworkPolicySpec[]): NetworkPolicyPort[] {
  return specs
    .flatMap(({ ingress, egress }) => [...(ingress ?? []), ...(egress ?? [])])
    .flatMap(({ ports }) => ports ?? []);
}
