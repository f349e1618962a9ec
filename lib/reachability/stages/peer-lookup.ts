import { addTo } from '../../policy/grouped';
import type { LabelSpace } from '../../policy/label-space';
import type { CompiledBox } from './compiled-rules';
import type { SubjectRuleOrdered } from './stage-judge';

/** A rule, with those of its peers that may have something in common with a box. */
export interface RuleMeeting extends SubjectRuleOrdered {
  readonly peers: readonly CompiledBox[];
}

/** A peer, and the place of its rule. */
interface Placed {
  readonly place: number;
  readonly peer: CompiledBox;
}

/** Finds the rules that have a peer in common with a box, by a label that either demands: rules may have thousands of peers. */
export class PeerLookup {
  /** By the label that a peer demands, and by the values of that. */
  private readonly byLabel = new Map<string, Map<string, Placed[]>>();
  private readonly others: Placed[] = [];

  constructor(private readonly rules: readonly SubjectRuleOrdered[]) {
    rules.forEach(({ rule }, place) => {
      for (const peer of rule.peers) this.add({ place, peer });
    });
  }

  /** In the order of the rules; peers that demand another value of a label are left out. */
  meeting(box: CompiledBox): RuleMeeting[] {
    const found = new Map<number, Set<CompiledBox>>();
    const take = (all: readonly Placed[]) => {
      for (const { place, peer } of all) {
        if (peer.kind !== box.kind) continue;
        const peers = found.get(place) ?? new Set();
        found.set(place, peers.add(peer));
      }
    };
    take(this.others);
    const demanded = new Map(demandedBy(box));
    for (const [label, byValue] of this.byLabel) {
      const values = demanded.get(label) ?? byValue.keys();
      for (const value of values) take(byValue.get(value) ?? NONE);
    }
    return Array.from(found, ([place, peers]) => ({ place, peers: [...peers] }))
      .sort((a, b) => a.place - b.place)
      .map(({ place, peers }) => ({ ...(this.rules[place] as SubjectRuleOrdered), peers }));
  }

  private add(placed: Placed): void {
    const [first] = demandedBy(placed.peer);
    if (first === undefined) {
      this.others.push(placed);
      return;
    }
    const [label, values] = first;
    const byValue = this.byLabel.get(label) ?? new Map<string, Placed[]>();
    this.byLabel.set(label, byValue);
    for (const value of values) addTo(byValue, value, placed);
  }
}

const NONE: readonly Placed[] = [];

/** The labels that must have one of some values, namespaces first. */
function* demandedBy(box: CompiledBox): Iterable<[label: string, values: ReadonlySet<string>]> {
  if (box.kind !== 'pod') return;
  for (const [owner, space] of [
    ['namespace', box.namespaces],
    ['pod', box.pods],
  ] as const satisfies readonly (readonly [string, LabelSpace])[]) {
    for (const [key, { absent, except, values }] of space) {
      if (!absent && !except) yield [`${owner} ${key}`, values];
    }
  }
}
