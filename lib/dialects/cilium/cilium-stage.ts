import type { PolicyType } from '../../policy/manifest';
import type { DialectObject, DialectWorld } from '../dialect';
import {
  type Circumstance,
  circumstanceKey,
  type EndBox,
  EVERY_PORT_MATCH,
  EVERYONE,
  type Rank,
  type RankedRules,
  type Stage,
  type StageAction,
  type StagePorts,
  type StageRule,
} from '../stage';
import { DENIES_SERVICES, HOST_FIREWALL, NODE_SELECTORS, OTHER_NODE } from './cilium-circumstances';
import { clusterCircumstances } from './cilium-endpoints';
import { podBox, readSelector, reservedHolds, subjectSelector } from './cilium-labels';
import { endsOf, nodeConditions } from './cilium-peers';
import { type CiliumSettings, ciliumSettings } from './cilium-settings';
import type { CiliumPart, CiliumPorts, CiliumRule, CiliumSpec } from './cilium-spec';
import { type CiliumEnds, type CiliumWorld, ciliumWorld } from './cilium-world';
import { networkPolicyUnderCilium } from './network-policy-under-cilium';

/** In texts. */
const NAME = 'the policies of Cilium';

/**
 * NetworkPolicies, CiliumNetworkPolicies and CiliumClusterwideNetworkPolicies in a direction: one union. A deny of any of them counts
 * before every allow; a rule of layer 7 opens its port for the requests that fit it, and comes after those that ask nothing of requests; a
 * pod is isolated where any of them isolates it.
 */
export function ciliumStage(direction: PolicyType, world: DialectWorld): Stage {
  const settings = ciliumSettings(world.cni);
  if (settings.enforcement === 'never') return { name: NAME, ranks: [] };
  const inWorld = ciliumWorld(world, settings);
  const read = world.objects
    .filter(({ kind }) => kind === 'CiliumNetworkPolicy' || kind === 'CiliumClusterwideNetworkPolicy')
    .map((policy) => ({ policy, ...rulesOf(policy as DialectObject<CiliumSpec>, direction, inWorld) }));
  const kubernetes = (settings.networkPolicies ? world.networkPolicies : []).map((policy) => ({
    policy,
    ...networkPolicyUnderCilium(policy, direction, world.cni, settings),
  }));
  const rank = (all: readonly RankedRules[]): Rank => ({ policies: all.filter(({ rules }) => rules.length > 0) });
  const ranks = [
    rank(read.map(({ policy, denies }) => ({ policy, rules: denies }))),
    rank([...kubernetes, ...read].map(({ policy, allows }) => ({ policy, rules: allows }))),
    rank(read.map(({ policy, requests }) => ({ policy, rules: requests }))),
    rank([...kubernetes, ...read].map(({ policy, ends }) => ({ policy, rules: ends }))),
    rank(settings.enforcement === 'always' ? [EVERY_POD_ISOLATED] : []),
  ];
  return { name: NAME, takesNetworkPolicies: true, ranks: ranks.filter(({ policies }) => policies.length > 0) };
}

/** Where a setting of Cilium is: explanations name it as they name a policy, with its id and place. */
const CONFIG: DialectObject & { readonly id: string; readonly source: object } = {
  group: 'cilium.io',
  kind: 'ConfigMap',
  version: 'v1',
  namespace: 'kube-system',
  name: 'cilium-config',
  id: 'kube-system/cilium-config',
  spec: {},
  source: { type: 'construct', path: 'enable-policy: always' },
};

const EVERY_POD_ISOLATED: RankedRules = {
  policy: CONFIG,
  rules: [isolation([{ kind: 'pod', pods: [], namespaces: [] }], [], { policy: CONFIG, path: 'data' })],
};

function isolation(
  subjects: readonly EndBox[],
  circumstances: readonly Circumstance[],
  origin: StageRule['origin'],
): StageRule {
  return { action: 'deny', subjects, circumstances, peers: EVERYONE, ports: EVERY_PORT_MATCH, end: true, origin };
}

/** What one policy does in a direction. */
interface CiliumRules {
  readonly denies: StageRule[];
  readonly allows: StageRule[];
  /** What is allowed for some requests. */
  readonly requests: StageRule[];
  readonly ends: StageRule[];
}

