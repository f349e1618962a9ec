import type { Cluster, UnjudgedPolicy } from '../../lib/cluster/cluster';
import type { ContainerPort } from '../../lib/cluster/declared-pods';
import type { CniProfile } from '../../lib/cni/cni-profile';
import {
  type LabelSelector,
  type LabelSelectorRequirement,
  type ManifestIpBlock,
  NAMESPACE_NAME_LABEL,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
  type NetworkPolicySpec,
  type PolicyType,
  type Protocol,
  type StringMap,
} from '../../lib/policy/manifest';
import { type AdminManifest, tierDecides } from './admin-reference';
import { readSlowly, type SlowCidr } from './slow-cidr';

/**
 * Whether NetworkPolicies allow a flow, decided flow by flow from the rules of docs/semantics.md, whose numbers stand
 * beside the lines. It folds nothing, remembers nothing and shares no code with lib/: the engine is held against it.
 * Everything about the two ends is known here; `completions.ts` makes known what is not.
 */

export interface World {
  readonly cluster: Cluster;
  readonly cni: CniProfile;
  /** What policies that are not judged say of the flow; those that are not listed say nothing. */
  readonly said?: ReadonlyMap<UnjudgedPolicy, 'allow' | 'deny'>;
  /** Policies of policy.networking.k8s.io; those of one priority are asked in this order. */
  readonly admin?: readonly AdminManifest[];
  /** The names of domains of which an address outside is one. */
  readonly resolved?: ReadonlySet<string>;
}

/** A pod at one of its addresses; it need not be one of the cluster's. The same object is the same pod. */
export interface Pod {
  readonly type: 'pod';
  readonly namespace: string;
  readonly namespaceLabels: StringMap;
  readonly labels: StringMap;
  readonly ports: readonly ContainerPort[];
  readonly hostNetwork: boolean;
  /** Absent where it is unknown: no block matches it then. */
  readonly address?: string;
}

export interface Outside {
  readonly type: 'outside';
  readonly address: string;
}

export type Endpoint = Pod | Outside;

export interface Flow<End> {
  readonly from: End;
  readonly to: End;
  readonly protocol: Protocol;
  readonly port: number;
}

export function isAllowed(world: World, flow: Flow<Endpoint>): boolean {
  if (flow.from === flow.to) return true; // rule 16
  if (!shareFamily(flow.from, flow.to)) return false; // rule 22
  return passes(world, 'Egress', flow) && passes(world, 'Ingress', flow); // rule 2
}

/** Whether both are, or may be, of one IP family. */
export function shareFamily(a: Endpoint, b: Endpoint): boolean {
  return a.address === undefined || b.address === undefined || a.address.includes(':') === b.address.includes(':');
}

function passes(world: World, direction: PolicyType, flow: Flow<Endpoint>): boolean {
  const { cluster, cni, said } = world;
  const [self, other] = direction === 'Egress' ? [flow.from, flow.to] : [flow.to, flow.from];
  const unjudged = unjudgedFor(cluster, direction, self).map((policy) => said?.get(policy));
  if (unjudged.includes('allow')) return true; // rule 28
  if (unjudged.includes('deny')) return false;
  const admin = tierDecides(world, 'Admin', direction, flow);
  if (admin !== undefined) return admin === 'accept';
  const isolating = cluster.policies.filter(({ namespace, manifest: { spec = {} } }) => {
    return directionsOf(spec).includes(direction) && selects({ podSelector: spec.podSelector }, namespace, self, cni); // rule 8
  });
  if (isolating.length === 0) return tierDecides(world, 'Baseline', direction, flow) !== 'deny'; // rule 1
  return isolating.some(({ namespace, manifest: { spec = {} } }) => {
    const rules =
      direction === 'Egress'
        ? (spec.egress ?? []).map(({ to, ports }) => ({ peers: to ?? [], ports: ports ?? [] }))
        : (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from ?? [], ports: ports ?? [] }));
    return rules.some(({ peers, ports }) => {
      const selected = peers.length === 0 || peers.some((peer) => selects(peer, namespace, other, cni)); // rules 6, 9
      const inBlock = peers.some(({ ipBlock }) => ipBlock && blockMatches(ipBlock, other, cni)); // rule 11
      const named = direction === 'Ingress' || (selected && isSelectable(other, cni)); // rule 14
      return (selected || inBlock) && (ports.length === 0 || ports.some((port) => portMatches(port, flow, named)));
    });
  });
}

