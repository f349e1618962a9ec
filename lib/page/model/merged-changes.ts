import type { DiffChange, DiffEndpoints } from '../../report/diff-document';

/** Changes that are alike but for whom they come from. */
export interface MergedChange extends Omit<DiffChange, 'from'> {
  readonly from: readonly DiffEndpoints[];
}

/** Puts together what changes in the same way to the same ends by the same policies. */
export function mergedChanges(changes: readonly DiffChange[]): MergedChange[] {
  const merged = new Map<string, MergedChange & { readonly from: DiffEndpoints[] }>();
  for (const { from, ...change } of changes) {
    const key = JSON.stringify(change);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { ...change, from: [from] });
    else known.from.push(from);
  }
  return [...merged.values()];
}
