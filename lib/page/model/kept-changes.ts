import type { DiffChange, DiffEndpoints } from '../../report/diff-document';
import type { ViewState } from '../state/view-state';
import type { Shown } from './shown-answers';

/** The changes that the filters keep. */
export function keptChanges(changes: readonly DiffChange[], state: ViewState, shown: Shown): DiffChange[] {
  return changes.filter((change) => keepsChange(change, state, shown));
}

function keepsChange(change: DiffChange, { namespace, search, answer }: ViewState, shown: Shown): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const ends = [change.from, ...change.to].flatMap((one) => ('cidrs' in one ? one.cidrs : endNames(one)));
  const causes = [...change.policies.map(({ id }) => id), ...(change.entries ?? []).map(({ title }) => title)];
  const text = [...ends, ...causes].join(' ').toLowerCase();
  const ways = [...(change.dependsBefore ?? []), ...(change.dependsAfter ?? [])].flatMap(({ ports }) => ports);
  const ranges = [...change.before, ...change.after, ...ways];
  return (
    (namespace === '' || ends.some((id) => id.startsWith(`${namespace}/`))) &&
    words.every((word) => text.includes(word)) &&
    (!shown.hasPort ||
      shown.keepsRanges(ranges.map(({ protocol, port, endPort = port }) => [protocol, port, endPort]))) &&
    isAsked(change, answer)
  );
}

function isAsked(change: DiffChange, answer: string): boolean {
  if (answer === '') return true;
  return answer === 'opened' ? change.opens : answer === 'closed' ? !change.opens : change.change === answer;
}

/** What an end that is no addresses is called. */
export function endNames(ends: Exclude<DiffEndpoints, { cidrs: unknown }>): readonly string[] {
  return 'entry' in ends ? [ends.id] : ends.workloads;
}

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
