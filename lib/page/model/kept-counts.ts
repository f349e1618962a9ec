import type { VerdictLine } from '../../report/page/verdict-line';
import { readState, type ViewState } from '../state/view-state';
import { exposedEnds } from './exposed-ends';
import { keptChanges, pairsOf } from './kept-changes';
import { keptFindings, keptNoted } from './kept-findings';
import { keptNamespaces } from './kept-namespaces';
import { keptSeen, unseenPairs } from './kept-traffic';
import type { PageModel } from './page-model';
import { keptPairs } from './pair-counts';
import { shownBy } from './shown-answers';

/** How much of what a sentence of the first screen counts the filters leave: as much as the view behind its link then shows. */
export function keptCount(
  model: PageModel,
  { link }: Pick<VerdictLine, 'link'>,
  filters: ViewState,
): number | undefined {
  const { view, only, answer } = readState(link);
  const state = { ...filters, view, only, answer };
  const { unjudged, hidden, unread, notFollowed, compliance, difference, traffic } = model.data;
  const shown = () => shownBy(model, state);
  switch (view) {
    case 'findings': {
      const noted = { unjudged, hidden, unread }[only];
      return noted === undefined ? keptFindings(model, state, only).length : keptNoted(noted, state).length;
    }
    case 'exposure':
      if (only === 'not-followed') return keptNoted(notFollowed, state).length;
      return exposedEnds(model, shown(), only, answer).length;
    case 'compliance': {
      const control = compliance.controls.find(({ id }) => id === only);
      return control && keptNamespaces(control, state).open.length;
    }
    case 'matrix':
      return keptPairs(model, shown());
    case 'difference':
      return difference && pairsOf(keptChanges(difference.changes, state, shown()));
    case 'traffic': {
      if (traffic === undefined) return undefined;
      if (only === 'refused' || only === 'denied') return keptSeen(traffic[only], model, state, shown()).length;
      return [...unseenPairs(model, shown(), traffic).values()].reduce((sum, { length }) => sum + length, 0);
    }
    default:
      return undefined;
  }
}
