import { addTo } from '../../policy/grouped';
import type { PolicyType } from '../../policy/manifest';
import { compareTexts } from '../../policy/texts';
import { adminTierRanks } from '../cluster-network-policy/admin-tiers';
import { ADMIN_POLICY_GROUP } from '../cluster-network-policy/cluster-network-policy';
import type { DialectObject, DialectWorld } from '../dialect';
import { guardedStage } from '../guarded-stage';
import { networkPolicyRules } from '../kubernetes/network-policy-rules';
import { isOfCalico } from '../plugin-groups';
import { type Circumstance, EVERYONE, type Rank, type RankedRules, type Stage, type StageRule } from '../stage';
import { calicoPolicyRules } from './calico-rules';
import type { AddressesSpec, CalicoPolicySpec, CalicoSpec } from './calico-spec';
import { ADMIN_TIERS, type CalicoTier, DEFAULT_TIER, nameInTier, tiersInOrder } from './calico-tiers';
import { EntityBoxes } from './entity-boxes';
import { hostStage } from './host-stage';
import { AddressSelection } from './labelled-addresses';
import { shadowingStage } from './shadowing-labels';
import { enforcedObjects } from './staged';

/** Where Calico puts NetworkPolicies of Kubernetes in its default tier. */
export const NETWORK_POLICY_ORDER = 1_000;

/** Tiers that no manifest declares are put in every place where they may stand; where that makes more stages, it is not worked out. */
const MOST_STAGES = 1_000;

/**
 * The stages of a cluster whose network plugin is Calico: one a tier, with the NetworkPolicies of Kubernetes in the default one,
 * and the policies of the Network Policy API in theirs. After the last one the profile of the namespace allows everything.
 */
export function calicoStages(direction: PolicyType, given: DialectWorld): Stage[] {
  const world = enforcedObjects(given);
  const own = (world.objects as readonly DialectObject<CalicoSpec>[]).filter(isOfCalico);
  const sets = own.flatMap(({ namespace, spec }) =>
    spec.type === 'network-set' || spec.type === 'host-endpoint' ? [{ spec: spec as AddressesSpec, namespace }] : [],
  );
  const boxes = new EntityBoxes(new AddressSelection(sets, world.namespaces), world.services);
  const byTier = new Map<string, DialectObject<CalicoPolicySpec>[]>();
  for (const object of own) {
    if (object.spec.type !== 'policy' || object.spec.hostOnly !== undefined) continue;
    const policy = object as DialectObject<CalicoPolicySpec>;
    addTo(byTier, policy.spec.tier, policy);
  }
  const declared = tiersInOrder(own);
  const stageOf = (tier: CalicoTier) => tierStage(tier, byTier.get(tier.name) ?? [], direction, world, boxes);
  const stages = declared.map(stageOf);
  const known = new Set(declared.map(({ name }) => name));
  const undeclared = [...byTier.keys()].filter((name) => !known.has(name)).sort();
  const extra = undeclared.map((name) => stageOf({ name, defaultAction: 'Deny' }));
  const tiers = withUndeclared(stages, extra);
  const shadowing = shadowingStage(tiers, world.workloads);
  return [hostStage(direction, own), ...(shadowing === undefined ? [] : [shadowing]), ...tiers].filter(
    ({ ranks }) => ranks.length > 0,
  );
}

/** What is asked at one order of a tier, and by what name it comes there. */
interface Entry extends RankedRules {
  readonly order: number;
}

function tierStage(
  tier: CalicoTier,
  policies: readonly DialectObject<CalicoPolicySpec>[],
  direction: PolicyType,
  world: DialectWorld,
  boxes: EntityBoxes,
): Stage {
  const name = `the ${tier.name} tier`;
  const entries: Entry[] = [];
  const ends: RankedRules[] = [];
  for (const policy of [...policies].sort((a, b) => compareTexts(sortName(a), sortName(b)))) {
    const { rules, end } = calicoPolicyRules(policy, direction, boxes);
    const { order = Number.POSITIVE_INFINITY } = policy.spec;
    entries.push({ policy, rules, order, series: policy.kind.replace('Staged', '') });
    ends.push({ policy, rules: end });
  }
  if (tier.name === DEFAULT_TIER) {
    for (const policy of world.networkPolicies) {
      const { allows, end } = networkPolicyRules(policy, direction, world.cni);
      const series = `${policy.group}/${policy.kind}`;
      entries.push({ policy, rules: allows, order: NETWORK_POLICY_ORDER, series });
      ends.push({ policy, rules: end === undefined ? [] : [end] });
    }
  }
  const admin = Object.hasOwn(ADMIN_TIERS, tier.name) ? ADMIN_TIERS[tier.name] : undefined;
  if (admin !== undefined) entries.push(...adminEntries(admin, direction, world));
  // A tier that passes leaves to the next what no rule matches, as every stage does.
  const ranks = [...inRanks(entries), ...(tier.defaultAction === 'Deny' ? [{ policies: ends }] : [])].map(withRules);
  return {
    name,
    ...(tier.name === DEFAULT_TIER && { takesNetworkPolicies: true }),
    ranks: ranks.filter(({ policies }) => policies.length > 0),
  };
}

