import type { PagePolicy, PageRule, PageSeen, PageSeenList, PageTraffic } from '../../report/page/page-types';
import { numbersIn } from '../../report/page/row-ranges';
import type { ViewState } from '../state/view-state';
import type { End, PageModel } from './page-model';
import { DENIED, type Openness, opennessOf, type Shown } from './shown-answers';

/** The connections of a list that the filters keep. */
export function keptSeen({ shown: list }: PageSeenList, model: PageModel, state: ViewState, shown: Shown): PageSeen[] {
  return list.filter((seen) => keepsSeen(seen, model, state, shown));
}

function keepsSeen({ from, to, ports, text }: PageSeen, model: PageModel, state: ViewState, shown: Shown): boolean {
  const ends = [from, to].flatMap((id) => model.endOf(id) ?? []);
  const words = state.search.toLowerCase().split(/\s+/).filter(Boolean);
  const said = `${from} ${to} ${text}`.toLowerCase();
  const isWanted =
    !shown.isFiltered ||
    ends.some(shown.keepsEnd) ||
    (state.namespace === '' && words.every((word) => said.includes(word)));
  const [protocol = '', ...numbers] = ports.split(/[ ,]+/);
  return (
    isWanted && (!shown.hasPort || shown.keepsRanges(numbers.map((port) => [protocol, Number(port), Number(port)])))
  );
}

export interface UnseenPair {
  readonly from: End;
  readonly openness: Openness;
}

/** Pairs that can connect and that the log never shows, by the workload that is reached. */
export function unseenPairs(model: PageModel, shown: Shown, { pairs }: PageTraffic): Map<End, UnseenPair[]> {
  const seen = pairs.map((text) => new Set(numbersIn(text)));
  const byTarget = new Map<End, UnseenPair[]>();
  model.workloads.forEach((to, place) => {
    const unseen = model.workloads.flatMap((from, other): UnseenPair[] => {
      if (from === to || seen[other]?.has(place) || !(shown.keepsEnd(from) || shown.keepsEnd(to))) return [];
      const openness = opennessOf(model, shown, from, to);
      return openness === DENIED || !shown.keeps(openness) ? [] : [{ from, openness }];
    });
    if (unseen.length > 0) byTarget.set(to, unseen);
  });
  return new Map([...byTarget].sort(([, a], [, b]) => b.length - a.length));
}

/** The rules that allow nothing of what was seen, by their policies. */
export function unusedRules(
  { data }: PageModel,
  { namespace, search }: Pick<ViewState, 'namespace' | 'search'>,
  traffic: PageTraffic,
): Map<PagePolicy, PageRule[]> {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const byPolicy = new Map<PagePolicy, PageRule[]>();
  for (const number of numbersIn(traffic.unused)) {
    const rule = data.rules[number] as PageRule;
    const policy = data.policies[rule.policy] as PagePolicy;
    const text = `${policy.id} ${rule.text}`.toLowerCase();
    if (namespace !== '' && !policy.id.startsWith(`${namespace}/`)) continue;
    if (!words.every((word) => text.includes(word))) continue;
    const known = byPolicy.get(policy);
    if (known === undefined) byPolicy.set(policy, [rule]);
    else known.push(rule);
  }
  return byPolicy;
}
