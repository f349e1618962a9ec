import type { CniProfile } from '../../cni/cni-profile';
import { selectorMatches } from '../../policy/selector';
import type { Endpoint, PodEndpoint } from '../pods/endpoint';
import { AddressSet } from '../sets/address-set';
import { ConnectionSet } from '../sets/connection-set';
import type { PodsRulePeer, Rule, RulePeer, RulePorts } from './policy-rules';

/**
 * What to take an `ipBlock` for that may or may not match a pod whose address nobody told: claims of access assume that
 * it does not, claims of safety that it does (rule 12 of docs/semantics.md).
 */
export type UnknownAddresses = 'match-nothing' | 'may-match';

/** Judges single endpoints by the rules of policies, as one network plugin does. */
export class PeerMatch {
  private readonly podCidrs: AddressSet;

  constructor(
    readonly cni: CniProfile,
    readonly unknownAddresses: UnknownAddresses,
  ) {
    this.podCidrs = AddressSet.blocks(cni.podCidrs);
  }

  /** Whether a rule is for an endpoint, on whatever ports. */
  takesForPeer({ peers }: Rule, endpoint: Endpoint): boolean {
    return peers === undefined || peers.some((peer) => this.peerMatches(peer, endpoint));
  }

  /**
   * The ports of the destination that a rule opens for its peer; undefined where it does not take it for one. A name in
   * an egress rule means nothing where only an `ipBlock` matches, and on a pod that counts as its node.
   */
  opened({ peers, blocks, direction, ports }: Rule, peer: Endpoint, destination: Endpoint): ConnectionSet | undefined {
    if (peers === undefined) return this.isOnNode(destination) ? ports.numbers : portsOn(ports, destination);
    if (peers.some((one) => one.type === 'pods' && this.peerMatches(one, peer))) return portsOn(ports, destination);
    if (!this.addressesMatch(blocks, peer)) return undefined;
    return direction === 'Ingress' ? portsOn(ports, destination) : ports.numbers;
  }

  peerMatches(peer: RulePeer, endpoint: Endpoint): boolean {
    if (peer.type === 'addresses') return this.addressesMatch(peer.addresses, endpoint);
    return endpoint.type === 'pod' && !this.isOnNode(endpoint) && podsMatch(peer, endpoint);
  }

  addressesMatch(addresses: AddressSet, endpoint: Endpoint): boolean {
    if (endpoint.type === 'pod' && !this.isOnNode(endpoint) && !this.cni.ipBlocksMatchPods) return false;
    if (endpoint.address !== undefined) return addresses.has(endpoint.address);
    if (this.unknownAddresses === 'match-nothing') return false;
    return isOnNodeNetwork(endpoint) ? !addresses.isEmpty : addresses.overlaps(this.podCidrs);
  }

  /** Whether this counts as its node's address, which selectors do not see (rule 17). */
  isOnNode(endpoint: Endpoint): boolean {
    return isOnNodeNetwork(endpoint) && !this.cni.selectorsMatchHostNetwork;
  }
}

function isOnNodeNetwork(endpoint: Endpoint): boolean {
  return endpoint.type === 'pod' && endpoint.hostNetwork;
}

function podsMatch({ namespaces, pods }: PodsRulePeer, { namespace, labels }: PodEndpoint): boolean {
  const inNamespace =
    'own' in namespaces ? namespace.name === namespaces.own : selectorMatches(namespaces.selector, namespace.labels);
  return inNamespace && selectorMatches(pods, labels);
}

/** The ports of a rule on one destination: names are looked up there, by protocol too; an address has none. */
export function portsOn({ numbers, named }: RulePorts, destination: Endpoint): ConnectionSet {
  if (named.length === 0 || destination.type === 'address') return numbers;
  return named.reduce(
    (ports, { name, protocol }) =>
      destination.ports
        .filter((port) => port.name === name && port.protocol === protocol)
        .reduce((sum, { port }) => sum.union(ConnectionSet.of({ protocol, port })), ports),
    numbers,
  );
}
