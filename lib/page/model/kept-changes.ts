import type { DiffEndpoints } from '../../report/diff-document';
import type { PageChange } from '../../report/page/page-types';
import type { ViewState } from '../state/view-state';
import type { Shown } from './shown-answers';

/** The changes that the filters keep. */
export function keptChanges(changes: readonly PageChange[], state: ViewState, shown: Shown): PageChange[] {
  return changes.filter((change) => keepsChange(change, state, shown));
}

function keepsChange(change: PageChange, { namespace, search, answer }: ViewState, shown: Shown): boolean {
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

function isAsked(change: PageChange, answer: string): boolean {
  if (answer === '') return true;
  return answer === 'opened' ? change.opens : answer === 'closed' ? !change.opens : change.change === answer;
}

/** How many pairs some changes are about. */
export function pairsOf(changes: readonly PageChange[]): number {
  return changes.reduce((sum, { pairs }) => sum + pairs, 0);
}

/** What an end that is no addresses is called. */
export function endNames(ends: Exclude<DiffEndpoints, { cidrs: unknown }>): readonly string[] {
  return 'entry' in ends ? [ends.id] : ends.workloads;
}

/** Changes that are alike but for whom they come from. */
export interface MergedChange extends Omit<PageChange, 'from'> {
  readonly from: readonly DiffEndpoints[];
}

/**
 * Puts together what changes in the same way to the same ends by the same policies. Who comes from outside of the cluster is named
 * first, and what is about them comes first of its kind.
 */
export function mergedChanges(changes: readonly PageChange[]): MergedChange[] {
  const merged = new Map<string, MergedChange & { readonly from: DiffEndpoints[]; pairs: number }>();
  for (const { from, pairs, ...change } of changes) {
    const key = JSON.stringify(change);
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { ...change, pairs, from: [from] });
    else {
      known.from.push(from);
      known.pairs += pairs;
    }
  }
  const kinds = [...new Set(changes.map(kindOf))];
  return [...merged.values()]
    .map((change) => ({ ...change, from: [...change.from].sort((a, b) => rankOf(a) - rankOf(b)) }))
    .sort((a, b) => kinds.indexOf(kindOf(a)) - kinds.indexOf(kindOf(b)) || rankOf(a.from[0]) - rankOf(b.from[0]));
}

function kindOf({ change, opens }: Pick<PageChange, 'change' | 'opens'>): string {
  return `${change} ${opens}`;
}

function rankOf(end: DiffEndpoints | undefined): number {
  return end === undefined || 'workloads' in end ? 1 : 0;
}
