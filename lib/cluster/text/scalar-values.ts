import { goNumber } from '../../policy/go-number';

/** What scalars without quotes are for Go's YAML reader, and so for kubectl. */

/** The number that a text is; undefined where it is none. */
export function readNumber(source: string): number | undefined {
  const value = goNumber(source);
  if (value !== undefined) return value;
  if (/^[-+]?\.(inf|Inf|INF)$/.test(source)) return source[0] === '-' ? -Infinity : Infinity;
  return /^\.(nan|NaN|NAN)$/.test(source) ? Number.NaN : undefined;
}

/** The words for booleans, in the three ways to write each: `Yes` is one, `yEs` is none. */
export const BOOLEANS: ReadonlyMap<string, boolean> = new Map(
  [true, false].flatMap((value) =>
    (value ? ['y', 'yes', 'true', 'on'] : ['n', 'no', 'false', 'off']).flatMap((word): [string, boolean][] => [
      [word, value],
      [`${word[0]?.toUpperCase()}${word.slice(1)}`, value],
      [word.toUpperCase(), value],
    ]),
  ),
);

const WORDS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ...BOOLEANS,
  ...['~', 'null', 'Null', 'NULL'].map((word): [string, null] => [word, null]),
]);
const LONGEST_WORD = 5;
const BEGIN_WORDS: ReadonlySet<number> = new Set(Array.from(WORDS.keys(), (word) => word.charCodeAt(0)));

/** What a scalar without quotes and without a tag is: null, a boolean, a number or a text. A merge key is no scalar. */
export function readPlainScalar(source: string): null | boolean | number | string {
  const first = source.charCodeAt(0);
  // Letters begin words; what is no text and begins otherwise is a number or a tilde.
  if (first >= 58) {
    if (source.length > LONGEST_WORD || !BEGIN_WORDS.has(first)) return source;
    const word = WORDS.get(source);
    return word === undefined ? source : word;
  }
  if (first < 43) return source;
  return readNumber(source) ?? source;
}
