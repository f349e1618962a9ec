import type { ReachablePair } from '../reachability/all-pairs/reachable-pairs';
import type { Condition } from '../reachability/answers/condition';
import { policiesText } from '../reachability/answers/unjudged-text';

/** How an answer that depends can be settled, a line for each thing that is unknown: how many pairs depend on it. */
export function dependsText(pairs: readonly ReachablePair[]): string[] {
  const counts = new Map<string, number>();
  for (const { depends } of pairs) {
    const unknown = new Set(depends.flatMap(({ conditions }) => conditions.flatMap(unknownOf)));
    for (const text of unknown) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(
    ([unknown, count]) => `${count} ${count === 1 ? 'pair depends' : 'pairs depend'} on ${unknown}`,
  );
}

/** What is unknown where a condition is asked; nothing where pods merely differ. */
function unknownOf(condition: Condition): string[] {
  switch (condition.type) {
    case 'address-in':
      return ['the addresses of pods, which the input does not show'];
    case 'ip-family':
      return ['whether pods connect over IPv4 or IPv6'];
    case 'namespace-label':
      return [`the labels of namespace ${condition.namespace}, which no Namespace object declares`];
    case 'pod-label':
      return [`the value of the label ${condition.label.key}, which a controller adds to pods`];
    case 'policies-not-judged':
      return [`policies that are not judged: ${policiesText(condition.policies)}`];
    case 'pods':
      return [];
    case 'undecided':
      return ['more combinations of unknowns than are worked out'];
  }
}
