import fc from 'fast-check';
import type { ClusterPolicy } from '../../../lib/cluster/cluster';
import type { Flow } from '../../../lib/policy/flow';
import type { LabelSelector, NetworkPolicyPeer, NetworkPolicyPort, PolicyType } from '../../../lib/policy/manifest';
import type { AbsolutePeer } from '../../../lib/policy/peer';
import type { PortWord } from '../../../lib/policy/port';
import { Flow as FlowWord, IpBlock, Namespaces, Pods, Port } from '../../../lib/policy/words';
import { ipBlock, namespaceSelector, podSelector, policyPort } from '../../reference/arbitraries';
import { directionsOf, type World } from '../../reference/reference';

/**
 * Random claims, in words. Those about everything that a policy says are the ones that hold; where something is left out
 * or put in, they mostly fail.
 */

const PLACES = ['default', 'shop', 'web', 'elsewhere'];

const podsPeer: fc.Arbitrary<AbsolutePeer> = fc
  .tuple(podSelector, fc.oneof(fc.constantFrom(...PLACES), namespaceSelector))
  .map(([pods, namespace]) => podsOf(pods, typeof namespace === 'string' ? named(namespace) : namespace));

const blockPeer = ipBlock.map((block) => wordOf({ ipBlock: block }, ''));

const claimedPeer: fc.Arbitrary<AbsolutePeer> = fc.oneof(
  { weight: 3, arbitrary: podsPeer },
  { weight: 1, arbitrary: blockPeer },
);

const claimedPorts: fc.Arbitrary<readonly PortWord[]> = fc.oneof(
  { weight: 1, arbitrary: fc.constant([Port.all()]) },
  { weight: 3, arbitrary: fc.array(policyPort.map(portWordOf), { minLength: 1, maxLength: 2 }) },
);

export const claimedFlow: fc.Arbitrary<Flow> = fc
  .record({ from: claimedPeer, to: claimedPeer, ports: claimedPorts })
  .map(({ from, to, ports }) => flowOf(from, to, ports));

/** How a claim about what a policy says is to be spoiled, if at all. */
export interface Spoiling {
  /** Which of the flows that the policies of the namespace allow is left out; none if there are fewer. */
  readonly leftOut: number;
  readonly added: readonly Flow[];
  readonly pods: LabelSelector | undefined;
}

export const spoiling: fc.Arbitrary<Spoiling> = fc.record({
  leftOut: fc.nat({ max: 7 }),
  added: fc.array(claimedFlow, { maxLength: 1 }),
  pods: fc.option(podSelector, { nil: undefined, freq: 2 }),
});

/** A claim that is about what one policy isolates, and what all policies there let it do. */
export function claimAbout(
  { cluster }: World,
  direction: PolicyType,
  number: number,
  { leftOut, added, pods }: Spoiling,
): { subject: AbsolutePeer; flows: readonly Flow[] } {
  const isolating = cluster.policies.filter(({ manifest }) => directionsOf(manifest.spec).includes(direction));
  const policy = isolating[number % Math.max(1, isolating.length)];
  const namespace = policy?.namespace ?? 'shop';
  const flows = isolating
    .filter((other) => other.namespace === namespace)
    .flatMap((other) => flowsOfPolicy(other, direction))
    .filter((_, index) => index !== leftOut);
  return {
    subject: podsOf(pods ?? policy?.manifest.spec.podSelector ?? {}, named(namespace)),
    flows: [...flows, ...added],
  };
}

function flowsOfPolicy({ manifest: { spec }, namespace }: ClusterPolicy, direction: PolicyType): Flow[] {
  const rules =
    direction === 'Ingress'
      ? (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
      : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
  return rules.flatMap(({ peers, ports }) => {
    const others = peers?.length ? peers.map((peer) => wordOf(peer, namespace)) : EVERYONE;
    const on = ports?.length ? ports.map(portWordOf) : [Port.all()];
    const ends = (other: AbsolutePeer) =>
      direction === 'Ingress'
        ? EVERYONE.map((to) => [other, to] as const)
        : EVERYONE.map((from) => [from, other] as const);
    return others.flatMap((other) => ends(other).map(([from, to]) => flowOf(from, to, on)));
  });
}

const EVERYONE: readonly AbsolutePeer[] = [Pods.all().inAnyNamespace(), IpBlock.anyIpv4(), IpBlock.anyIpv6()];

function wordOf({ ipBlock, podSelector, namespaceSelector }: NetworkPolicyPeer, namespace: string): AbsolutePeer {
  if (ipBlock === undefined) return podsOf(podSelector ?? {}, namespaceSelector ?? named(namespace));
  const { cidr, except = [] } = ipBlock;
  return cidr.includes(':') ? IpBlock.ipv6(cidr, { except }) : IpBlock.ipv4(cidr, { except });
}

export function podsOf(pods: LabelSelector, namespace: LabelSelector): AbsolutePeer {
  const place = { in: 'namespaces', namespaces: { type: 'namespaces', ...selectionOf(namespace) } } as const;
  return { type: 'pods', ...selectionOf(pods), place };
}

function selectionOf({ matchLabels, matchExpressions }: LabelSelector) {
  const selector = { matchLabels: matchLabels ?? {}, matchExpressions: matchExpressions ?? [] };
  return { selector, all: Object.keys(selector.matchLabels).length + selector.matchExpressions.length === 0 };
}

function named(namespace: string): LabelSelector {
  return Namespaces.named(namespace).selector;
}

function portWordOf({ protocol = 'TCP', port, endPort }: NetworkPolicyPort): PortWord {
  if (typeof port === 'string') return Port.named(port, protocol);
  if (port === undefined) return { type: 'protocol', protocol };
  return endPort === undefined ? { type: 'port', protocol, port } : { type: 'port-range', protocol, port, endPort };
}

function flowOf(from: AbsolutePeer, to: AbsolutePeer, ports: readonly PortWord[]): Flow {
  return { ...FlowWord.from(from).to(to).on(Port.all()), ports };
}
