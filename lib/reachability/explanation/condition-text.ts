import type { Condition, ConnectedPods, PoliciesCondition, WantedLabel } from '../answers/condition';
import { policiesText, unjudgedName } from '../answers/unjudged-text';
import { blocksText, listText, podsOfWorkloadText } from './text';

/** What the ends of a connection are called in a sentence. */
export interface EndNames {
  readonly source: string;
  readonly destination: string;
}

/** `if the address of default/a is in 10.1.0.0/16 and namespace front has the label team=x`. */
export function conditionsText(conditions: readonly Condition[], names: EndNames): string {
  return `if ${listText(
    conditions.map((condition) => conditionText(condition, names)),
    ' and ',
  )}`;
}

/** One condition, without the `if` before it. */
export function conditionText(condition: Condition, names: EndNames): string {
  switch (condition.type) {
    case 'address-in':
      return `the address of ${names[condition.end]} is in ${blocksText(condition.addresses)}`;
    case 'ip-family':
      return `they connect over ${condition.family}`;
    case 'namespace-label':
      return `namespace ${condition.namespace} ${labelText(condition.label)}`;
    case 'pod-label':
      return `the pod of ${names[condition.end]} ${labelText(condition.label)}`;
    case 'policies-not-judged':
      return unjudgedText(condition, names);
    case 'pods':
      return `${names[condition.end]} is a pod ${listText(condition.pods.map(podsText), ', or ')}`;
    case 'same-node':
      return `the pod of ${names[condition.end]} runs on node ${condition.node}`;
    case 'undecided':
      return 'one of too many conditions to list holds';
  }
}

function unjudgedText({ policies, effect, direction }: PoliciesCondition, names: EndNames): string {
  const what = direction === 'Egress' ? `the egress of ${names.source}` : `the ingress of ${names.destination}`;
  const [only, ...others] = policies;
  if (only !== undefined && others.length === 0) {
    return `${unjudgedName(only)}, which is not judged, ${effect === 'one-allows' ? 'allows' : 'does not deny'} ${what}`;
  }
  const [some, verb] = effect === 'one-allows' ? ['one', 'allows'] : ['none', 'denies'];
  return `${some} of ${policiesText(policies)}, which are not judged, ${verb} ${what}`;
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
