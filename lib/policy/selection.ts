import type { LabelCondition } from './label-expression';
import type { LabelSelector, StringMap } from './manifest';
import { copied } from './unknown-value';

/**
 * What a selection selects. `all` distinguishes an intended "everything" from a selector that came out empty by
 * accident: the first is written as `{}`, the second is an error.
 */
export interface Selection<S = string> {
  readonly selector: LabelSelector<S>;
  readonly all: boolean;
}

export function everything<S>(): Selection<S> {
  return { selector: {}, all: true };
}

/** Words keep copies: what a user does to his map of labels later means nothing to them. */
export function labelled<S>(labels: StringMap<S>): Selection<S> {
  return { selector: { matchLabels: copied(labels) }, all: false };
}

export function matching<S>(conditions: readonly LabelCondition<S>[]): Selection<S> {
  return { selector: { matchExpressions: conditions.map((condition) => copied(condition)) }, all: false };
}
