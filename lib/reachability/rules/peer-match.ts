import type { Cluster } from '../../cluster/cluster';
import { type CniProfile, DEFAULT_POD_CIDRS } from '../../cni/cni-profile';
import type { IpFamily } from '../../policy/cidr';
import { inBoth, type LabelSpace } from '../../policy/label-space';
import type { Endpoint } from '../pods/endpoint';
import { AddressSet, FAMILIES } from '../sets/address-set';
import { ConnectionSet } from '../sets/connection-set';
import type { End } from '../unknowns/box';
import { asksOfName, asksOfNamespace, asksOfPod } from '../unknowns/unknown-labels';
import type { PodsRulePeer, Rule, RulePeer, RulePorts } from './policy-rules';

/** Whether something matches whatever is unknown, in no case, or in some. */
export type Match = 'always' | 'never' | 'perhaps';

/** Judges single endpoints by the rules of policies, as one network plugin does. */
export class PeerMatch {
  /** The IP families of which a pod may have an address that is not known (rule 12 of docs/semantics.md). */
  readonly families: readonly IpFamily[];
  private readonly ofPods: { readonly [family in IpFamily]: AddressSet };
  private readonly asked = new WeakMap<AddressSet, Map<string, AddressSet | undefined>>();

  constructor(
    readonly cni: CniProfile,
    { families }: Pick<Cluster, 'families'>,
  ) {
    const podCidrs = AddressSet.blocks(cni.podCidrs);
    this.ofPods = { IPv4: podCidrs.ofFamily('IPv4'), IPv6: podCidrs.ofFamily('IPv6') };
    const counted = FAMILIES.filter(
      (family) =>
        !this.ofPods[family].isEmpty &&
        (family === 'IPv4' || families.includes(family) || cni.podCidrs !== DEFAULT_POD_CIDRS),
    );
    this.families = counted.length > 0 ? counted : ['IPv4'];
  }

  /** The families in which two endpoints meet; where neither address is known, those that count. */
  familiesBetween(a: Endpoint, b: Endpoint): readonly IpFamily[] {
    const [one, other] = [a.address?.family, b.address?.family];
    if (one === undefined) return other === undefined ? this.families : [other];
    return other === undefined || other === one ? [one] : [];
  }

  /** Where an endpoint may have its address; everything where that is known, so that it takes no part. */
  addressesOf(endpoint: Endpoint, family: IpFamily): AddressSet {
    if (endpoint.address !== undefined) return AddressSet.all;
    return isOnNodeNetwork(endpoint) ? ALL_OF[family] : this.ofPods[family];
  }

  /** Where pods may have their addresses, in the families that count. */
  podAddresses(families: readonly IpFamily[] = this.families): AddressSet {
    return AddressSet.unionOf(families.map((family) => this.ofPods[family]));
  }

  /**
   * Which of its addresses an endpoint must have to be in some blocks.
   * @returns everything where it is, whatever its address is; undefined where it is not
   */
  askedByBlocks(blocks: AddressSet, endpoint: Endpoint, family: IpFamily): AddressSet | undefined {
    if (blocks.isEmpty) return undefined;
    if (endpoint.type === 'pod' && !this.isOnNode(endpoint) && !this.cni.ipBlocksMatchPods) return undefined;
    if (endpoint.address !== undefined) return blocks.has(endpoint.address) ? AddressSet.all : undefined;
    let known = this.asked.get(blocks);
    if (known === undefined) {
      known = new Map();
      this.asked.set(blocks, known);
    }
    const key = `${family} ${isOnNodeNetwork(endpoint)}`;
    if (!known.has(key)) known.set(key, narrowed(this.addressesOf(endpoint, family), blocks));
    return known.get(key);
  }

  /**
   * What the labels of a pod and of its namespace must be for a peer to select it.
   * @returns an empty space where it does, whatever they are; undefined where it does not
   */
  askedByPeer({ namespaces, pods }: PodsRulePeer, endpoint: Endpoint, end: End): LabelSpace | undefined {
    if (endpoint.type === 'address' || this.isOnNode(endpoint)) return undefined;
    const { namespace } = endpoint;
    const ofNamespace =
      'own' in namespaces ? asksOfName(namespaces.own, namespace) : asksOfNamespace(namespaces.selector, namespace);
    const ofPod = ofNamespace && asksOfPod(pods, endpoint, end);
    return ofNamespace && ofPod && inBoth(ofNamespace, ofPod);
  }

  /** Whether a peer is for an endpoint, by itself. */
  peerMatch(peer: RulePeer, endpoint: Endpoint, families = this.families): Match {
    if (peer.type === 'addresses') return this.blocksMatch(peer.addresses, endpoint, families);
    const asked = this.askedByPeer(peer, endpoint, 'source');
    return asked === undefined ? 'never' : asked.size === 0 ? 'always' : 'perhaps';
  }

  /** @param families those in which the endpoint may be met, where its address is not known */
  blocksMatch(blocks: AddressSet, endpoint: Endpoint, families = this.families): Match {
    const asked = (endpoint.address === undefined ? families : [endpoint.address.family]).map((family) =>
      this.askedByBlocks(blocks, endpoint, family),
    );
    if (asked.every((addresses) => addresses === undefined)) return 'never';
    return asked.every((addresses) => addresses === AddressSet.all) ? 'always' : 'perhaps';
  }

  /** Whether a rule is for an endpoint, on whatever ports: by one of its peers, each by itself. */
  takesForPeer(rule: Rule, endpoint: Endpoint): Match {
    const { peers, podPeers, blocks } = rule;
    if (peers === undefined) return 'always';
    const matches = podPeers.map((peer) => this.peerMatch(peer, endpoint));
    matches.push(this.blocksMatch(blocks, endpoint));
    return matches.includes('always') ? 'always' : matches.includes('perhaps') ? 'perhaps' : 'never';
  }

  /** Whether this counts as its node's address, which selectors do not see (rule 17). */
  isOnNode(endpoint: Endpoint): boolean {
    const isPod = endpoint.type === 'pod' && endpoint.standsFor === undefined;
    return isOnNodeNetwork(endpoint) && !(isPod && this.cni.selectorsMatchHostNetwork);
  }
}

const ALL_OF = { IPv4: AddressSet.all.ofFamily('IPv4'), IPv6: AddressSet.all.ofFamily('IPv6') };

function narrowed(addresses: AddressSet, blocks: AddressSet): AddressSet | undefined {
  const both = addresses.intersection(blocks);
  if (both.isEmpty) return undefined;
  return both.equals(addresses) ? AddressSet.all : both;
}

function isOnNodeNetwork(endpoint: Endpoint): boolean {
  return endpoint.type === 'pod' && endpoint.hostNetwork;
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
