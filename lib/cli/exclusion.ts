import ignore from 'ignore';
import { type Exclusion, placeBelow } from '../files/input-file';

/**
 * What patterns exclude that are written as in .gitignore, relative to where the command runs.
 * @param root what was named: where that is not below the folder of the command, patterns are relative to it
 */
export function exclusionOf(patterns: readonly string[], root: string): Exclusion {
  if (patterns.length === 0) return () => false;
  const rules = ignore().add([...patterns]);
  return (path, isFolder) => {
    const name = placeBelow('.', path) ?? placeBelow(root, path);
    return name !== undefined && rules.ignores(isFolder ? `${name}/` : name);
  };
}
