import { distance } from 'fastest-levenshtein';

/** Longer than any name that is looked for; what is longer was not meant for one of them. */
const LONGEST = 100;

/** The known name that a mistyped one is closest to; undefined where none is close. */
export function closestName(received: string, known: Iterable<string>): string | undefined {
  if (received.length > LONGEST) return undefined;
  const text = received.trim().toLowerCase();
  let closest: string | undefined;
  // A third of the letters may be wrong.
  let least = Math.floor(Math.max(text.length, 3) / 3) + 1;
  for (const name of known) {
    if (Math.abs(name.length - text.length) >= least) continue;
    const wrong = distance(text, name.toLowerCase());
    if (wrong >= least) continue;
    closest = name;
    least = wrong;
  }
  return closest;
}
