import ignore from 'ignore';
import { type Exclusion, placeBelow } from '../files/input-file';

/** What is excluded by at least one pattern: few inputs have any, so the package is loaded for these. */
export function ignoredBy(patterns: readonly string[], root: string): Exclusion {
  const rules = ignore().add([...patterns]);
  return (path, isFolder) => {
    const name = placeBelow('.', path) ?? placeBelow(root, path);
    return name !== undefined && rules.ignores(isFolder ? `${name}/` : name);
  };
}