/** Rule 28: those in whose reach a pod is. */
export function unjudgedFor({ unjudged }: Cluster, direction: PolicyType, pod: Endpoint): UnjudgedPolicy[] {
  return unjudged.filter(
    ({ directions, reach }) =>
      pod.type === 'pod' &&
      directions.includes(direction) &&
      (reach.type === 'cluster' || reach.namespace === pod.namespace),
  );
}

/** Rules 3 and 4. */
export function directionsOf({ policyTypes, egress }: NetworkPolicySpec): readonly PolicyType[] {
  if (policyTypes?.length) return policyTypes;
  return egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
}

/** Rules 8, 9 and 21. */
function selects(peer: NetworkPolicyPeer, policyNamespace: string, endpoint: Endpoint, cni: CniProfile): boolean {
  if (peer.ipBlock || !isSelectable(endpoint, cni)) return false;
  const { namespace, namespaceLabels, labels } = endpoint;
  const there = peer.namespaceSelector
    ? isSelected(peer.namespaceSelector, { ...namespaceLabels, [NAMESPACE_NAME_LABEL]: namespace })
    : namespace === policyNamespace;
  return there && isSelected(peer.podSelector ?? {}, labels);
}

/** Rule 17. */
function isSelectable(endpoint: Endpoint, cni: CniProfile): endpoint is Pod {
  return endpoint.type === 'pod' && (!endpoint.hostNetwork || cni.selectorsMatchHostNetwork);
}

/** Rule 10. */
export function isSelected({ matchLabels, matchExpressions }: LabelSelector, labels: StringMap): boolean {
  const labelOf = (key: string) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  return (
    Object.entries(matchLabels ?? {}).every(([key, value]) => labelOf(key) === value) &&
    (matchExpressions ?? []).every((requirement) => holds(requirement, labelOf(requirement.key)))
  );
}

function holds({ operator, values }: LabelSelectorRequirement, label: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return label !== undefined && (values ?? []).includes(label);
    case 'NotIn':
      return label === undefined || !(values ?? []).includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
  }
}

/** Rules 7, 13 and 14. */
function portMatches({ protocol, port, endPort }: NetworkPolicyPort, flow: Flow<Endpoint>, named: boolean): boolean {
  if ((protocol ?? 'TCP') !== flow.protocol) return false;
  if (typeof port === 'number') return port <= flow.port && flow.port <= (endPort ?? port);
  if (typeof port !== 'string') return true;
  const ports = named && flow.to.type === 'pod' ? flow.to.ports : [];
  return ports.some((its) => its.name === port && its.protocol === flow.protocol && its.port === flow.port);
}

/** Rules 11, 12, 17 and 22: whether the endpoint has an address in the block and in no except. */
function blockMatches({ cidr, except }: ManifestIpBlock, endpoint: Endpoint, cni: CniProfile): boolean {
  const { address } = endpoint;
  if (address === undefined || (isSelectable(endpoint, cni) && !cni.ipBlocksMatchPods)) return false;
  return isWithin(address, cidr) && !(except ?? []).some((part) => isWithin(address, part));
}

export function isWithin(address: string, cidr: string): boolean {
  const [one, block] = [read(`${address}/${address.includes(':') ? 128 : 32}`), read(cidr)];
  return one.bits === block.bits && block.first <= one.first && one.first <= block.last;
}

const known = new Map<string, SlowCidr>();

/** Rule 25: read as the API server did before 1.36, and masked. */
function read(cidr: string): SlowCidr {
  const block = known.get(cidr) ?? readSlowly(cidr);
  if (block === undefined) throw new Error(`no CIDR: ${cidr}`);
  known.set(cidr, block);
  return block;
}
