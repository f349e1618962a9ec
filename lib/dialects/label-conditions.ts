import { type LabelSelector, NAMESPACE_NAME_LABEL } from '../policy/manifest';
import type { LabelCondition } from './stage';

/** What a selector of Kubernetes asks, as conditions that must all hold. */
export function conditionsOfSelector({ matchLabels, matchExpressions }: LabelSelector): LabelCondition[] {
  return [
    ...Object.entries(matchLabels ?? {}).map(
      ([key, value]): LabelCondition => ({ key, operator: 'In', values: [value] }),
    ),
    ...(matchExpressions ?? []).map(({ key, operator, values }): LabelCondition => ({ key, operator, values })),
  ];
}

/** What is asked of a namespace by its name. */
export function namespaceCalled(name: string): LabelCondition[] {
  return [{ key: NAMESPACE_NAME_LABEL, operator: 'In', values: [name] }];
}
