import type { PolicyType } from '../../policy/manifest';
import type { DialectObject, DialectWorld } from '../dialect';
import { networkPolicyRules } from '../kubernetes/network-policy-rules';
import { conditionsOfSelector } from '../label-conditions';
import {
  type Circumstance,
  circumstanceKey,
  type EndBox,
  EVERY_PORT_MATCH,
  EVERYONE,
  type Rank,
  type Stage,
  type StageAction,
  type StagePorts,
  type StageRule,
} from '../stage';
import { readSelector, subjectBox } from './cilium-labels';
import { type CiliumEnds, type CiliumWorld, endsOf } from './cilium-peers';
import { ciliumSettings } from './cilium-settings';
import type { CiliumPart, CiliumPorts, CiliumRule, CiliumSpec } from './cilium-spec';

/**
 * NetworkPolicies, CiliumNetworkPolicies and CiliumClusterwideNetworkPolicies in a direction: one union. A deny of any of them counts
 * before every allow; a rule of layer 7 opens its port for the requests that fit it, and comes after those that ask nothing of requests; a
 * pod is isolated where any of them isolates it.
 */
export function ciliumStage(direction: PolicyType, world: DialectWorld): Stage {
  const settings = ciliumSettings(world.cni);
  const name = 'the policies of Cilium';
  if (settings.enforcement === 'never') return { name, ranks: [] };
  const inWorld: CiliumWorld = { ...world, settings };
  const read = world.objects
    .filter(({ kind }) => kind === 'CiliumNetworkPolicy' || kind === 'CiliumClusterwideNetworkPolicy')
    .map((policy) => ({ policy, ...rulesOf(policy, direction, inWorld) }));
  const cni = { ...world.cni, ipBlocksMatchPods: settings.cidrMatches.includes('pods') };
  const kubernetes = world.networkPolicies.map((policy) => {
    const { allows, end } = networkPolicyRules(policy, direction, cni);
    const isBlock = ({ peers }: StageRule) => peers.some(({ kind }) => kind !== 'pod') && peers !== EVERYONE;
    const withoutNodes = (rule: StageRule): StageRule =>
      isBlock(rule) && !settings.cidrMatches.includes('nodes')
        ? { ...rule, peers: rule.peers.filter(({ kind }) => kind !== 'node') }
        : rule;
    return { policy, allows: allows.map(withoutNodes), ends: end === undefined ? [] : [end] };
  });
  const rank = (all: readonly { readonly policy: DialectObject; readonly rules: readonly StageRule[] }[]): Rank => ({
    policies: all.filter(({ rules }) => rules.length > 0),
  });
  const ranks = [
    rank(read.map(({ policy, denies }) => ({ policy, rules: denies }))),
    rank([...kubernetes, ...read].map(({ policy, allows }) => ({ policy, rules: allows }))),
    rank(read.map(({ policy, requests }) => ({ policy, rules: requests }))),
    rank([...kubernetes, ...read].map(({ policy, ends }) => ({ policy, rules: ends }))),
  ];
  return { name, takesNetworkPolicies: true, ranks: ranks.filter(({ policies }) => policies.length > 0) };
}

/** What one policy does in a direction. */
interface CiliumRules {
  readonly denies: readonly StageRule[];
  readonly allows: readonly StageRule[];
  /** What is allowed for some requests. */
  readonly requests: readonly StageRule[];
  readonly ends: readonly StageRule[];
}

