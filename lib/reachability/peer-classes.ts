import type { LabelSelector } from '../policy/manifest';
import { selectorMatches } from '../policy/selector';
import type { PodEndpoint } from './endpoint';
import type { EndpointClasses } from './endpoint-classes';
import { IndexSet } from './index-set';
import type { PeerMatch } from './peer-match';
import { namespaceNamed, type PodsRulePeer, type PolicyRules, type Rule, type RulePeer } from './policy-rules';

/** Which classes of endpoints the peers and subjects of policies match, each selector worked out once. */
export class PeerClasses {
  readonly every: IndexSet;
  private readonly known = new Map<string, IndexSet>();
  private readonly byNamespace = new Map<string, number[]>();
  private readonly byLabel = new Map<string, number[]>();
  private readonly selectable: Int32Array;

  constructor(
    private readonly classes: EndpointClasses,
    private readonly match: PeerMatch,
  ) {
    this.every = IndexSet.ofRange(classes.size, 0, classes.size);
    const selectable: number[] = [];
    classes.pods.forEach(({ endpoint }, index) => {
      if (match.isOnNode(endpoint)) return;
      selectable.push(index);
      push(this.byNamespace, endpoint.namespace.name, index);
      for (const label of Object.entries(endpoint.labels)) push(this.byLabel, label.join('='), index);
    });
    this.selectable = Int32Array.from(selectable);
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

  private ofAddresses(peer: Extract<RulePeer, { type: 'addresses' }>): IndexSet {
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
    return this.once(podsKey(pods, namespaces), () => {
      const namespaceSelector = 'own' in namespaces ? namespaceNamed(namespaces.own) : namespaces.selector;
      const inNamespace = new Map<PodEndpoint['namespace'], boolean>();
      const isMatch = ({ namespace, labels }: PodEndpoint) => {
        let matches = inNamespace.get(namespace);
        if (matches === undefined) {
          matches = selectorMatches(namespaceSelector, namespace.labels);
          inNamespace.set(namespace, matches);
        }
        return matches && selectorMatches(pods, labels);
      };
      const matching = this.candidates(pods, namespaceSelector).filter((index) =>
        isMatch(this.classes.pods[index]?.endpoint as PodEndpoint),
      );
      return IndexSet.ofSorted(this.classes.size, matching);
    });
  }

  /** Some classes, in order, among which are all that match: the fewest that one demanded label leaves. */
  private candidates(pods: LabelSelector, namespaces: LabelSelector): Int32Array {
    const lists = [
      ...demandedValues(pods).map((labels) => labels.map((label) => this.byLabel.get(label) ?? [])),
      ...demandedValues(namespaces)
        .filter((labels) => labels.every((label) => label.startsWith(NAME_PREFIX)))
        .map((labels) => labels.map((label) => this.byNamespace.get(label.slice(NAME_PREFIX.length)) ?? [])),
    ];
    const sizeOf = (parts: readonly number[][]) => parts.reduce((sum, { length }) => sum + length, 0);
    const [fewest] = lists.sort((a, b) => sizeOf(a) - sizeOf(b));
    return fewest === undefined ? this.selectable : Int32Array.from(new Set(fewest.flat())).sort();
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

const [NAME_LABEL = ''] = Object.keys(namespaceNamed('').matchLabels ?? {});
const NAME_PREFIX = `${NAME_LABEL}=`;

/** For each label that a selector demands, the values that will do. */
function demandedValues({ matchLabels, matchExpressions }: LabelSelector): string[][] {
  return [
    ...Object.entries(matchLabels ?? {}).map((label) => [label.join('=')]),
    ...(matchExpressions ?? [])
      .filter(({ operator }) => operator === 'In')
      .map(({ key, values }) => (values ?? []).map((value) => `${key}=${value}`)),
  ];
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

function push(lists: Map<string, number[]>, key: string, index: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [index]);
  else list.push(index);
}
