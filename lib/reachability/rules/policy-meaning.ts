import type { ClusterPolicy } from '../../cluster/cluster';
import type { LabelSelector } from '../../policy/manifest';
import { namespaceSelectorOf, type PolicyRules, type Rule, rulesOf } from './policy-rules';

/**
 * What a policy does, as a text: whom it selects where, which directions it isolates, and what each rule opens. Policies
 * with equal texts do the same in every cluster and under every network plugin; with different texts they may still. Not in
 * it: how peers, ports and conditions are ordered, split or repeated, and what the policy is called.
 */
export function policyMeaning(policy: ClusterPolicy): string {
  const { subject, ingress, egress }: PolicyRules = rulesOf(policy);
  return JSON.stringify([policy.namespace, conditions(subject), direction(ingress), direction(egress)]);
}

function direction(rules: readonly Rule[] | undefined): readonly string[] | 'open' {
  return rules === undefined ? 'open' : distinct(rules.map(ruleMeaning));
}

function ruleMeaning({ peers, blocks, ports }: Rule): string {
  const pods = peers?.flatMap((peer) =>
    peer.type === 'pods' ? [JSON.stringify([conditions(namespaceSelectorOf(peer)), conditions(peer.pods)])] : [],
  );
  const named = distinct(ports.named.map(({ protocol, name }) => `${protocol} ${name}`));
  return JSON.stringify([pods === undefined ? 'everyone' : distinct(pods), blocks.key, String(ports.numbers), named]);
}

/** Each label as the one value of a list of values. */
function conditions({ matchLabels, matchExpressions }: LabelSelector): readonly string[] {
  const labels = Object.entries(matchLabels ?? {}).map(([key, value]) => JSON.stringify([key, 'In', [value]]));
  const expressions = (matchExpressions ?? []).map(({ key, operator, values }) =>
    JSON.stringify([key, operator, distinct(values ?? [])]),
  );
  return distinct([...labels, ...expressions]);
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