function rulesOf(policy: DialectObject, direction: PolicyType, world: CiliumWorld): CiliumRules {
  const denies: StageRule[] = [];
  const allows: StageRule[] = [];
  const requests: StageRule[] = [];
  const ends: StageRule[] = [];
  for (const rule of (policy.spec as CiliumSpec).rules) {
    const subject = subjectOf(rule, policy);
    if (subject === undefined) continue;
    const { subjects, circumstances: ofSubject } = subject;
    const [allowed, denied] =
      direction === 'Ingress' ? [rule.ingress, rule.ingressDeny] : [rule.egress, rule.egressDeny];
    const common = { subjects, ...(ofSubject.length > 0 && { circumstances: ofSubject }) };
    for (const part of denied) {
      for (const match of matchesOf(part, policy, world)) denies.push(staged('deny', match, common));
    }
    for (const part of allowed) {
      for (const match of matchesOf(part, policy, world)) {
        (match.layer7 === undefined ? allows : requests).push(staged('allow', match, common));
      }
    }
    const asked = direction === 'Ingress' ? rule.enableDefaultDeny.ingress : rule.enableDefaultDeny.egress;
    const isolates = asked !== false || !world.settings.nonDefaultDeny;
    if (allowed.length + denied.length > 0 && isolates) {
      ends.push({
        action: 'deny',
        ...common,
        peers: EVERYONE,
        ports: EVERY_PORT_MATCH,
        end: true,
        origin: { policy, path: rule.path },
      });
    }
  }
  return { denies, allows, requests, ends };
}

const HOST_FIREWALL: Circumstance = { key: 'cilium host firewall', sentence: "Cilium's host firewall is switched on" };

function subjectOf({ subject }: CiliumRule, { namespace }: DialectObject) {
  if (subject.of === 'nodes') {
    const subjects: EndBox[] = [{ kind: 'node', nodes: conditionsOfSelector(subject.selector) }];
    return { subjects, circumstances: [HOST_FIREWALL] };
  }
  const read = readSelector(subject.selector);
  if (read.isNoOne || read.entities.length > 0) return undefined;
  return { subjects: [subjectBox(read, namespace)], circumstances: [] as readonly Circumstance[] };
}

interface Match extends CiliumEnds {
  readonly ports: StagePorts;
  readonly layer7?: Circumstance;
  readonly origin: StageRule['origin'];
}

function staged(action: StageAction, match: Match, common: Pick<StageRule, 'subjects' | 'circumstances'>): StageRule {
  const circumstances = [
    ...(common.circumstances ?? []),
    ...match.circumstances,
    ...(match.layer7 === undefined ? [] : [match.layer7]),
  ];
  return {
    action,
    subjects: common.subjects,
    peers: match.peers,
    ports: match.ports,
    ...(circumstances.length > 0 && { circumstances }),
    origin: match.origin,
  };
}

/** Every combination of peers and ports of an item. Without both it matches nothing, though its section isolates. */
function matchesOf(part: CiliumPart, policy: DialectObject, world: CiliumWorld): Match[] {
  const { peers, ports, icmp, path, authenticates } = part;
  if (icmp || (peers === undefined && ports === undefined)) return [];
  const origin = { policy, path };
  const ends = peers === undefined ? [{ peers: EVERYONE, circumstances: [] }] : endsOf(peers, policy, world);
  const authenticated: Circumstance[] = authenticates
    ? [{ key: circumstanceKey(origin, 'authentication'), sentence: 'both ends authenticate each other' }]
    : [];
  const some: readonly CiliumPorts[] = ports ?? [{ path, any: [{}] }];
  return ends.flatMap((end) =>
    some.flatMap((one): Match[] => {
      if (one.any.length === 0) return [];
      const names = one.serverNames?.join(', ');
      const asked: Circumstance[] =
        names === undefined
          ? []
          : [
              {
                key: circumstanceKey({ policy, path: one.path }, 'server names'),
                sentence: `TLS asks for one of ${names}`,
              },
            ];
      return [
        {
          peers: end.peers,
          circumstances: [...end.circumstances, ...authenticated, ...asked],
          ports: { any: one.any },
          ...(one.layer7 !== undefined && {
            layer7: {
              key: circumstanceKey({ policy, path: one.path }, 'requests'),
              sentence: `the request fits the rules for ${one.layer7}`,
              layer7: true as const,
            },
          }),
          origin,
        },
      ];
    }),
  );
}
