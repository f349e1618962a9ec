import type { PolicyType } from '../policy/manifest';
import { calicoStages } from './calico/calico-stages';
import { ciliumSettings } from './cilium/cilium-settings';
import { ciliumStage } from './cilium/cilium-stage';
import { adminTier } from './cluster-network-policy/admin-tiers';
import { ADMIN_POLICY_GROUP } from './cluster-network-policy/cluster-network-policy';
import type { DialectWorld } from './dialect';
import { guardedStage } from './guarded-stage';
import { networkPolicyRules } from './kubernetes/network-policy-rules';
import { isOfCalico, isOfCilium } from './plugin-groups';
import type { Circumstance, Rank, Stage, StageRule, Stages } from './stage';

/**
 * The stages of all policies of a cluster, in the order in which its network plugin asks them. This is the one place that
 * knows how the dialects go together.
 */
export function policyStages(world: DialectWorld): Stages {
  return { Ingress: stagesIn('Ingress', world), Egress: stagesIn('Egress', world) };
}

function stagesIn(direction: PolicyType, world: DialectWorld): Stage[] {
  const { objects, cni } = world;
  // Where no object shows the plugin, its profile may.
  const isCalico = objects.some(isOfCalico) || cni.policyApis?.includes('projectcalico.org') === true;
  if (!isCalico) return ownStages(direction, world);
  // Calico has stages of its own for what the others say.
  const calico = calicoStages(direction, world);
  if (!objects.some(isOfCilium)) return calico;
  // No cluster has both plugins, and no profile says which one this one has.
  return [
    ...calico.map((stage) => guardedStage(stage, () => [pluginIs('Calico')])),
    ...ownStages(direction, world).map((stage) => guardedStage(stage, () => [pluginIs('Cilium')])),
  ];
}

function pluginIs(name: string): Circumstance {
  return { key: `plugin ${name}`, sentence: `the network plugin is ${name}` };
}

function ownStages(direction: PolicyType, world: DialectWorld): Stage[] {
  const { objects, cni } = world;
  const admin = objects.filter(({ group }) => group === ADMIN_POLICY_GROUP);
  const isCilium = objects.some(isOfCilium) || cni.cilium !== undefined;
  // Cilium matches the networks of these policies as it does every block.
  const ofAdmin = isCilium ? { ...world, cidrMatches: ciliumSettings(cni).cidrMatches } : world;
  return [
    adminTier('Admin', direction, admin, ofAdmin),
    isCilium ? ciliumStage(direction, world) : kubernetesStage(direction, world),
    adminTier('Baseline', direction, admin, ofAdmin),
  ].filter(({ ranks }) => ranks.length > 0);
}

/** NetworkPolicies as the specification has them: the union of what they allow, then the isolation of whom they select. */
function kubernetesStage(direction: PolicyType, { networkPolicies, cni }: DialectWorld): Stage {
  const read = networkPolicies.map((policy) => ({ policy, ...networkPolicyRules(policy, direction, cni) }));
  const rankOf = (rulesOf: (one: (typeof read)[number]) => readonly StageRule[]): Rank => ({
    policies: read.map((one) => ({ policy: one.policy, rules: rulesOf(one) })).filter(({ rules }) => rules.length > 0),
  });
  const ranks = [rankOf(({ allows }) => allows), rankOf(({ end }) => (end === undefined ? [] : [end]))];
  return {
    name: 'NetworkPolicies',
    takesNetworkPolicies: true,
    ranks: ranks.filter(({ policies }) => policies.length > 0),
  };
}