function withRules({ policies }: Rank): Rank {
  return { policies: policies.filter(({ rules }) => rules.length > 0) };
}

/** Peers of the Network Policy API that Calico does not know: a rule with one fails closed. */
const UNKNOWN_PEERS = ['unknown', 'nodes', 'domains'] as const;

function adminEntries(tier: 'Admin' | 'Baseline', direction: PolicyType, world: DialectWorld): Entry[] {
  const admin = world.objects.filter(({ group }) => group === ADMIN_POLICY_GROUP);
  return adminTierRanks(tier, direction, admin, world, UNKNOWN_PEERS).flatMap(({ priority, rank }) =>
    rank.policies.map((ranked) => ({ ...ranked, order: priority, series: ranked.policy.kind })),
  );
}

/** Policies of one order are one rank: those of a kind by their names; of kinds, versions of Calico differ. */
function inRanks(entries: readonly Entry[]): Rank[] {
  const byOrder = new Map<number, RankedRules[]>();
  for (const { order, ...ranked } of entries) {
    addTo(byOrder, order, ranked);
  }
  return [...byOrder].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, policies]) => ({ policies }));
}

/** Calico compares names with the tier in front of them. */
function sortName({ name, namespace = '', spec }: DialectObject<CalicoPolicySpec>): string {
  return `${nameInTier(name, spec.tier)}\n${namespace}`;
}

/**
 * Of a tier that no manifest declares, neither the order nor the default action is known: it is asked at the end, and perhaps at
 * any place before. What it decided at a place it decides again at the end, so asking it twice changes nothing.
 */
function withUndeclared(stages: readonly Stage[], undeclared: readonly Stage[]): Stage[] {
  const extra = undeclared.filter(({ ranks }) => ranks.length > 0);
  const before = [...stages.filter(({ ranks }) => ranks.length > 0), ...extra];
  if (before.length * extra.length ** 2 > MOST_STAGES) return [anything(extra), ...stages];
  const all: Stage[] = [];
  for (const [place, stage] of before.entries()) {
    // As often as there are such tiers, so that they may stand there in any order.
    for (let turn = 0; turn < extra.length; turn++) {
      for (const one of extra) if (one !== stage) all.push(guarded(one, stage, `${place} ${turn}`));
    }
    all.push(guarded(stage, undefined, ''));
  }
  return all;

  function guarded(stage: Stage, next: Stage | undefined, place: string): Stage {
    if (!extra.includes(stage)) return stage;
    const sentence = `${stage.name}, which no manifest declares, comes before ${next?.name}`;
    const before: Circumstance[] = next === undefined ? [] : [{ key: `${stage.name} at ${place}`, sentence }];
    const denies = { key: `tier ${stage.name} denies`, sentence: `the default action of ${stage.name} is Deny` };
    return guardedStage(stage, (rule) => [...before, ...(rule.end === true ? [denies] : [])]);
  }
}

/**
 * What many tiers in an unknown order may do: allow or deny whatever any of their policies is for. It is one fact for all, since so many by
 * themselves are too much to work out.
 */
function anything(stages: readonly Stage[]): Stage {
  const all = stages.flatMap(({ ranks }) => ranks.flatMap(({ policies }) => policies));
  const [first] = all;
  const name = 'the tiers that no manifest declares';
  if (first === undefined) return { name, ranks: [] };
  const subjects = all.flatMap(({ rules }) => rules.flatMap((rule) => rule.subjects));
  const rule = (action: 'allow' | 'deny'): StageRule => ({
    action,
    subjects,
    peers: EVERYONE,
    ports: { any: [{}] },
    circumstances: [{ key: `undeclared tiers ${action}`, sentence: `${name} ${action} it` }],
    origin: { policy: first.policy, path: 'spec' },
  });
  return { name, ranks: [{ policies: [{ policy: first.policy, rules: [rule('deny'), rule('allow')] }] }] };
}
