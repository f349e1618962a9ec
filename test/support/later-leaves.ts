import { output } from '@pulumi/pulumi';

/** Fields of words and options that are no leaves: what they hold is known when the program is written. */
const FIXED = ['type', 'operator', 'protocol', 'in', 'family', 'all', 'direction', 'argoCdSyncWave', 'clientEgress'];

/**
 * Words or options of which some leaves, as `choices` goes round, are known only later: from an Output or a promise.
 */
export function withLaterLeaves<T>(value: T, choices: readonly ('plain' | 'output' | 'promise')[]): T {
  let turn = 0;
  const later = (leaf: unknown): unknown => {
    const choice = choices[turn++ % choices.length];
    if (choice === 'output') return output(Promise.resolve(leaf));
    return choice === 'promise' ? Promise.resolve(leaf) : leaf;
  };
  const walk = (part: unknown): unknown => {
    if (part === 'anywhere' || part === undefined) return part;
    if (typeof part === 'string' || typeof part === 'number') return later(part);
    if (Array.isArray(part)) return part.map(walk);
    const fields = Object.entries(part as object).map(([key, field]) => [
      key,
      FIXED.includes(key) && typeof field !== 'object' ? field : walk(field),
    ]);
    return Object.assign(Object.create(Object.getPrototypeOf(part)), Object.fromEntries(fields));
  };
  return walk(value) as T;
}
