import type { LabelSelector } from '../../policy/manifest';
import { PodLookup } from '../pods/pod-lookup';
import type { PeerMatch } from '../rules/peer-match';
import { namespaceSelectorOf, type PodsRulePeer, type PolicyRules, type Rule } from '../rules/policy-rules';
import type { AddressSet } from '../sets/address-set';
import { IndexSet } from '../sets/index-set';
import type { EndpointClasses } from './endpoint-classes';

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
  ofRule({ peers, blocks }: Rule): IndexSet {
    if (peers === undefined) return this.every;
    const pods = peers.filter((peer) => peer.type === 'pods');
    const sets = [
      ...pods.map((peer) => this.ofPods(peer.pods, peer.namespaces)),
      ...(blocks.isEmpty ? [] : [this.ofAddresses(blocks)]),
    ];
    const [only, ...others] = sets;
    if (only === undefined) return IndexSet.empty;
    if (others.length === 0) return only;
    const keys = pods.map((peer) => podsKey(peer.pods, peer.namespaces));
    return this.once(JSON.stringify(['rule', blocks.key, ...keys]), () => unionOf(this.classes.size, sets));
  }

  private ofAddresses(blocks: AddressSet): IndexSet {
    return this.once(`addresses ${blocks.key}`, () => {
      const { pods, addresses } = this.classes;
      const matching: number[] = [];
      [...pods, ...addresses].forEach(({ endpoint }, index) => {
        if (this.match.addressesMatch(blocks, endpoint)) matching.push(index);
      });
      return IndexSet.ofSorted(this.classes.size, Int32Array.from(matching));
    });
  }

  private ofPods(pods: LabelSelector, namespaces: PodsRulePeer['namespaces']): IndexSet {
    return this.once(podsKey(pods, namespaces), () =>
      IndexSet.ofSorted(
        this.classes.size,
        Int32Array.from(this.lookup.matching(pods, namespaceSelectorOf({ namespaces }))),
      ),
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

function podsKey(pods: LabelSelector, namespaces: PodsRulePeer['namespaces']): string {
  return JSON.stringify([pods, namespaces]);
}
