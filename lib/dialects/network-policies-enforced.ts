import { type CiliumSettings, ciliumSettings } from './cilium/cilium-settings';
import { meansOtherwise } from './cilium/network-policy-under-cilium';
import type { DialectWorld } from './dialect';
import { isOfCalico, isOfCilium } from './plugin-groups';

/** What NetworkPolicies are where a network plugin enforces them. Stages are not needed to say so, and not loaded for it. */

/**
 * Whether what policies do is only said by stages: there are others than NetworkPolicies, or the network plugin makes something else of
 * these than the specification does.
 */
export function needsStages({ objects, cni, networkPolicies, hasNodes }: PolicyWorld): boolean {
  if (objects.length > 0) return true;
  return cni.cilium !== undefined && meansOtherwise(networkPolicies, ciliumSettings(cni), hasNodes);
}

/** What decides whether stages are needed. */
export interface PolicyWorld extends Pick<DialectWorld, 'objects' | 'cni' | 'networkPolicies'> {
  /** Whether there are nodes, or pods on the network of their node. */
  readonly hasNodes: boolean;
}

/**
 * Whether a pod and its own node always reach each other, whatever policies say: the specification wants both ways. Cilium lets the node in,
 * unless it is set up otherwise, and the pod out to its node only where a policy does.
 */
export function ownNodeReach({ objects, cni }: Pick<DialectWorld, 'objects' | 'cni'>): {
  readonly nodeToPod: boolean;
  readonly podToNode: boolean;
} {
  const cilium = settingsOfCilium({ objects, cni });
  return { nodeToPod: cilium?.nodeReachesPods ?? true, podToNode: cilium === undefined };
}

/** What a NetworkPolicy can say where a plugin enforces it. */
export interface SayOfNetworkPolicies {
  /** Whether NetworkPolicies count at all. */
  readonly counts: boolean;
  /** Whether blocks match nodes. */
  readonly ofNodes: boolean;
  /** Whether a selector can match pods by a label of theirs. */
  knowsLabel(key: string): boolean;
}

/** Cilium's blocks are for no node, unless it is set up so, and it knows pods by some of their labels alone. */
export function sayOfNetworkPolicies(world: Pick<DialectWorld, 'objects' | 'cni'>): SayOfNetworkPolicies {
  const cilium = settingsOfCilium(world);
  if (cilium === undefined) return { counts: true, ofNodes: true, knowsLabel: () => true };
  const { networkPolicies, cidrMatches, labels } = cilium;
  return { counts: networkPolicies, ofNodes: cidrMatches.includes('nodes'), knowsLabel: (key) => labels.has(key) };
}

/** Undefined where the plugin is another one, or may be. */
function settingsOfCilium({ objects, cni }: Pick<DialectWorld, 'objects' | 'cni'>): CiliumSettings | undefined {
  const isCilium = (cni.cilium !== undefined || objects.some(isOfCilium)) && !objects.some(isOfCalico);
  return isCilium ? ciliumSettings(cni) : undefined;
}
