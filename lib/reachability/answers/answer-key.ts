import type { UnjudgedPolicy } from '../../cluster/cluster';
import type { Answered, DependentConnections } from './answer';
import type { Condition, ConnectedPods } from './condition';
import { labelsAndPortsKey } from './connected-pods';

/** Texts by which answers and conditions are compared: equal ones say the same, also of two clusters. */

export function answerKey({ certain, depends }: Answered): string {
  return depends.length === 0 ? String(certain) : [String(certain), ...depends.map(wayKey).sort()].join('\n');
}

function wayKey({ connections, conditions }: DependentConnections): string {
  return `${connections} if ${conditionsKey(conditions)}`;
}

export function conditionsKey(conditions: readonly Condition[]): string {
  return conditions.map(conditionKey).sort().join(' and ');
}

function conditionKey(condition: Condition): string {
  switch (condition.type) {
    case 'address-in':
      return JSON.stringify([condition.type, condition.end, condition.addresses.key]);
    case 'ip-family':
      return JSON.stringify([condition.type, condition.family]);
    case 'namespace-label':
      return JSON.stringify([condition.type, condition.namespace, condition.label]);
    case 'pod-label':
      return JSON.stringify([condition.type, condition.end, condition.label]);
    case 'policies-not-judged':
      return JSON.stringify([condition.type, condition.direction, condition.effect, policiesKey(condition.policies)]);
    case 'circumstance':
      return JSON.stringify([condition.type, condition.sentence, condition.holds]);
    case 'policy-order':
      return JSON.stringify([condition.type, condition.first, condition.policies]);
    case 'pods':
      return JSON.stringify([condition.type, condition.end, condition.pods.map(podsKey).sort()]);
    case 'same-node':
      return JSON.stringify([condition.type, condition.end, condition.node]);
    case 'undecided':
      return condition.type;
  }
}

function podsKey(pods: ConnectedPods): string {
  return `${labelsAndPortsKey(pods)} ${pods.addresses.key}`;
}

const known = new WeakMap<readonly UnjudgedPolicy[], string>();

/** One list of policies is part of the conditions of many pairs. Where a policy is written does not matter. */
function policiesKey(policies: readonly UnjudgedPolicy[]): string {
  let key = known.get(policies);
  if (key === undefined) {
    key = policies
      .map(({ source: _, ...policy }) => JSON.stringify(policy))
      .sort()
      .join();
    known.set(policies, key);
  }
  return key;
}
