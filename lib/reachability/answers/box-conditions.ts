import type { UnjudgedPolicy } from '../../cluster/cluster';
import { areEqual, type KeyStates, statesIn } from '../../policy/label-space';
import type { PolicyType } from '../../policy/manifest';
import { type Box, ENDS } from '../unknowns/box';
import { keyOfText, type UnknownKey } from '../unknowns/unknown-labels';
import type { Condition, WantedLabel } from './condition';

/** The policies that are not judged and may decide on a pair. */
export type PoliciesAt = (direction: PolicyType, may: 'open' | 'close') => readonly UnjudgedPolicy[];

/** What has to be so for the unknowns to be in a box, beyond what is so anyway. */
export function conditionsOfBox(box: Box, anyway: Box, policiesAt: PoliciesAt): Condition[] {
  const addresses = ENDS.filter((end) => !box[end].equals(anyway[end])).map(
    (end): Condition => ({ type: 'address-in', end, addresses: box[end] }),
  );
  const labels = [...box.labels]
    .filter(([text, states]) => !areEqual(states, statesIn(anyway.labels, text)))
    .map(([text, states]) => conditionOf(keyOfText(text), states, policiesAt));
  return [...addresses, ...labels];
}

function conditionOf(key: UnknownKey, states: KeyStates, policiesAt: PoliciesAt): Condition {
  switch (key[0]) {
    case 'namespace':
      return { type: 'namespace-label', namespace: key[1], label: wanted(key[2], states) };
    case 'pod':
      return { type: 'pod-label', end: key[1], label: wanted(key[2], states) };
    case 'policies': {
      const [, direction, may] = key;
      const effect = may === 'open' ? 'one-allows' : 'none-denies';
      return { type: 'policies-not-judged', direction, effect, policies: policiesAt(direction, may) };
    }
    case 'service-account':
      return { type: 'pod-label', end: key[1], label: wanted(`${key[2]} of its service account`, states) };
    case 'node':
      return { type: 'pod-label', end: key[1], label: wanted(`${key[2]} of its node`, states) };
    case 'circumstance':
      return { type: 'circumstance', sentence: key[2], holds: !states.except };
    case 'first': {
      const groups = JSON.parse(key[2]) as string[][];
      const first = groups.filter(([id = '']) => states.values.has(id) !== states.except).flat();
      return { type: 'policy-order', first: first.map(policyTitle), policies: groups.flat().map(policyTitle) };
    }
    case 'undecided':
      return { type: 'undecided' };
  }
}

function wanted(key: string, { absent, except, values }: KeyStates): WantedLabel {
  return { key, optional: absent, operator: except ? 'NotIn' : 'In', values: [...values].sort() };
}

/** `ClusterNetworkPolicy a`, of the identity by which stages distinguish policies. */
function policyTitle(id: string): string {
  const [kind, namespace, name] = JSON.parse(id) as string[];
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}
