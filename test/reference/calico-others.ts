import type { Protocol } from '../../lib/policy/manifest';
import type { Asked, CalicoEnd, CalicoWorld } from './calico-world';
import { isWithinBlock, type SlowSelector, selectorHolds } from './slow-selectors';
import type { NetworkRule } from './small-worlds';

/** What rules of NetworkPolicies and ClusterNetworkPolicies match where Calico enforces them. */

export interface AdminManifestOfWorld {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly tier: 'Admin' | 'Baseline';
    readonly priority: number;
    readonly subject: AdminPeer;
    readonly ingress?: readonly AdminRule[];
    readonly egress?: readonly AdminRule[];
  };
}

export interface AdminRule {
  readonly action: 'Accept' | 'Deny' | 'Pass';
  readonly from?: readonly AdminPeer[];
  readonly to?: readonly AdminPeer[];
  readonly protocols?: readonly {
    readonly destinationNamedPort?: string;
    readonly tcp?: AdminPort;
    readonly udp?: AdminPort;
  }[];
}

interface AdminPort {
  readonly destinationPort: {
    readonly number?: number;
    readonly range?: { readonly start: number; readonly end: number };
  };
}

export interface AdminPeer {
  readonly namespaces?: SlowSelector;
  readonly pods?: { readonly namespaceSelector: SlowSelector; readonly podSelector: SlowSelector };
  readonly networks?: readonly string[];
  readonly nodes?: SlowSelector;
  readonly domainNames?: readonly string[];
}

/** A block matches whatever has such an address, pods too. */
export function networkRuleMatches(
  world: CalicoWorld,
  own: string,
  { from, to, ports }: NetworkRule,
  other: CalicoEnd,
  { to: destination, protocol, port }: Asked,
): boolean {
  const peers = from ?? to ?? [];
  const matching = peers.filter(({ podSelector = {}, namespaceSelector, ipBlock }) => {
    if (ipBlock !== undefined) return isWithinBlock(addressOf(other), ipBlock.cidr);
    if (typeof other === 'string') return false;
    const inNamespace =
      namespaceSelector === undefined
        ? other.namespace === own
        : selectorHolds(namespaceSelector, labelsOfNamespace(world, other.namespace));
    return inNamespace && selectorHolds(podSelector, other.labels);
  });
  if (peers.length > 0 && matching.length === 0) return false;
  if (ports === undefined || ports.length === 0) return true;
  // To a block, the name of a port is no port.
  const hasNames = to === undefined || peers.length === 0 || matching.some(({ ipBlock }) => ipBlock === undefined);
  return ports.some((one) => {
    if (one.protocol !== protocol) return false;
    return typeof one.port === 'number' ? one.port === port : hasNames && bears(destination, one.port, protocol, port);
  });
}

/** What a rule does with a connection; undefined where it does not match. A peer that Calico does not know makes it fail closed. */
export function adminRuleMatches(
  world: CalicoWorld,
  { action, from, to, protocols }: AdminRule,
  other: CalicoEnd,
  { to: destination, protocol, port }: Asked,
): 'Allow' | 'Deny' | 'Pass' | undefined {
  const peers = from ?? to ?? [];
  if (peers.some(({ nodes, domainNames }) => (nodes ?? domainNames) !== undefined)) {
    return action === 'Accept' ? undefined : 'Deny';
  }
  const isPod = ({ namespaces, pods }: AdminPeer) => {
    if (typeof other === 'string') return false;
    const labels = labelsOfNamespace(world, other.namespace);
    if (namespaces !== undefined) return selectorHolds(namespaces, labels);
    return (
      pods !== undefined &&
      selectorHolds(pods.namespaceSelector, labels) &&
      selectorHolds(pods.podSelector, other.labels)
    );
  };
  const arePods = peers.some(isPod);
  const isIn = peers.some(({ networks = [] }) => networks.some((cidr) => isWithinBlock(addressOf(other), cidr)));
  if (!arePods && !isIn) return undefined;
  const matches =
    protocols === undefined ||
    protocols.some(({ destinationNamedPort, tcp, udp }) => {
      if (destinationNamedPort !== undefined)
        return arePods && bears(destination, destinationNamedPort, protocol, port);
      const { number, range } = { TCP: tcp, UDP: udp, SCTP: undefined }[protocol]?.destinationPort ?? {};
      return number === port || (range !== undefined && range.start <= port && port <= range.end);
    });
  return matches ? (action === 'Accept' ? 'Allow' : action) : undefined;
}

function bears(end: CalicoEnd, name: string, protocol: Protocol, port: number): boolean {
  if (typeof end === 'string') return false;
  return end.ports.some((one) => one.name === name && one.protocol === protocol && one.port === port);
}

function addressOf(end: CalicoEnd): string {
  return typeof end === 'string' ? end : end.address;
}

function labelsOfNamespace({ namespaces }: CalicoWorld, name: string): Record<string, string> {
  return { ...namespaces[name], 'kubernetes.io/metadata.name': name };
}
