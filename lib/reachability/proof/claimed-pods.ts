import type { Cluster } from '../../cluster/cluster';
import { contains, exampleOf, listedValues, otherThan, spaceOf, within } from '../../policy/label-space';
import { type LabelSelector, NAMESPACE_NAME_LABEL, type StringMap } from '../../policy/manifest';
import type { Engine } from '../engine';
import type { Endpoint, NamespaceOfPod, PodEndpoint } from '../pods/endpoint';
import type { NamespaceUniverse } from '../pods/namespace-universe';
import { namespaceNamed, namespaceSelectorOf, type PodsRulePeer, type RulePeer } from '../rules/policy-rules';
import { UndecidedError } from './budget';

/** An end of a flow that is claimed to be allowed: a pod by all of its addresses, or an address. */
export interface ClaimedEnd {
  readonly endpoints: readonly Endpoint[];
  /** Whether its containers' ports are known, since it is declared. */
  readonly declared: boolean;
  /** The peer that selects it; undefined for an address. Some of its labels may have to be so, where they are unknown. */
  readonly peer?: PodsRulePeer;
}

/**
 * Whom a claim of access is about: every declared pod that the peer selects; if there is none, the pods with just the
 * labels that it says. For a block an address of each part that policies distinguish.
 */
export function claimedEnds(engine: Engine, peer: RulePeer): ClaimedEnd[] {
  if (peer.type === 'addresses') {
    return engine.segments.partsOf(peer.addresses).flatMap((part): ClaimedEnd[] => {
      const address = part.first();
      return address === undefined ? [] : [{ endpoints: [{ type: 'address', address }], declared: true }];
    });
  }
  const declared = engine.pods.selectedBy(peer.pods, namespaceSelectorOf(peer));
  if (declared.length > 0) return declared.map(({ endpoints }) => ({ endpoints, declared: true, peer }));
  return undeclaredPods(engine, peer).map((pod) => ({ endpoints: [pod], declared: false, peer }));
}

function undeclaredPods({ cluster, universe }: Engine, peer: PodsRulePeer): PodEndpoint[] {
  return namespacesOf(cluster, universe, namespaceSelectorOf(peer)).flatMap((namespace) =>
    labelMapsOf(peer.pods).map(
      (labels): PodEndpoint => ({ type: 'pod', namespace, labels, ports: [], hostNetwork: false, address: undefined }),
    ),
  );
}

/** Those of the cluster that are selected, and each that is named; where there is none, any that can be. */
function namespacesOf({ namespaces }: Cluster, universe: NamespaceUniverse, selector: LabelSelector): NamespaceOfPod[] {
  const space = spaceOf(selector);
  if (space === undefined) return [];
  const known: NamespaceOfPod[] = [...namespaces.values()].filter(({ labels }) => contains(space, labels));
  const names = listedValues(space, NAMESPACE_NAME_LABEL);
  const spaces = names === undefined ? [space] : [...names].map((name) => within(space, namespaceNamed(name)));
  if (names === undefined && known.length > 0) return known;
  const unknown = spaces.flatMap((one) => (one && universe.exampleOf(one)) ?? []);
  return [...known, ...unknown.filter(({ name }) => !known.some((other) => other.name === name))];
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
    if (maps.length * wanted.length > MOST_MAPS) {
      throw new UndecidedError(`the selector lists more than ${MOST_MAPS} kinds of pods`);
    }
    maps = maps.flatMap((labels) => wanted.map((value) => ({ ...labels, [key]: value })));
  }
  return maps;
}

const MOST_MAPS = 1_000;
