import type { LabelSelector, PolicyType, Protocol } from '../../lib/policy/manifest';
import { type Endpoint, type Flow, isSelected, isWithin, type Pod, type World } from './reference';

/**
 * What ClusterNetworkPolicies, AdminNetworkPolicies and BaselineAdminNetworkPolicies say of a flow, straight from their manifests and
 * from the rules of the API: tiers, priorities, Pass, networks, nodes, names of ports and of domains. Like `reference.ts` it folds
 * nothing and shares no code with lib/.
 */

export interface AdminManifest {
  readonly kind: 'ClusterNetworkPolicy' | 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly tier?: 'Admin' | 'Baseline';
    readonly priority?: number;
    readonly subject: AdminPeerManifest;
    readonly ingress?: readonly AdminRuleManifest[];
    readonly egress?: readonly AdminRuleManifest[];
  };
}

export interface AdminRuleManifest {
  readonly action: 'Accept' | 'Allow' | 'Deny' | 'Pass';
  readonly from?: readonly AdminPeerManifest[];
  readonly to?: readonly AdminPeerManifest[];
  readonly protocols?: readonly ProtocolManifest[];
  readonly ports?: readonly PortManifest[];
}

export interface AdminPeerManifest {
  readonly namespaces?: LabelSelector;
  /** Without a namespaceSelector, of every namespace. */
  readonly pods?: { readonly namespaceSelector?: LabelSelector; readonly podSelector: LabelSelector };
  readonly networks?: readonly string[];
  readonly nodes?: LabelSelector;
  readonly domainNames?: readonly string[];
}

type Ports = { readonly number?: number; readonly range?: { readonly start: number; readonly end: number } };

/** An item of `protocols` (v1alpha2). */
export type ProtocolManifest = { readonly destinationNamedPort?: string } & {
  readonly [protocol in Lowercase<Protocol>]?: { readonly destinationPort: Ports };
};

/** An item of `ports` (v1alpha1). */
export interface PortManifest {
  readonly portNumber?: { readonly protocol?: Protocol; readonly port: number };
  readonly portRange?: { readonly protocol?: Protocol; readonly start: number; readonly end: number };
  readonly namedPort?: string;
}

const TIERS = { AdminNetworkPolicy: 'Admin', BaselineAdminNetworkPolicy: 'Baseline' } as const;

function tierOf({ kind, spec }: AdminManifest): 'Admin' | 'Baseline' {
  return kind === 'ClusterNetworkPolicy' ? (spec.tier as 'Admin' | 'Baseline') : TIERS[kind];
}

/** A BaselineAdminNetworkPolicy has none; it is asked behind those that have. */
function priorityOf({ kind, spec }: AdminManifest): number {
  return kind === 'BaselineAdminNetworkPolicy' ? Number.POSITIVE_INFINITY : (spec.priority as number);
}

