import { admits, type LabelSpace, outliers, overlaps, spaceOf, subtract } from './label-space';
import type { LabelSelector, StringMap } from './manifest';

/**
 * What selectors say of one another, decided exactly. Kubernetes' rule (labels/selector.go): every entry must hold; In
 * and Exists need the key; NotIn and DoesNotExist also match a pod without it.
 */

/** Whether a pod with exactly these labels is selected. */
export function selectorMatches(selector: LabelSelector, labels: StringMap): boolean {
  return admits(selector, labels);
}

/** Whether whatever `narrow` selects is selected by `wide` too. */
export function selectorImplies(narrow: LabelSelector, wide: LabelSelector): boolean {
  return selectorCovered(narrow, [wide]) === true;
}

/** Whether no pod, whatever its labels, can be selected by both. */
export function selectorsExclude(a: LabelSelector, b: LabelSelector): boolean {
  const space = spaceOf(a);
  return space === undefined || !overlaps(space, b);
}

/** The labels that the selector demands, each with its one value. */
export function literalLabels({ matchLabels, matchExpressions }: LabelSelector): (readonly [string, string])[] {
  const demanded: (readonly [string, string])[] = Object.entries(matchLabels ?? {});
  for (const { key, operator, values } of matchExpressions ?? []) {
    const [only, ...others] = values ?? [];
    if (operator === 'In' && only !== undefined && others.length === 0) demanded.push([key, only]);
  }
  return demanded;
}

/** What the selector demands of some keys. */
export function onlyKeys(
  { matchLabels, matchExpressions }: LabelSelector,
  of: (key: string) => boolean,
): LabelSelector {
  return {
    matchLabels: Object.fromEntries(Object.entries(matchLabels ?? {}).filter(([key]) => of(key))),
    matchExpressions: (matchExpressions ?? []).filter(({ key }) => of(key)),
  };
}

/** So many pieces of a selection are followed before the answer is "undecided"; none in practice needs a dozen. */
const MOST_PIECES = 1_000;

/**
 * Whether whatever `selector` selects is selected by at least one of the others: `tier in (a)` and `tier notin (a)`
 * together cover everything, though neither does alone.
 * @returns undefined where the others are so many and so entangled that it was not decided
 */
export function selectorCovered(selector: LabelSelector, by: readonly LabelSelector[]): boolean | undefined {
  const space = spaceOf(selector);
  if (space === undefined) return true;
  const escapes = outliers(space, by).some((labels) => !by.some((other) => admits(other, labels)));
  return escapes ? false : isCovered(space, by);
}

function isCovered(space: LabelSpace, by: readonly LabelSelector[]): boolean | undefined {
  let uncovered: LabelSpace[] = [space];
  for (const selector of by) {
    const left: LabelSpace[] = [];
    for (const piece of uncovered) {
      left.push(...(overlaps(piece, selector) ? subtract(piece, selector) : [piece]));
      if (left.length > MOST_PIECES) return undefined;
    }
    if (left.length === 0) return true;
    uncovered = left;
  }
  return false;
}
