import type {
  Condition,
  ConnectedPods,
  PoliciesCondition,
  PolicyOrderCondition,
  SameNodeCondition,
  WantedLabel,
} from '../answers/condition';
import { policiesText } from '../answers/unjudged-text';
import { blocksText, listText, podsOfWorkloadText } from './text';

/** What the ends of a connection are called in a sentence. */
export interface EndNames {
  readonly source: string;
  readonly destination: string;
}

/** `if the address of default/a is in 10.1.0.0/16 and namespace front has the label team=x`. */
export function conditionsText(conditions: readonly Condition[], names: EndNames): string {
  return `if ${listText(
    conditions.flatMap((condition, index) => atBothEnds(conditions, index, names) ?? conditionText(condition, names)),
    ' and ',
  )}`;
}

/** The same policies at both ends are named once, at the first of them; undefined where they are at one end only. */
function atBothEnds(conditions: readonly Condition[], index: number, names: EndNames): string[] | undefined {
  const isSame = (one: Condition | undefined, other: Condition | undefined) =>
    one?.type === 'policies-not-judged' &&
    other?.type === 'policies-not-judged' &&
    one.policies.length === other.policies.length &&
    one.policies.every((policy, at) => policy === other.policies[at]);
  const [condition] = [conditions[index]];
  const first = conditions.findIndex((other) => isSame(condition, other));
  const second = conditions.findIndex((other, at) => at > first && isSame(condition, other));
  if (second === -1) return undefined;
  if (index !== first) return [];
  const [one, other] = [conditions[first], conditions[second]] as [PoliciesCondition, PoliciesCondition];
  return [`${policiesClause(one)} ${effectText(one, names)} and ${effectText(other, names)}`];
}

/** One condition, without the `if` before it. */
export function conditionText(condition: Condition, names: EndNames): string {
  switch (condition.type) {
    case 'address-in':
      return `the address of ${names[condition.end]} is in ${blocksText(condition.addresses)}`;
    case 'ip-family':
      return `they connect over ${condition.family}`;
    case 'namespace-label':
      return `${namespaceText(condition.namespace, names)} ${labelText(condition.label)}`;
    case 'pod-label':
      return `the pod of ${names[condition.end]} ${labelText(condition.label)}`;
    case 'policies-not-judged':
      return unjudgedText(condition, names);
    case 'circumstance':
      return condition.holds ? condition.sentence : `it is not so that ${condition.sentence}`;
    case 'policy-order':
      return policyOrderText(condition);
    case 'pods':
      return `${names[condition.end]} is a pod ${listText(condition.pods.map(podsText), ', or ')}`;
    case 'same-node':
      return `the pod of ${names[condition.end]} runs on ${nodeText(condition, names)}`;
    case 'undecided':
      return 'one of too many conditions to list holds';
  }
}

function nodeText({ end, node }: SameNodeCondition, names: EndNames): string {
  if (node !== undefined) return `node ${node}`;
  return `the node of ${names[end === 'source' ? 'destination' : 'source']}`;
}

/** The namespace of a pod that nothing declares has no name, and that pod is a source. */
function namespaceText(namespace: string, { source }: EndNames): string {
  return namespace === '' ? `the namespace of ${source}` : `namespace ${namespace}`;
}

function unjudgedText(condition: PoliciesCondition, names: EndNames): string {
  const { policies, effect } = condition;
  if (policies.length === 1) return `${policiesClause(condition)} ${effectText(condition, names)}`;
  const some = effect === 'one-allows' ? 'one' : 'none';
  const verb = effect === 'one-allows' ? 'allows' : 'denies';
  return `${some} of ${policiesClause(condition)} ${verb} ${endText(condition, names)}`;
}

/** `AuthorizationPolicy data/c (security.istio.io), which is not judged,`. */
function policiesClause({ policies }: PoliciesCondition): string {
  return `${policiesText(policies)}, which ${policies.length === 1 ? 'is' : 'are'} not judged,`;
}

/** `allows the ingress of shop/db`, after the policies. */
function effectText(condition: PoliciesCondition, names: EndNames): string {
  const isOne = condition.policies.length === 1;
  const allows = isOne ? 'allows' : 'allow';
  const denies = isOne ? 'does not deny' : 'do not deny';
  return `${condition.effect === 'one-allows' ? allows : denies} ${endText(condition, names)}`;
}

function endText({ direction }: PoliciesCondition, names: EndNames): string {
  return direction === 'Egress' ? `the egress of ${names.source}` : `the ingress of ${names.destination}`;
}

/** `has the label team=x`. */
function labelText({ key, optional, operator, values }: WantedLabel): string {
  const listed = values.length === 1 ? `${key}=${values[0]}` : `${key} with one of ${listText(values, ', ')}`;
  if (operator === 'In') {
    if (values.length === 0) return `does not have the label ${key}`;
    return optional ? `has the label ${listed}, or no label ${key}` : `has the label ${listed}`;
  }
  if (values.length === 0) return `has the label ${key}`;
  return optional
    ? `does not have the label ${listed}`
    : `has the label ${key}, and not as ${listText(values, ' or ')}`;
}

function podsText({ addresses, ...pods }: ConnectedPods): string {
  return `with ${podsOfWorkloadText({ ...pods, cidrs: addresses.cidrs() })}`;
}

/** `ClusterNetworkPolicy a comes before ClusterNetworkPolicy b, which has the same priority`. */
function policyOrderText({ first, policies }: PolicyOrderCondition): string {
  const others = policies.filter((policy) => !first.includes(policy));
  const which = others.length === 1 ? 'which has the same priority' : 'which have the same priority';
  return `${first.join(' or ')} comes before ${others.join(' and ')}, ${which}`;
}
