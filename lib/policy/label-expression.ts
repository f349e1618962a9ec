import type { LabelSelectorRequirement } from './manifest';
import { copied } from './unknown-value';

/**
 * One condition on a label. The words of `LabelExpression` make it; `Pods.matching()` and `Namespaces.matching()` take it.
 */
export type LabelCondition<S = string> = LabelSelectorRequirement<S>;

/** How to say a condition on a label: `LabelExpression.in('tier', ['web', 'api'])`. */
export interface LabelExpressionWords<S> {
  /** The label is there and has one of these values. */
  in(key: S, values: readonly S[]): LabelCondition<S>;
  /** The label has none of these values. A pod without the label matches too: Kubernetes counts absence as "not in". */
  notIn(key: S, values: readonly S[]): LabelCondition<S>;
  /** The label is there, with any value. */
  exists(key: S): LabelCondition<S>;
  /** The label is not there. */
  doesNotExist(key: S): LabelCondition<S>;
}

/** The words, for any leaf type. */
export function labelExpressionWords<S>(): LabelExpressionWords<S> {
  return {
    in: (key, values) => ({ key, operator: 'In', values: copied(values) }),
    notIn: (key, values) => ({ key, operator: 'NotIn', values: copied(values) }),
    exists: (key) => ({ key, operator: 'Exists' }),
    doesNotExist: (key) => ({ key, operator: 'DoesNotExist' }),
  };
}
