import type { CniProfile } from '../../cni/cni-profile';
import type { LabelSelector, NetworkPolicySpec, PolicyType } from '../../policy/manifest';
import type { DialectObject } from '../dialect';
import { networkPolicyRules } from '../kubernetes/network-policy-rules';
import { type EndBox, EVERYONE, type LabelCondition, type PodBox, type StageRule } from '../stage';
import type { CiliumSettings } from './cilium-settings';
import type { IdentityLabels } from './identity-labels';

/** What a NetworkPolicy does where Cilium enforces it: it knows pods by some of their labels, and blocks match what they do elsewhere. */
export function networkPolicyUnderCilium(
  policy: DialectObject,
  direction: PolicyType,
  cni: CniProfile,
  { cidrMatches, labels }: CiliumSettings,
): { readonly allows: readonly StageRule[]; readonly ends: readonly StageRule[] } {
  const ipBlocksMatchPods = cidrMatches.includes('pods');
  const { allows, end } = networkPolicyRules(policy, direction, { ...cni, ipBlocksMatchPods });
  const matchesNodes = cidrMatches.includes('nodes');
  const known = (rule: StageRule): StageRule => {
    const hasNodes = matchesNodes || rule.peers === EVERYONE;
    return {
      ...rule,
      subjects: rule.subjects.flatMap((box) => knownBox(box, labels)),
      peers: rule.peers.flatMap((box) => (box.kind === 'node' && !hasNodes ? [] : knownBox(box, labels))),
    };
  };
  return { allows: allows.map(known), ends: end === undefined ? [] : [known(end)] };
}

/**
 * Whether NetworkPolicies mean something else under Cilium than under the profile's own settings: where it enforces all or nothing, where
 * they ask for labels of pods that it does not know, and where there are nodes, which blocks do not match.
 */
export function meansOtherwise(
  networkPolicies: readonly DialectObject[],
  { enforcement, cidrMatches, labels }: CiliumSettings,
  hasNodes: boolean,
): boolean {
  const matchesNodes = !hasNodes || cidrMatches.includes('nodes');
  return (
    enforcement !== 'default' ||
    networkPolicies.some(({ spec }) => {
      const { podSelector, ingress, egress } = spec as NetworkPolicySpec;
      const ofIngress = (ingress ?? []).flatMap((rule) => rule?.from ?? []);
      const peers = [...ofIngress, ...(egress ?? []).flatMap((rule) => rule?.to ?? [])];
      if (!matchesNodes && peers.some((peer) => peer?.ipBlock !== undefined)) return true;
      return [podSelector, ...peers.map((peer) => peer?.podSelector)].some((selector) => asks(selector, labels));
    })
  );
}

function asks(selector: LabelSelector | undefined | null, labels: IdentityLabels): boolean {
  const keys = [
    ...Object.keys(selector?.matchLabels ?? {}),
    ...(selector?.matchExpressions ?? []).map(({ key }) => key),
  ];
  return keys.some((key) => !labels.has(key));
}

/** What Cilium does not know of a pod counts as absent; none where the box asks for it. */
function knownBox(box: EndBox, labels: IdentityLabels): EndBox[] {
  if (box.kind !== 'pod') return [box];
  const pods = knownConditions(box.pods, labels);
  if (pods === undefined) return [];
  return [pods === box.pods ? box : ({ ...box, pods } satisfies PodBox)];
}

function knownConditions(
  conditions: readonly LabelCondition[],
  labels: IdentityLabels,
): readonly LabelCondition[] | undefined {
  const unknown = conditions.filter(({ key }) => !labels.has(key));
  if (unknown.length === 0) return conditions;
  if (unknown.some(({ operator }) => operator === 'In' || operator === 'Exists')) return undefined;
  return conditions.filter(({ key }) => labels.has(key));
}
