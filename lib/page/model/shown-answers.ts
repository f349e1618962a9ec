import type { PageAnswer, PageRange } from '../../report/page/page-types';
import type { ViewState } from '../state/view-state';
import type { End, PageModel } from './page-model';

/** How open something is. One class is one colour, one shape and one word, wherever it is shown. */
export type Openness = 0 | 1 | 2 | 3;
export const DENIED = 0;
export const SOME = 1;
export const ALL = 2;
export const DEPENDS = 3;

export const OPENNESS_NAMES = ['denied', 'some', 'all', 'depends'] as const;
export const OPENNESS_TEXTS = ['nothing', 'some ports', 'every port', 'depends'] as const;

type Filters = Pick<ViewState, 'namespace' | 'search' | 'port' | 'protocol' | 'answer'>;

/** What the filters leave, made once for each change of them. */
export interface Shown {
  /** How open an answer is on what is asked for, by its number and 1 more. */
  readonly openness: Uint8Array;
  /** Whether the filter of answers keeps a class. */
  keeps(openness: Openness): boolean;
  /** Whether the filter of answers leaves any class out. */
  readonly hasAnswer: boolean;
  /** Whether a namespace and the search keep an end. */
  keepsEnd(end: End): boolean;
  /** Whether the protocol and the port keep any of some ranges. */
  keepsRanges(ranges: readonly PageRange[]): boolean;
  readonly isFiltered: boolean;
  readonly hasPort: boolean;
}

const KEPT: Readonly<Record<string, readonly Openness[]>> = {
  allowed: [SOME, ALL],
  some: [SOME],
  everything: [ALL],
  partly: [SOME, ALL],
  depends: [DEPENDS],
  denied: [DENIED],
};

export function shownBy(model: PageModel, { namespace, search, port, protocol, answer }: Filters): Shown {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = /^\d+$/.test(port.trim()) ? Number(port) : undefined;
  const keepsRanges = (ranges: readonly PageRange[]) =>
    ranges.some(
      ([of, first, last]) =>
        (protocol === '' || of === protocol) && (wanted === undefined || (first <= wanted && wanted <= last)),
    );
  const hasPort = wanted !== undefined || protocol !== '';
  const opennessOf = (one: PageAnswer): Openness => {
    // What only partly depends is certain of the rest; a port that is asked for is one or the other.
    // What is asked for is then what depends beside what is certain.
    if (answer === 'partly' && !(keepsRanges(one.certain) && keepsRanges(one.perhaps))) return DENIED;
    if (!hasPort) return one.isAll ? ALL : one.certain.length > 0 ? SOME : DEPENDS;
    if (keepsRanges(one.certain)) return one.isAll ? ALL : SOME;
    return keepsRanges(one.perhaps) ? DEPENDS : DENIED;
  };
  const kept = KEPT[answer];
  const isFiltered = namespace !== '' || words.length > 0;
  const isKept = (end: End) =>
    (namespace === '' || end.namespace === namespace) && words.every((word) => end.text.includes(word));
  const keptEnds = new Set(isFiltered ? model.ends.filter(isKept) : model.ends);
  return {
    openness: Uint8Array.from([DENIED, ...model.data.answers.map(opennessOf)]),
    keeps: (openness) => kept === undefined || kept.includes(openness),
    keepsEnd: (end) => keptEnds.has(end),
    hasAnswer: kept !== undefined,
    keepsRanges,
    isFiltered,
    hasPort,
  };
}

/** How open a pair is, with the filters; denied where they leave it out. */
export function opennessOf(model: PageModel, shown: Shown, from: End, to: End): Openness {
  return opennessOfAnswer(shown, model.answer(from, to));
}

/** @param answer the number of an answer and 1 more, 0 where everything is denied */
export function opennessOfAnswer(shown: Shown, answer: number): Openness {
  return (shown.openness[answer] ?? DENIED) as Openness;
}
