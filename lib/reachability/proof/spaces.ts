import type { IpFamily } from '../../policy/cidr';
import type { LabelSpace } from '../../policy/label-space';
import { EVERYTHING, subtract, within } from '../../policy/label-space';
import { namespaceSelectorOf, type PodsRulePeer } from '../rules/policy-rules';
import { AddressSet, FAMILIES } from '../sets/address-set';

/** Every pod with labels, a namespace and an address in these sets, of any cluster. */
export interface PodSpace {
  readonly type: 'pods';
  readonly namespaces: LabelSpace;
  readonly labels: LabelSpace;
  /** Absent where it does not matter. */
  readonly serviceAccount?: string;
  readonly addresses: AddressSet;
}

/** Every address outside of the cluster in this set. */
export interface AddressSpace {
  readonly type: 'addresses';
  readonly addresses: AddressSet;
}

export type EndpointSpace = PodSpace | AddressSpace;

/** @param addresses where pods may have their addresses */
export function everyPod(addresses: AddressSet): PodSpace {
  return { type: 'pods', namespaces: EVERYTHING, labels: EVERYTHING, addresses };
}

export const EVERY_ADDRESS: AddressSpace = { type: 'addresses', addresses: AddressSet.all };

/** The pods of the space that a peer selects; undefined where no label map is left. */
export function selectedPods(space: PodSpace, peer: PodsRulePeer): PodSpace | undefined {
  const namespaces = within(space.namespaces, namespaceSelectorOf(peer));
  const labels = namespaces && within(space.labels, peer.pods);
  return namespaces && labels && { ...space, namespaces, labels };
}

/** What has an address in the set. */
export function addressed<T extends EndpointSpace>(space: T, addresses: AddressSet): T | undefined {
  const both = space.addresses.intersection(addresses);
  return both.isEmpty ? undefined : { ...space, addresses: both };
}

/** The pods of the space that a peer does not select, in disjoint pieces. */
export function unselectedPods(space: PodSpace, peer: PodsRulePeer): PodSpace[] {
  const namespaceSelector = namespaceSelectorOf(peer);
  const outside = [...subtract(space.namespaces, namespaceSelector)].map((namespaces) => ({ ...space, namespaces }));
  const inside = within(space.namespaces, namespaceSelector);
  if (inside === undefined) return outside;
  const others = [...subtract(space.labels, peer.pods)].map((labels) => ({ ...space, namespaces: inside, labels }));
  return [...outside, ...others];
}

/** A family in which both have addresses; undefined where they can never meet. */
export function commonFamily(a: EndpointSpace, b: EndpointSpace): IpFamily | undefined {
  return FAMILIES.find((family) => [a, b].every(({ addresses }) => addresses.intervals(family).length > 0));
}
