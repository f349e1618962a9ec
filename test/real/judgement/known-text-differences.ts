import type { Read } from './compare-texts';

/** Why one of the two refuses a text that the other takes, on purpose or because of how its reader of YAML is. */
export interface KnownTextDifference {
  readonly name: string;
  readonly reason: string;
  /** What only ringfence refuses, it reports, and counts the policies in it as not judged. */
  readonly refusedBy: 'ringfence' | 'kubernetes';
  /** What is said of it. */
  readonly words: RegExp;
  /** What is in the text. */
  readonly text?: RegExp;
}

export const KNOWN_TEXT_DIFFERENCES: readonly KnownTextDifference[] = [
  {
    name: 'a label of a selector without a value',
    reason: 'kubectl create stores an empty text, kubectl apply drops the key, and the policy selects every pod',
    refusedBy: 'ringfence',
    words: /matchLabels[.[].*must be a string, not null/s,
  },
  {
    name: 'something behind ...',
    reason: 'kubectl passes it by without a word, so that a policy there is not applied',
    refusedBy: 'ringfence',
    words: /kubectl skips what follows \.\.\./,
  },
  {
    name: 'a character that ends a line for kubectl alone',
    reason: 'what looks like a part of a comment counts for kubectl, and no editor shows it',
    refusedBy: 'ringfence',
    words: /ends a line for kubectl, and for no editor/,
  },
  {
    name: 'keys before a merge',
    reason: 'kubectl lets what is merged replace them, against YAML',
    refusedBy: 'ringfence',
    words: /must come before the other keys/,
  },
  {
    name: 'a tag that YAML does not have',
    reason: 'kubectl passes it by, and with it the text behind it',
    refusedBy: 'ringfence',
    words:
      /cannot be read as YAML: (directive name|unknown (scalar|mapping|sequence) tag|tag suffix|named tag handle|undeclared tag)/,
  },
  {
    name: 'the same key as a whole number and as another one',
    reason: 'both are one key once they are JSON, and the last would count',
    refusedBy: 'ringfence',
    words: /cannot be read as YAML: duplicated mapping key/,
  },
  {
    name: 'something behind the end of a document in braces',
    reason: 'kubectl passes it by without a word',
    refusedBy: 'ringfence',
    words:
      /cannot be read as YAML: (end of the stream or a document separator is expected|bad indentation of a mapping entry|can not read a block mapping entry|a whitespace character is expected after)/,
  },
  {
    name: 'an apiVersion without a version',
    reason: 'the URL of a request says it, and kubectl cannot make the URL',
    refusedBy: 'ringfence',
    words: /^apiVersion: Unsupported value: "[^"]*\/"/,
  },
  {
    name: 'a key that is merged and written',
    reason: 'the API server refuses it, but kubectl merges before it sends',
    refusedBy: 'kubernetes',
    text: /<</,
    words: /key "[^"]*" already set in map/,
  },
  {
    name: 'a tab that ends the text, or follows a dash',
    reason: 'it is nothing but space to the parser',
    refusedBy: 'kubernetes',
    text: /\t/,
    words:
      /found (character that cannot start any token|a tab character (that violates indentation|where an indentation space is expected))/,
  },
  {
    name: 'an anchor with other characters than letters, digits, - and _',
    reason: 'YAML allows them',
    refusedBy: 'kubernetes',
    text: /[&*]/,
    words:
      /did not find expected alphabetic or numeric character|cannot start any token|mapping values are not allowed|unsupported map key/,
  },
  {
    name: 'a tag that says that something is a moment, although it is none',
    reason: 'a moment is text for Kubernetes',
    refusedBy: 'kubernetes',
    text: /!!timestamp/,
    words: /as a !!timestamp/,
  },
  {
    name: 'a map on the line of its key, behind a tag',
    reason: 'js-yaml reads it, although it is no YAML',
    refusedBy: 'kubernetes',
    text: /:[ \t]+[!&]/,
    words: /mapping values are not allowed/,
  },
  {
    name: 'a control character or noncharacter in a comment',
    reason: 'it is nothing but a comment to the parser',
    refusedBy: 'kubernetes',
    text: /#.*[^\t\r\n -~\u00a0-\ufffd]/,
    words: /control characters are not allowed/,
  },
  {
    name: 'three dashes behind a space, or before # without one',
    reason: 'js-yaml takes them for the beginning of a document',
    refusedBy: 'kubernetes',
    text: /^\s+---|^%.*\n\s+---|---#/,
    words: /./,
  },
  {
    name: 'a key above 2^63',
    reason: 'it is a label like any other number in quotes',
    refusedBy: 'kubernetes',
    text: /[\d_]{19,}/,
    words: /unsupported map key of type: uint64/,
  },
  {
    name: 'what is no JSON behind values of JSON',
    reason: 'kubectl goes on with JSON there, ringfence with either',
    refusedBy: 'kubernetes',
    text: /^\s*\{/,
    words: /invalid character '.' (in numeric literal|looking for beginning of)/,
  },
  {
    name: 'a tag of a collection that is empty',
    reason: 'kubectl takes it for nothing, ringfence for an empty map or list',
    refusedBy: 'ringfence',
    text: /!!(map|seq|set|omap)/,
    words: /must be a string, not a (map|list)/,
  },
  {
    name: 'a tab for indentation, a lone CR, or quotes with more than a line end between lines',
    reason: 'js-yaml wants an indentation within brackets and quotes; what would be another text is refused',
    refusedBy: 'ringfence',
    text: /\t|\r|['"]/,
    words: /cannot be read as YAML: deficient indentation/,
  },
  {
    name: 'a tag without a space behind it',
    reason: 'js-yaml reads what follows all the same',
    refusedBy: 'kubernetes',
    text: /!/,
    words: /did not find expected whitespace or line break/,
  },
  {
    name: 'a colon without a space, or at the beginning of a line, between braces',
    reason: 'YAML of today allows it before a bracket or quotes, as JSON does',
    refusedBy: 'kubernetes',
    text: /:[{["']|[\r\n]\s*:/,
    words: /did not find expected ',' or '[}\]]'/,
  },
  {
    name: 'a directive of an empty document',
    reason: 'there is nothing that it could change',
    refusedBy: 'kubernetes',
    text: /^\ufeff?%/m,
    words: /./,
  },
  {
    name: 'a comment right behind the sign of a block',
    reason: 'YAML wants a space before it',
    refusedBy: 'ringfence',
    text: /[|>][-+\d]*#/,
    words: /cannot be read as YAML: a line break is expected/,
  },
  {
    name: 'an empty document that ends with ...',
    reason: 'there is nothing in it',
    refusedBy: 'kubernetes',
    text: /\.\.\./,
    words: /did not find expected node content/,
  },
  {
    name: 'three dashes before a lone CR',
    reason: 'it ends a line for YAML, and not for what splits documents in kubectl',
    refusedBy: 'kubernetes',
    text: /---[^\n]*\r/,
    words: /invalid Yaml document separator/,
  },
  {
    name: 'three dashes right before #',
    reason: 'they begin no document for YAML, which wants a space before a comment',
    refusedBy: 'ringfence',
    text: /^---#/m,
    words: /./,
  },
];

/** kubectl reads the first and passes the others by; ringfence reads all of them, as of JSON. */
const SEVERAL_MAPS = /^[\s-]*\{[\s\S]*\}\s*\{/;

/** The key is read as a number that is nearly the same. */
const LARGE_KEY = /^[\s{,]*-?[\d_]{16,}\s*:/m;

/** The names of the known differences that explain why the two differ; undefined where something else does. */
export function explained(text: string, kubernetes: Read, ringfence: Read): readonly string[] | undefined {
  const [by, lines] =
    ringfence.refused.length > 0
      ? (['ringfence', ringfence.refused] as const)
      : (['kubernetes', kubernetes.refused.slice(0, 1)] as const);
  const known = lines
    .slice(0, 1)
    .map((line) =>
      KNOWN_TEXT_DIFFERENCES.find(
        ({ refusedBy, words, text: of }) => refusedBy === by && words.test(line) && (of?.test(text) ?? true),
      ),
    );
  if (lines.length > 0 && known.every((one) => one !== undefined)) return known.map(({ name }) => name);
  if (kubernetes.refused.length > 0) return undefined;
  if (SEVERAL_MAPS.test(text)) return ['several maps in braces that are no JSON'];
  return LARGE_KEY.test(text) ? ['a whole number for a key that JavaScript does not count exactly'] : undefined;
}