function rulesOf(policy: DialectObject<CiliumSpec>, direction: PolicyType, world: CiliumWorld): CiliumRules {
  const all: CiliumRules = { denies: [], allows: [], requests: [], ends: [] };
  const { rules, selectsNodes } = policy.spec;
  const { nodeSelectorLabels } = world.settings;
  if (selectsNodes && nodeSelectorLabels === false) return all;
  const guard = selectsNodes && nodeSelectorLabels === undefined ? [NODE_SELECTORS] : [];
  for (const rule of rules) {
    const subject = subjectOf(rule, policy, world.settings);
    if (subject === undefined) continue;
    const { subjects } = subject;
    const ofRule = [...subject.circumstances, ...guard];
    const circumstances = [...ofRule, ...unknownFacts(rule, { policy, path: rule.path })];
    const isIngress = direction === 'Ingress';
    const [allowed, denied] = isIngress ? [rule.ingress, rule.ingressDeny] : [rule.egress, rule.egressDeny];
    for (const part of denied) {
      // Cilium resolves the Services of allows; of denies it is not known.
      const ofServices = part.peers?.type === 'services' ? [DENIES_SERVICES] : [];
      for (const match of matchesOf(part, policy, world)) {
        all.denies.push(staged('deny', match, subjects, [...circumstances, ...ofServices]));
      }
    }
    // A pod's own node reaches it in any case, so what lets in the other nodes lets in every node.
    const anyNode = isIngress && rule.subject.of === 'endpoints' && world.settings.nodeReachesPods;
    for (const part of allowed) {
      for (const one of matchesOf(part, policy, world)) {
        const match = anyNode
          ? { ...one, circumstances: one.circumstances.filter((fact) => fact !== OTHER_NODE) }
          : one;
        (match.layer7 === undefined ? all.allows : all.requests).push(staged('allow', match, subjects, circumstances));
      }
    }
    const asked = isIngress ? rule.enableDefaultDeny.ingress : rule.enableDefaultDeny.egress;
    const isolates = asked !== false || !world.settings.nonDefaultDeny;
    if (allowed.length + denied.length > 0 && isolates) {
      const origin = { policy, path: rule.path };
      all.ends.push(isolation(subjects, [...ofRule, ...isolationFacts(rule, origin)], origin));
    }
  }
  return all;
}

/** Undefined where no pod and no node is meant. */
function subjectOf(
  { subject }: CiliumRule,
  { namespace }: DialectObject,
  settings: CiliumSettings,
): { readonly subjects: readonly EndBox[]; readonly circumstances: readonly Circumstance[] } | undefined {
  if (subject.of === 'nodes') {
    if (settings.hostFirewall === false) return undefined;
    const subjects: EndBox[] = [{ kind: 'node', nodes: nodeConditions(subject.selector) }];
    return { subjects, circumstances: settings.hostFirewall === true ? [] : [HOST_FIREWALL] };
  }
  const read = readSelector(subjectSelector(subject.selector, namespace), settings.labels);
  const circumstances = clusterCircumstances(read, settings);
  const isOfPods = read.isOfPods && reservedHolds(read.reserved, () => false);
  return isOfPods && circumstances !== undefined ? { subjects: [podBox(read, namespace)], circumstances } : undefined;
}

interface Match extends CiliumEnds {
  readonly ports: StagePorts;
  readonly layer7?: Circumstance;
  readonly origin: StageRule['origin'];
}

function staged(
  action: StageAction,
  { peers, ports, origin, layer7, ...match }: Match,
  subjects: readonly EndBox[],
  besides: readonly Circumstance[],
): StageRule {
  const circumstances = [...besides, ...match.circumstances, ...(layer7 === undefined ? [] : [layer7])];
  return { action, subjects, peers, ports, circumstances, origin };
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
  const some: readonly CiliumPorts[] = (ports ?? [{ path, any: [{}] }]).filter(({ any }) => any.length > 0);
  return ends.flatMap((end) =>
    some.map((one): Match => {
      const circumstances = [
        ...end.circumstances,
        ...authenticated,
        ...unknownFacts(part, origin),
        ...serverNamesOf(one, policy),
      ];
      return { peers: end.peers, circumstances, ports: { any: one.any }, ...layer7Of(one, policy), origin };
    }),
  );
}

/** What is asked by fields that a later release may know, and others drop. */
function unknownFacts({ unknown }: Pick<CiliumPart, 'unknown'>, origin: StageRule['origin']): Circumstance[] {
  return unknown.map((at) => {
    const sentence = `what ${at} asks, which is not judged, is so`;
    return { key: circumstanceKey(origin, sentence), sentence };
  });
}

/** Whether the rule isolates in spite of them is a fact of its own: it may, and allow less. */
function isolationFacts({ unknown }: CiliumRule, origin: StageRule['origin']): Circumstance[] {
  return unknown.map((at) => {
    const sentence = `the rule isolates in spite of ${at}, which is not judged`;
    return { key: circumstanceKey(origin, sentence), sentence };
  });
}

function serverNamesOf({ serverNames, path }: CiliumPorts, policy: DialectObject): Circumstance[] {
  if (serverNames === undefined) return [];
  const key = circumstanceKey({ policy, path }, 'server names');
  return [{ key, sentence: `TLS asks for one of ${serverNames.join(', ')}` }];
}

function layer7Of({ layer7, path }: CiliumPorts, policy: DialectObject): { readonly layer7?: Circumstance } {
  if (layer7 === undefined) return {};
  const key = circumstanceKey({ policy, path }, 'requests');
  return { layer7: { key, sentence: `the request fits ${layer7}`, layer7: true } };
}
