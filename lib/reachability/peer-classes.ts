import type { LabelSelector } from '../policy/manifest';
import type { EndpointClasses } from './endpoint-classes';
import { IndexSet } from './index-set';
import type { PeerMatch } from './peer-match';
import { PodLookup } from './pod-lookup';
import type { AddressRulePeer, PodsRulePeer, PolicyRules, Rule, RulePeer } from './policy-rules';

/** Which classes of endpoints the peers and subjects of policies match, each selector worked out once. */
export class PeerClasses {
  readonly every: IndexSet;
  private readonly known = new Map<string, IndexSet>();
  private readonly lookup: PodLookup;

  constructor(
    private readonly classes: EndpointClasses,
    private readonly match: PeerMatch,
  ) {
    this.every = IndexSet.ofRange(classes.size, 0, classes.size);
    this.lookup = new PodLookup(classes.pods.map(({ endpoint }) => (match.isOnNode(endpoint) ? undefined : endpoint)));
  }

  /** The pods that a policy isolates in the directions that it is for. */
  ofSubject({ policy, subject }: PolicyRules): IndexSet {
    return this.ofPods(subject, { own: policy.namespace });
  }

  /** Everyone whom a rule takes for a peer. */
  ofRule({ peers }: Rule): IndexSet {
    if (peers === undefined) return this.every;
    const [only, ...others] = peers.map((peer) => this.ofPeer(peer));
    if (only === undefined) return IndexSet.empty;
    if (others.length === 0) return only;
    const key = JSON.stringify(['rule', ...peers.map((peer) => peerKey(peer))]);
    return this.once(key, () => unionOf(this.classes.size, [only, ...others]));
  }

  private ofPeer(peer: RulePeer): IndexSet {
    return peer.type === 'pods' ? this.ofPods(peer.pods, peer.namespaces) : this.ofAddresses(peer);
  }

  private ofAddresses(peer: AddressRulePeer): IndexSet {
    return this.once(peerKey(peer), () => {
      const { pods, addresses } = this.classes;
      const matching: number[] = [];
      [...pods, ...addresses].forEach(({ endpoint }, index) => {
        if (this.match.addressesMatch(peer.addresses, endpoint)) matching.push(index);
      });
      return IndexSet.ofSorted(this.classes.size, Int32Array.from(matching));
    });
  }

  private ofPods(pods: LabelSelector, namespaces: PodsRulePeer['namespaces']): IndexSet {
    return this.once(podsKey(pods, namespaces), () =>
      IndexSet.ofSorted(this.classes.size, Int32Array.from(this.lookup.matching(pods, namespaces))),
    );
  }

  private once(key: string, make: () => IndexSet): IndexSet {
    let set = this.known.get(key);
    if (set === undefined) {
      set = make();
      this.known.set(key, set);
    }
    return set;
  }
}

function unionOf(universe: number, sets: readonly IndexSet[]): IndexSet {
  return IndexSet.of(
    universe,
    (function* () {
      for (const set of sets) yield* set;
    })(),
  );
}

function peerKey(peer: RulePeer): string {
  return peer.type === 'pods' ? podsKey(peer.pods, peer.namespaces) : `addresses ${peer.addresses.key}`;
}

function podsKey(pods: LabelSelector, namespaces: PodsRulePeer['namespaces']): string {
  return JSON.stringify([pods, namespaces]);
}
