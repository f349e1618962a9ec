import type { Cluster, ClusterNamespace } from '../../cluster/cluster';
import { exampleOf, otherThan, spaceOf } from '../../policy/label-space';
import { type LabelSelector, NAMESPACE_NAME_LABEL, type StringMap } from '../../policy/manifest';
import { literalLabels, selectorMatches } from '../../policy/selector';
import type { Endpoint, NamespaceOfPod, PodEndpoint } from '../endpoint';
import { namespaceSelectorOf, type PodsRulePeer, type RulePeer } from '../policy-rules';
import type { Reachability } from '../reachability';
import { UndecidedError } from './budget';

/** An end of a flow that is claimed to be allowed: a pod by all of its addresses, or an address. */
export interface ClaimedEnd {
  readonly endpoints: readonly Endpoint[];
  /** Whether its containers' ports are known, since it is declared. */
  readonly declared: boolean;
}

/**
 * Whom a claim of access is about: every declared pod that the peer selects; if there is none, the pods with just the
 * labels that it says. For a block an address of each part that policies tell apart.
 */
export function claimedEnds(reachability: Reachability, peer: RulePeer): ClaimedEnd[] {
  if (peer.type === 'addresses') {
    return reachability.segments.partsOf(peer.addresses).flatMap((part): ClaimedEnd[] => {
      const address = part.first();
      return address === undefined ? [] : [{ endpoints: [{ type: 'address', address }], declared: true }];
    });
  }
  const declared = reachability.pods.selectedBy(peer);
  if (declared.length > 0) return declared.map(({ endpoints }) => ({ endpoints, declared: true }));
  return undeclaredPods(reachability, peer).map((pod) => ({ endpoints: [pod], declared: false }));
}

function undeclaredPods({ cluster, universe }: Reachability, peer: PodsRulePeer): PodEndpoint[] {
  const selector = namespaceSelectorOf(peer);
  let namespaces: readonly NamespaceOfPod[] = namespacesThatMay(selector, cluster).filter(({ labels }) =>
    selectorMatches(selector, labels),
  );
  if (namespaces.length === 0) {
    const space = spaceOf(selector);
    const other = space && universe.exampleOf(space);
    if (other !== undefined) namespaces = [other];
  }
  return namespaces.flatMap((namespace) =>
    labelMapsOf(peer.pods).map(
      (labels): PodEndpoint => ({ type: 'pod', namespace, labels, ports: [], hostNetwork: false, address: undefined }),
    ),
  );
}

/** Among thousands of namespaces, that which the selector names. */
function namespacesThatMay(selector: LabelSelector, { namespaces }: Cluster): readonly ClusterNamespace[] {
  const name = literalLabels(selector).find(([key]) => key === NAMESPACE_NAME_LABEL)?.[1];
  if (name === undefined) return [...namespaces.values()];
  const named = namespaces.get(name);
  return named === undefined ? [] : [named];
}

/** Each way to have the labels that a selector demands and no others; none where no pod can have them. */
function labelMapsOf(selector: LabelSelector): StringMap[] {
  if (!selector.matchExpressions?.length) return [selector.matchLabels ?? {}];
  const space = spaceOf(selector);
  if (space === undefined) return [];
  let maps: StringMap[] = [exampleOf(space)];
  for (const [key, { absent, except, values }] of space) {
    if (absent) continue;
    const wanted = except ? [otherThan(values)] : [...values];
    maps = maps.flatMap((labels) => wanted.map((value) => ({ ...labels, [key]: value })));
    if (maps.length > MOST_MAPS) throw new UndecidedError(`the selector lists more than ${MOST_MAPS} kinds of pods`);
  }
  return maps;
}

const MOST_MAPS = 1_000;
