import type { IpFamily } from '../../policy/cidr';
import type { LabelSelector } from '../../policy/manifest';
import type { PeerMatch } from '../rules/peer-match';
import { type Bounds, PodLookup } from '../rules/pod-lookup';
import { namespaceSelectorOf, type PodsRulePeer, type PolicyRules, type Rule } from '../rules/policy-rules';
import { selectionKey } from '../rules/selection-key';
import type { AddressSet } from '../sets/address-set';
import { IndexSet } from '../sets/index-set';
import type { EndpointClasses } from './endpoint-classes';

/**
 * Which classes of endpoints the peers and subjects of policies match, each selector worked out once: whatever is unknown,
 * and possibly.
 */
export class PeerClasses {
  readonly every: IndexSet;
  private readonly known = new Map<string, Bounds<IndexSet>>();
  private readonly lookup: PodLookup;
  /** Those in which pods of unknown address may meet others. */
  private readonly families: readonly IpFamily[];

  constructor(
    private readonly classes: EndpointClasses,
    private readonly match: PeerMatch,
  ) {
    this.every = IndexSet.ofRange(classes.size, 0, classes.size);
    const known = classes.pods.flatMap(({ endpoint: { address } }) => address?.family ?? []);
    this.families = [...new Set([...match.families, ...known])];
    this.lookup = new PodLookup(classes.pods.map(({ endpoint }) => (match.isOnNode(endpoint) ? undefined : endpoint)));
  }

  /** The pods that a policy isolates in the directions that it is for. */
  ofSubject({ policy, subject }: PolicyRules): Bounds<IndexSet> {
    const namespaces = { own: policy.namespace };
    return this.ofPods(selectionKey(subject, namespaces), subject, namespaces);
  }

  /** Everyone whom a rule takes for a peer. */
  ofRule({ peers, blocks }: Rule): Bounds<IndexSet> {
    if (peers === undefined) return { certain: this.every, possible: this.every };
    const pods = peers.filter((peer) => peer.type === 'pods');
    const keys = pods.map((peer) => selectionKey(peer.pods, peer.namespaces));
    const sets = [
      ...pods.map((peer, index) => this.ofPods(keys[index] as string, peer.pods, peer.namespaces)),
      ...(blocks.isEmpty ? [] : [this.ofAddresses(blocks)]),
    ];
    const [only, ...others] = sets;
    if (only === undefined) return { certain: IndexSet.empty, possible: IndexSet.empty };
    if (others.length === 0) return only;
    return this.once(['rule', blocks.key, ...keys].join('\n'), () =>
      bounds(
        IndexSet.unionOf(
          this.classes.size,
          sets.map(({ certain }) => certain),
        ),
        sets.every(isCertain)
          ? undefined
          : IndexSet.unionOf(
              this.classes.size,
              sets.map(({ possible }) => possible),
            ),
      ),
    );
  }

  private ofAddresses(blocks: AddressSet): Bounds<IndexSet> {
    return this.once(`addresses ${blocks.key}`, () => {
      const certain: number[] = [];
      const possible: number[] = [];
      for (let index = 0; index < this.classes.size; index++) {
        const match = this.match.blocksMatch(blocks, this.classes.endpointOf(index), this.families);
        if (match !== 'never') possible.push(index);
        if (match === 'always') certain.push(index);
      }
      return this.sorted(certain, certain.length === possible.length ? certain : possible);
    });
  }

  private ofPods(key: string, pods: LabelSelector, namespaces: PodsRulePeer['namespaces']): Bounds<IndexSet> {
    return this.once(key, () => {
      const { certain, possible } = this.lookup.matching(pods, namespaceSelectorOf({ namespaces }));
      return this.sorted(certain, possible);
    });
  }

  private sorted(certain: number[], possible: number[]): Bounds<IndexSet> {
    const setOf = (list: number[]) => IndexSet.ofSorted(this.classes.size, Int32Array.from(list));
    return bounds(setOf(certain), certain === possible ? undefined : setOf(possible));
  }

  private once(key: string, make: () => Bounds<IndexSet>): Bounds<IndexSet> {
    let set = this.known.get(key);
    if (set === undefined) {
      set = make();
      this.known.set(key, set);
    }
    return set;
  }
}

function bounds(certain: IndexSet, possible: IndexSet = certain): Bounds<IndexSet> {
  return { certain, possible };
}

function isCertain({ certain, possible }: Bounds<IndexSet>): boolean {
  return certain === possible;
}
