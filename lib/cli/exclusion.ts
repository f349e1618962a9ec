import type { Exclusion } from '../files/input-file';

/**
 * What patterns exclude that are written as in .gitignore, relative to where the command runs.
 * @param root what was named: where that is not below the folder of the command, patterns are relative to it
 */
export function exclusionOf(patterns: readonly string[], root: string): Exclusion {
  if (patterns.length === 0) return () => false;
  const { ignoredBy }: typeof import('./ignored-by') = require('./ignored-by');
  return ignoredBy(patterns, root);
}
