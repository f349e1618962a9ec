import type { ClusterPolicy } from '../../cluster/cluster';
import {
  type LabelSelector,
  NAMESPACE_NAME_LABEL,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
  type PolicyType,
  type Protocol,
} from '../../policy/manifest';
import { policyTypesOf } from '../../policy/policy-types';
import { AddressSet } from '../sets/address-set';
import { ConnectionSet, everyPortOf, type PortRange } from '../sets/connection-set';

/** A policy as it is judged: whom it isolates in which direction, and what it allows them. */
export interface PolicyRules {
  readonly policy: ClusterPolicy;
  /** The pods of the policy's own namespace that it selects. */
  readonly subject: LabelSelector;
  /** Undefined where the policy does not isolate in that direction, whatever rules it holds. */
  readonly ingress: readonly Rule[] | undefined;
  readonly egress: readonly Rule[] | undefined;
}

/** One item of `ingress` or `egress`. */
export interface Rule {
  readonly policy: ClusterPolicy;
  readonly direction: PolicyType;
  readonly index: number;
  /** Any of these; undefined for everyone. */
  readonly peers: readonly RulePeer[] | undefined;
  /**
   * Those that select pods.
   * @internal
   */
  readonly podPeers: readonly PodsRulePeer[];
  /** What all of its blocks hold together, since a rule may list thousands of them. */
  readonly blocks: AddressSet;
  readonly ports: RulePorts;
}

/** What a rule selects: pods, or addresses. */
export type RulePeer = PodsRulePeer | AddressRulePeer;

/** Pods whose labels AND whose namespace match. */
export interface PodsRulePeer {
  readonly type: 'pods';
  readonly index: number;
  readonly pods: LabelSelector;
  /** The policy's own namespace by its name, others by their labels. */
  readonly namespaces: { readonly own: string } | { readonly selector: LabelSelector };
}

/** The blocks of one `ipBlock`, without its exceptions. */
export interface AddressRulePeer {
  readonly type: 'addresses';
  readonly index: number;
  readonly addresses: AddressSet;
}

/** Ports by number, and by names that mean something on the destination only. */
export interface RulePorts {
  readonly numbers: ConnectionSet;
  readonly named: readonly NamedPort[];
}

/** A port by its name, which only a destination can resolve. */
export interface NamedPort {
  readonly name: string;
  readonly protocol: Protocol;
}

const known = new WeakMap<ClusterPolicy, PolicyRules>();

/** What a policy says, with the defaults of the API server. */
export function rulesOf(policy: ClusterPolicy): PolicyRules {
  let rules = known.get(policy);
  if (rules === undefined) {
    rules = read(policy);
    known.set(policy, rules);
  }
  return rules;
}

function read(policy: ClusterPolicy): PolicyRules {
  // The API server takes a policy without a spec: it isolates every pod of its namespace for ingress.
  const spec = policy.manifest.spec ?? {};
  const types = policyTypesOf(spec);
  return {
    policy,
    subject: spec.podSelector ?? {},
    ingress: types.includes('Ingress')
      ? (spec.ingress ?? []).map(({ from, ports }, index) => ruleOf(policy, 'Ingress', index, from, ports))
      : undefined,
    egress: types.includes('Egress')
      ? (spec.egress ?? []).map(({ to, ports }, index) => ruleOf(policy, 'Egress', index, to, ports))
      : undefined,
  };
}

function ruleOf(
  policy: ClusterPolicy,
  direction: PolicyType,
  index: number,
  peers: readonly NetworkPolicyPeer[] | null | undefined,
  ports: readonly NetworkPolicyPort[] | null | undefined,
): Rule {
  const read = (peers ?? []).map((peer, peerIndex) => rulePeerOf(peer, peerIndex, policy.namespace));
  return {
    policy,
    direction,
    index,
    peers: read.length > 0 ? read : undefined,
    podPeers: read.filter((peer) => peer.type === 'pods'),
    blocks: AddressSet.unionOf(read.flatMap((peer) => (peer.type === 'addresses' ? [peer.addresses] : []))),
    ports: rulePortsOf(ports),
  };
}

/** @param namespace where a peer without a namespaceSelector is */
export function rulePeerOf(peer: NetworkPolicyPeer, index: number, namespace: string): RulePeer {
  const { ipBlock, podSelector, namespaceSelector } = peer;
  if (ipBlock) return { type: 'addresses', index, addresses: AddressSet.ofIpBlock(ipBlock) };
  return {
    type: 'pods',
    index,
    pods: podSelector ?? {},
    namespaces: namespaceSelector ? { selector: namespaceSelector } : { own: namespace },
  };
}

const EVERY_PORT: RulePorts = { numbers: ConnectionSet.all, named: [] };

/** A protocol without a port means each of its ports; without a protocol TCP is meant (networking/v1 defaults.go). */
export function rulePortsOf(ports: readonly NetworkPolicyPort[] | null | undefined): RulePorts {
  if (!ports?.length) return EVERY_PORT;
  const ranges: PortRange[] = [];
  const named: NamedPort[] = [];
  for (const { protocol: given, port, endPort } of ports) {
    const protocol = given ?? 'TCP';
    if (typeof port === 'string') named.push({ name: port, protocol });
    else if (port === undefined || port === null) ranges.push(everyPortOf(protocol));
    else ranges.push({ protocol, port, endPort: endPort ?? port });
  }
  return { numbers: ranges.length === 0 ? ConnectionSet.none : ConnectionSet.ofRanges(ranges), named };
}

/** The selector of a namespace by its name, which cannot be faked. */
export function namespaceNamed(name: string): LabelSelector {
  return { matchLabels: { [NAMESPACE_NAME_LABEL]: name } };
}

/** The namespaces of a peer, its own one by name. */
export function namespaceSelectorOf({ namespaces }: Pick<PodsRulePeer, 'namespaces'>): LabelSelector {
  return 'own' in namespaces ? namespaceNamed(namespaces.own) : namespaces.selector;
}
