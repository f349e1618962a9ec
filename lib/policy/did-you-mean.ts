/** Longer than any name that is looked for; what is longer was not meant for one of them. */
const LONGEST = 400;

/** So many names are suggested; more are no help. */
const MOST = 3;

/** The known names that a mistyped one is closest to: all that are equally close, or none where none is close. */
export function closestNames(received: string, known: Iterable<string>): string[] {
  if (received.length > LONGEST) return [];
  // Only where a name is wrong.
  const { distance }: typeof import('fastest-levenshtein') = require('fastest-levenshtein');
  const text = received.trim().toLowerCase();
  // A third of the letters may be wrong, and two of a short name.
  let least = Math.max(Math.min(text.length - 1, 2), Math.floor(text.length / 3));
  let closest: string[] = [];
  for (const name of new Set(known)) {
    if (Math.abs(name.length - text.length) > least) continue;
    const wrong = distance(text, name.toLowerCase());
    if (wrong > least) continue;
    if (wrong < least) closest = [];
    closest.push(name);
    least = wrong;
  }
  return closest;
}

/** The first of them. */
export function closestName(received: string, known: Iterable<string>): string | undefined {
  return closestNames(received, known)[0];
}

/** `; did you mean shop/cart or shop/card?`, or nothing where there are no names to suggest. */
export function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? '' : `; did you mean ${names.slice(0, MOST).join(' or ')}?`;
}
