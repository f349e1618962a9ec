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

/** Selectors over some keys and values; an emptied field is null, as YAML has it. */
export function selectorsOver(key: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<LabelSelector> {
  const requirement: fc.Arbitrary<LabelSelectorRequirement> = fc.oneof(
    fc.record({
      key,
      operator: fc.constantFrom('In' as const, 'NotIn' as const),
      values: fc.array(value, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ key, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
  );
  return fc.record(
    {
      matchLabels: emptied(fc.dictionary(key, value, { maxKeys: 2 })),
      matchExpressions: emptied(fc.array(requirement, { maxLength: 3 })),
    },
    { requiredKeys: [] },
  );
}

function emptied<T>(field: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 4, arbitrary: field }, { weight: 1, arbitrary: fc.constant(null as unknown as T) });
}

/** Selectors of that world. */
export const selectors = selectorsOver(fc.constantFrom(...KEYS), fc.constantFrom(...MENTIONED));

export const pods: fc.Arbitrary<StringMap> = fc.constantFrom(...universe);
