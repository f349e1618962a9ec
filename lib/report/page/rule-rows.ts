import type { Endpoint } from '../../reachability/pods/endpoint';
import type { PeerMatch } from '../../reachability/rules/peer-match';
import { PodLookup } from '../../reachability/rules/pod-lookup';
import { namespaceSelectorOf, type PodsRulePeer, type Rule } from '../../reachability/rules/policy-rules';
import type { AddressSet } from '../../reachability/sets/address-set';

/** Finds the rows that rules take for peers, or may, without asking each rule about each row: large clusters have many of both. */
export class RuleRows {
  private readonly ends: readonly Endpoint[];
  private readonly rowOf: readonly number[];
  private readonly lookup: PodLookup;
  /** The places of what blocks of addresses can be for. */
  private readonly addressed: readonly number[];
  private readonly byBlocks = new Map<string, readonly number[]>();

  /** @param endpoints of each row every endpoint */
  constructor(
    private readonly match: PeerMatch,
    private readonly endpoints: readonly (readonly Endpoint[])[],
  ) {
    this.ends = endpoints.flat();
    this.rowOf = endpoints.flatMap((ends, row) => ends.map(() => row));
    const isSelected = (end: Endpoint) => end.type === 'pod' && !match.isOnNode(end);
    this.lookup = new PodLookup(this.ends.map((end) => (end.type === 'pod' && isSelected(end) ? end : undefined)));
    this.addressed = this.ends.flatMap((end, place) =>
      match.cni.ipBlocksMatchPods || !isSelected(end) ? [place] : [],
    );
  }

  /** Ascending. */
  of({ peers, blocks }: Pick<Rule, 'peers' | 'blocks'>): number[] {
    if (peers === undefined) return [...this.endpoints.keys()];
    const places = [
      ...peers.flatMap((peer) => (peer.type === 'pods' ? this.ofPods(peer) : [])),
      ...(blocks.isEmpty ? [] : this.ofBlocks(blocks)),
    ];
    return [...new Set(places.map((place) => this.rowOf[place] as number))].sort((a, b) => a - b);
  }

  private ofPods(peer: PodsRulePeer): readonly number[] {
    return this.lookup.matching(peer.pods, namespaceSelectorOf(peer)).possible;
  }

  private ofBlocks(blocks: AddressSet): readonly number[] {
    const known = this.byBlocks.get(blocks.key);
    if (known !== undefined) return known;
    const places = this.addressed.filter(
      (place) => this.match.blocksMatch(blocks, this.ends[place] as Endpoint) !== 'never',
    );
    this.byBlocks.set(blocks.key, places);
    return places;
  }
}
