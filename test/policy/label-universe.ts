import fc from 'fast-check';
import type { LabelSelector, LabelSelectorRequirement, StringMap } from '../../lib/policy/manifest';

/**
 * A world small enough to look at every pod of it: three keys, each absent or with one of four values. No selector
 * mentions `other`, so it stands for every value that is not mentioned, and what holds here holds everywhere.
 */
const KEYS = ['app', 'tier', 'example.com/zone'];
const MENTIONED = ['a', 'b', ''];

export const universe: readonly StringMap[] = KEYS.reduce<StringMap[]>(
  (pods, key) => pods.flatMap((pod) => [pod, ...[...MENTIONED, 'other'].map((value) => ({ ...pod, [key]: value }))]),
  [{}],
);

/** Rule 10, word for word. */
export function isSelected({ matchLabels, matchExpressions }: LabelSelector, pod: StringMap): boolean {
  const labels = Object.entries(matchLabels ?? {}).every(([key, value]) => pod[key] === value);
  return labels && (matchExpressions ?? []).every((requirement) => holds(requirement, pod[requirement.key]));
}

function holds({ operator, values = [] }: LabelSelectorRequirement, label: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return label !== undefined && values.includes(label);
    case 'NotIn':
      return label === undefined || !values.includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
  }
}

const key = fc.constantFrom(...KEYS);
const value = fc.constantFrom(...MENTIONED);
const requirement: fc.Arbitrary<LabelSelectorRequirement> = fc.oneof(
  fc.record({
    key,
    operator: fc.constantFrom('In' as const, 'NotIn' as const),
    values: fc.array(value, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ key, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
);

/** Selectors of that world; an emptied field is null, as YAML has it. */
export const selectors: fc.Arbitrary<LabelSelector> = fc.record(
  {
    matchLabels: fc.oneof(
      { weight: 4, arbitrary: fc.dictionary(key, value, { maxKeys: 2 }) },
      { weight: 1, arbitrary: fc.constant(null as unknown as undefined) },
    ),
    matchExpressions: fc.oneof(
      { weight: 4, arbitrary: fc.array(requirement, { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constant(null as unknown as undefined) },
    ),
  },
  { requiredKeys: [] },
);

export const pods: fc.Arbitrary<StringMap> = fc.constantFrom(...universe);
