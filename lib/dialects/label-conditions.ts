import { type LabelSelector, NAMESPACE_NAME_LABEL } from '../policy/manifest';
import type { LabelCondition, TextOperator } from './stage';

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

/** Whether a value contains, starts with or ends with a text. */
export function hasText(value: string, operator: TextOperator, text: string): boolean {
  switch (operator) {
    case 'Contains':
      return value.includes(text);
    case 'StartsWith':
      return value.startsWith(text);
    case 'EndsWith':
      return value.endsWith(text);
  }
}