/** The policies of which no rule says which comes first, several together. */
export function tiedPolicies(policies: readonly AdminManifest[]): AdminManifest[][] {
  const groups = new Map<string, AdminManifest[]>();
  for (const policy of policies) {
    const key = `${tierOf(policy)} ${priorityOf(policy)}`;
    groups.set(key, [...(groups.get(key) ?? []), policy]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** What one tier decides; undefined where it goes on to the next. Policies of one priority are asked in the order of the world. */
export function tierDecides(
  world: World,
  tier: 'Admin' | 'Baseline',
  direction: PolicyType,
  flow: Flow<Endpoint>,
): 'accept' | 'deny' | undefined {
  const [self, other] = direction === 'Egress' ? [flow.from, flow.to] : [flow.to, flow.from];
  const policies = (world.admin ?? []).filter((policy) => tierOf(policy) === tier);
  for (const { spec } of [...policies].sort((a, b) => priorityOf(a) - priorityOf(b))) {
    if (!isPodOf(world, spec.subject, self)) continue;
    for (const rule of (direction === 'Egress' ? spec.egress : spec.ingress) ?? []) {
      const peers = (direction === 'Egress' ? rule.to : rule.from) ?? [];
      if (peers.some(isUnknown)) {
        if (rule.action === 'Accept' || rule.action === 'Allow') continue;
        return 'deny'; // rule 48
      }
      if (!peers.some((peer) => matches(world, peer, other, rule, flow))) continue;
      if (rule.action === 'Pass') return undefined;
      return rule.action === 'Deny' ? 'deny' : 'accept';
    }
  }
  return undefined;
}

function matches(
  world: World,
  peer: AdminPeerManifest,
  other: Endpoint,
  rule: AdminRuleManifest,
  flow: Flow<Endpoint>,
): boolean {
  if (isPodOf(world, peer, other))
    return portMatches(rule, flow, flow.to.type === 'pod' && isSelectable(world, flow.to));
  const isPeer =
    (peer.networks ?? []).some((cidr) => isInNetwork(world, other, cidr)) ||
    (peer.nodes !== undefined && isNode(world, other, peer.nodes)) ||
    (peer.domainNames ?? []).some(
      (name) => other.type === 'outside' && !isDeclaredNode(world, other) && world.resolved?.has(name),
    );
  return isPeer && portMatches(rule, flow, false);
}

/** Host-networked pods are neither subjects nor peers, in all four places. */
function isPodOf(world: World, { namespaces, pods }: AdminPeerManifest, end: Endpoint): boolean {
  if (end.type !== 'pod' || !isSelectable(world, end)) return false;
  const ofNamespace = { ...end.namespaceLabels, 'kubernetes.io/metadata.name': end.namespace };
  if (namespaces !== undefined) return isSelected(namespaces, ofNamespace);
  return (
    pods !== undefined &&
    isSelected(pods.namespaceSelector ?? {}, ofNamespace) &&
    isSelected(pods.podSelector, end.labels)
  );
}

function isSelectable({ cni }: World, pod: Pod): boolean {
  return !pod.hostNetwork || cni.selectorsMatchHostNetwork;
}

function isInNetwork(world: World, end: Endpoint, cidr: string): boolean {
  if (end.address === undefined) return false;
  if (end.type === 'pod' && isSelectable(world, end) && !world.cni.ipBlocksMatchPods) return false;
  return isWithin(end.address, cidr);
}

/** Rule 48: of a newer version of the API. */
function isUnknown({ namespaces, pods, networks, nodes, domainNames }: AdminPeerManifest): boolean {
  return [namespaces, pods, networks, nodes, domainNames].every((field) => field === undefined);
}

/** What `resolved` holds where an address is one of a node that is not declared. */
export const A_NODE = '(a node)';

/** Of pods on the network of their node, and where no node is declared, empty selectors alone are compared. */
function isNode(world: World, end: Endpoint, selector: LabelSelector): boolean {
  if (end.type === 'pod') return !isSelectable(world, end);
  if (world.cluster.nodes.length === 0) return world.resolved?.has(A_NODE) ?? false;
  return isDeclaredNode(world, end, selector);
}

function isDeclaredNode({ cluster }: World, { address }: Endpoint, selector: LabelSelector = {}): boolean {
  return cluster.nodes.some(
    ({ addresses, labels }) => address !== undefined && addresses.includes(address) && isSelected(selector, labels),
  );
}

/** @param named whether names of ports mean something on the destination */
function portMatches({ protocols, ports }: AdminRuleManifest, flow: Flow<Endpoint>, named: boolean): boolean {
  const bears = (name: string) =>
    named &&
    flow.to.type === 'pod' &&
    flow.to.ports.some((port) => port.name === name && port.protocol === flow.protocol && port.port === flow.port);
  const isIn = (start: number, end: number) => start <= flow.port && flow.port <= end;
  if (protocols !== undefined) {
    return protocols.some(({ destinationNamedPort, ...of }) => {
      if (destinationNamedPort !== undefined) return bears(destinationNamedPort);
      const ofProtocol = of[flow.protocol.toLowerCase() as Lowercase<Protocol>]?.destinationPort;
      if (ofProtocol === undefined) return false;
      const { number, range } = ofProtocol;
      return number === flow.port || (range !== undefined && isIn(range.start, range.end));
    });
  }
  if (ports === undefined) return true;
  return ports.some(({ portNumber, portRange, namedPort }) => {
    if (namedPort !== undefined) return bears(namedPort);
    if (portNumber !== undefined)
      return (portNumber.protocol ?? 'TCP') === flow.protocol && portNumber.port === flow.port;
    return (
      portRange !== undefined && (portRange.protocol ?? 'TCP') === flow.protocol && isIn(portRange.start, portRange.end)
    );
  });
}
