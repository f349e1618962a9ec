import type { PolicyType } from '../policy/manifest';
import { calicoStages, isOfCalico } from './calico/calico-stages';
import { type CiliumSettings, ciliumSettings } from './cilium/cilium-settings';
import { ciliumStage } from './cilium/cilium-stage';
import { meansOtherwise } from './cilium/network-policy-under-cilium';
import { adminTier } from './cluster-network-policy/admin-tiers';
import { ADMIN_POLICY_GROUP } from './cluster-network-policy/cluster-network-policy';
import type { DialectObject, DialectWorld } from './dialect';
import { guardedStage } from './guarded-stage';
import { networkPolicyRules } from './kubernetes/network-policy-rules';
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

function isOfCilium({ group }: DialectObject): boolean {
  return group === 'cilium.io';
}

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
