import type { StringMap } from './manifest';

/** Labels that distinguish applications, those that are used most first. */
const DISTINGUISHING = [
  'app.kubernetes.io/name',
  'app',
  'k8s-app',
  'name',
  'app.kubernetes.io/component',
  'component',
  'app.kubernetes.io/instance',
  'tier',
];

/** So many labels are tried two by two; where that is not enough, or there are more, they are tried one after the other. */
const MOST_IN_PAIRS = 8;

/** Labels in the order in which they are tried: those that usually distinguish applications first, the others by their keys. */
export function distinguishingFirst(labels: StringMap): (readonly [string, string])[] {
  const rankOf = (key: string) => (DISTINGUISHING.includes(key) ? DISTINGUISHING.indexOf(key) : DISTINGUISHING.length);
  return Object.entries(labels).sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
}

/**
 * As few labels as distinguish pods from others.
 * @param labels those that may be used, in the order in which they are tried
 * @param distinguish whether some of them do
 * @returns undefined where not even all of them do
 */
export function fewestLabels(
  labels: readonly (readonly [string, string])[],
  distinguish: (some: StringMap) => boolean,
): StringMap | undefined {
  const doThese = (some: readonly (readonly [string, string])[]) => distinguish(Object.fromEntries(some));
  const single = labels.find((label) => doThese([label]));
  if (single !== undefined) return Object.fromEntries([single]);
  if (!doThese(labels)) return undefined;
  const first = labels.slice(0, MOST_IN_PAIRS);
  for (const [index, one] of first.entries()) {
    const other = first.slice(index + 1).find((another) => doThese([one, another]));
    if (other !== undefined) return Object.fromEntries([one, other]);
  }
  return Object.fromEntries(withoutSuperfluous(labels.slice(0, enoughOf(labels, doThese)), doThese));
}

/** How many of the first labels distinguish the pods: more do as well, so that the least number is found by halving. */
function enoughOf<L>(labels: readonly L[], doThese: (some: readonly L[]) => boolean): number {
  let tooFew = 0;
  let enough = labels.length;
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >> 1;
    if (doThese(labels.slice(0, middle))) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

/** Without labels that the others do not need; of a great many all are kept. */
function withoutSuperfluous<L>(labels: readonly L[], doThese: (some: readonly L[]) => boolean): readonly L[] {
  if (labels.length > MOST_IN_PAIRS * MOST_IN_PAIRS) return labels;
  return labels.reduceRight((kept, label) => {
    const others = kept.filter((one) => one !== label);
    return doThese(others) ? others : kept;
  }, labels);
}
