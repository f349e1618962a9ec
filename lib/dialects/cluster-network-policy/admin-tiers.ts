import { addTo } from '../../policy/grouped';
import type { LabelSelector, PolicyType } from '../../policy/manifest';
import type { DialectObject, DialectWorld } from '../dialect';
import { resolvesTo } from '../domain-fact';
import { conditionsOfSelector } from '../label-conditions';
import {
  type Circumstance,
  type EndBox,
  EVERY_PORT_MATCH,
  EVERYONE,
  type Rank,
  type RankedRules,
  type Stage,
  type StagePorts,
  type StageRule,
} from '../stage';
import type { AdminPeer, AdminPolicySpec, AdminRule, PodsPeer } from './admin-policy-spec';

/** What texts call the stage behind NetworkPolicies. */
export const BASELINE_TIER = 'the Baseline tier';

interface AdminWorld extends Pick<DialectWorld, 'cni' | 'nodes'> {
  /**
   * What networks match besides addresses outside, where the plugin is Cilium.
   * @default - nodes, and pods where the profile says that blocks match them
   */
  readonly cidrMatches?: readonly ('nodes' | 'pods')[];
}

/**
 * One tier of ClusterNetworkPolicies in a direction: by priority, then rule by rule; policies of one priority are one rank. There is no
 * end: what no rule matches goes on. A Pass of the Baseline tier ends in "allowed", since no stage is behind it.
 */
export function adminTier(
  tier: AdminPolicySpec['tier'],
  direction: PolicyType,
  policies: readonly DialectObject[],
  world: AdminWorld,
): Stage {
  return {
    name: tier === 'Baseline' ? BASELINE_TIER : 'the Admin tier',
    ranks: adminTierRanks(tier, direction, policies, world).map(({ rank }) => rank),
  };
}

/**
 * The ranks of a tier with their priorities, in order.
 * @param unknownPeers the types of peers that the network plugin does not know
 */
export function adminTierRanks(
  tier: AdminPolicySpec['tier'],
  direction: PolicyType,
  policies: readonly DialectObject[],
  world: AdminWorld,
  unknownPeers: readonly AdminPeer['type'][] = NEWER_PEERS,
): { readonly priority: number; readonly rank: Rank }[] {
  const byPriority = new Map<number, RankedRules[]>();
  for (const policy of policies) {
    const spec = policy.spec as AdminPolicySpec;
    if (spec.tier !== tier) continue;
    const rules = rulesOf(policy, spec, direction, world, unknownPeers);
    if (rules.length === 0) continue;
    // A BaselineAdminNetworkPolicy has no priority, and no implementation has policies of both APIs.
    const priority = policy.kind === 'BaselineAdminNetworkPolicy' ? Number.POSITIVE_INFINITY : spec.priority;
    addTo(byPriority, priority, { policy, rules });
  }
  return [...byPriority]
    .sort(([a], [b]) => a - b)
    .map(([priority, ranked]) => ({ priority, rank: { policies: ranked } }));
}

/** Those of a newer version of the API. */
const NEWER_PEERS: readonly AdminPeer['type'][] = ['unknown'];

const ACTIONS = { Accept: 'allow', Deny: 'deny', Pass: 'pass' } as const;

function rulesOf(
  policy: DialectObject,
  spec: AdminPolicySpec,
  direction: PolicyType,
  world: AdminWorld,
  unknownPeers: readonly AdminPeer['type'][],
): StageRule[] {
  const subjects = [podBox(spec.subject)];
  const rules = direction === 'Ingress' ? spec.ingress : spec.egress;
  return rules.flatMap((rule): StageRule[] => {
    const { path, name } = rule;
    const origin = { policy, path, ...(name !== undefined && { name }) };
    if (rule.peers.some(({ type }) => unknownPeers.includes(type))) {
      // What a plugin does not know fails closed: an Accept is for no one, anything else denies all.
      if (rule.action === 'Accept') return [];
      return [{ action: 'deny', subjects, peers: EVERYONE, ports: EVERY_PORT_MATCH, origin }];
    }
    return matchesOf(rule, world).map((match) => ({ action: ACTIONS[rule.action], subjects, ...match, origin }));
  });
}

type Match = Pick<StageRule, 'peers' | 'ports' | 'circumstances'>;

/** The peers of a rule at once, and each of which it is not known whom it matches by itself: domain names, and nodes that no input shows. */
function matchesOf({ peers, ports: given }: AdminRule, world: AdminWorld): Match[] {
  const ports: StagePorts = given === undefined ? EVERY_PORT_MATCH : { any: given };
  const pods = peers.flatMap((peer) => (peer.type === 'pods' ? [podBox(peer)] : []));
  const others = peers.flatMap((peer) => addressBoxes(peer, world));
  // What has no name for its ports is matched by numbers alone.
  const byNumber: StagePorts = { any: ports.any.filter((match) => !('name' in match)) };
  const byFact = peers.flatMap((peer): Match[] => {
    if (peer.type === 'nodes' && world.nodes.length === 0) {
      return [{ peers: [{ kind: 'outside' }], ports: byNumber, circumstances: [isNode(peer.nodes)] }];
    }
    if (peer.type !== 'domains') return [];
    const boxes = peer.names.some(isInCluster) ? EVERYONE : EVERYONE.filter(({ kind }) => kind === 'outside');
    return peer.names.map((name) => ({ peers: boxes, ports: byNumber, circumstances: [resolvesTo(name)] }));
  });
  return [
    ...(pods.length === 0 ? [] : [{ peers: pods, ports }]),
    ...(others.length === 0 || byNumber.any.length === 0 ? [] : [{ peers: others, ports: byNumber }]),
    ...(byNumber.any.length === 0 ? [] : byFact),
  ];
}

function podBox({ namespaces, pods }: PodsPeer): EndBox {
  return { kind: 'pod', pods: conditionsOfSelector(pods), namespaces: conditionsOfSelector(namespaces) };
}

/** Networks match pods and nodes by their addresses too, unless the plugin does not; nodes are matched by labels. */
function addressBoxes(peer: AdminPeer, { cni, cidrMatches }: AdminWorld): EndBox[] {
  if (peer.type === 'nodes') return [{ kind: 'node', nodes: conditionsOfSelector(peer.nodes) }];
  if (peer.type !== 'networks') return [];
  const addresses = { in: peer.cidrs };
  const matches = cidrMatches ?? ['nodes', ...(cni.ipBlocksMatchPods ? ['pods'] : [])];
  return [
    { kind: 'outside', addresses },
    ...(matches.includes('nodes') ? [{ kind: 'node' as const, nodes: [], addresses }] : []),
    ...(matches.includes('pods') ? [{ kind: 'pod' as const, pods: [], namespaces: [], addresses }] : []),
  ];
}

/** Names of headless Services and of pods may be matched as well. */
function isInCluster(name: string): boolean {
  return /\.local\.?$|\.svc(\.|$)/.test(name);
}

/** Without any Node in the input, an address may be one of a node. */
function isNode(selector: LabelSelector): Circumstance {
  const asked = conditionsOfSelector(selector).map(({ key, operator, ...more }) =>
    [key, operator, ...('values' in more ? (more.values ?? []) : [])].join(' '),
  );
  const labels = asked.length === 0 ? '' : ` whose labels fit: ${asked.sort().join(', ')}`;
  return { key: `node ${asked}`, sentence: `the address of the destination is one of a node${labels}` };
}
