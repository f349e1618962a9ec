import { distance } from 'fastest-levenshtein';
import type { LabelSelector, StringMap } from '../policy/manifest';
import { literalLabels } from '../policy/selector';
import type { LintContext } from './lint-context';

/** So many letters are wrong in a typing error, and one of a short text; those that only changed places may be any. */
const MOST_WRONG = 2;
/** No name of a label is longer. */
const LONGEST = 400;

/** With so many groups of pods of a namespace a selector is compared. */
const MOST_COMPARED = 200;

/**
 * What a selector that matches no pod was probably meant to say: a label of a declared pod that differs from one of the selector
 * by a letter or two, where all others match. Undefined where no pod comes that near.
 */
export function nearLabel(selector: LabelSelector, namespace: string, linted: LintContext): string | undefined {
  const wanted = literalLabels(selector);
  if (wanted.length === 0) return undefined;
  for (const labels of linted.labelsIn(namespace).slice(0, MOST_COMPARED)) {
    const near = nearIn(wanted, labels);
    if (near !== undefined) return near;
  }
  return undefined;
}

function nearIn(wanted: readonly (readonly [string, string])[], labels: StringMap): string | undefined {
  const missing = wanted.filter(([key, value]) => labels[key] !== value);
  const [only, ...others] = missing;
  if (only === undefined || others.length > 0) return undefined;
  const [key, value] = only;
  const own = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (own !== undefined) return isTypingError(value, own) ? `${key}=${own}` : undefined;
  const keys = Object.keys(labels).filter((one) => labels[one] === value && isTypingError(key, one));
  return keys.length > 0 ? `${keys[0]}=${value}` : undefined;
}

function sorted(text: string): string {
  return [...text].sort().join('');
}

/** Short texts, and those that differ in a digit, are different names. */
function isTypingError(text: string, other: string): boolean {
  if (text.length > LONGEST || other.length > LONGEST || text.length < 3) return false;
  if (text.replace(/\d+/g, '') === other.replace(/\d+/g, '')) return false;
  const [a, b] = [text.toLowerCase(), other.toLowerCase()];
  return distance(a, b) <= (a.length < 5 ? 1 : MOST_WRONG) || sorted(a) === sorted(b);
}
