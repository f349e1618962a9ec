import { hasText } from '../../dialects/label-conditions';
import type { TextOperator } from '../../dialects/stage';
import type { KeyStates } from '../../policy/label-space';

/** What is asked of the text of one label; with `not`, the contrary, which an absent label is too. */
export interface AskedText {
  readonly operator: TextOperator;
  readonly text: string;
  readonly not: boolean;
}

/** What texts there can be: values of labels, or names of objects. */
export type TextSyntax = 'label' | 'name';

const LETTERS_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const SYNTAX = {
  label: {
    characters: /^[A-Za-z0-9._-]*$/,
    ends: /[A-Za-z0-9]/,
    fillers: `${LETTERS_AND_DIGITS}-._`,
    mayBeEmpty: true,
  },
  name: {
    characters: /^[a-z0-9.-]*$/,
    ends: /[a-z0-9]/,
    fillers: `${LETTERS_AND_DIGITS.slice(0, 36)}-.`,
    mayBeEmpty: false,
  },
} as const;
const LONGEST = 63;

/** More states of the search, or more texts that have to be there, are not worked out. */
const MOST_STATES = 20_000;
const MOST_WANTED = 16;

/**
 * A value that a label can have, and that is one of some values, or none of some, and as it is asked. Source: Kubernetes, which
 * takes values of at most 63 characters. It is found by going through the texts that can be, character by character: of each only
 * how much of what is asked it ends in counts.
 * @returns undefined where there is no such value; `undecided` where that is too much to be worked out
 */
export function valueWithTexts(
  { except, values }: Pick<KeyStates, 'except' | 'values'>,
  texts: readonly AskedText[],
  syntax: TextSyntax = 'label',
): { readonly value: string } | 'undecided' | undefined {
  if (!except) {
    const value = [...values].sort().find((one) => texts.every((asked) => isAsAsked(one, asked)));
    return value === undefined ? undefined : { value };
  }
  const patterns = patternsOf(values, texts, syntax);
  if (patterns === undefined) return undefined;
  if (patterns.filter(({ not }) => !not).length > MOST_WANTED) return 'undecided';
  return new TextSearch(patterns, syntax).shortest();
}

/** @param value undefined where the label is absent */
export function isAsAsked(value: string | undefined, { operator, text, not }: AskedText): boolean {
  return (value !== undefined && hasText(value, operator, text)) !== not;
}

/** A part of a value between its two marks; with `not`, one that must not be there. */
interface Pattern {
  readonly text: string;
  readonly not: boolean;
}

/** The marks in front of a value and behind it, so that a start, an end and a whole value are parts like others. */
const [START, END] = ['^', '$'];

/** Undefined where something is asked that no value is. */
function patternsOf(
  excluded: ReadonlySet<string>,
  texts: readonly AskedText[],
  syntax: TextSyntax,
): Pattern[] | undefined {
  const { characters } = SYNTAX[syntax];
  const patterns: Pattern[] = [];
  for (const value of excluded)
    if (characters.test(value)) patterns.push({ text: `${START}${value}${END}`, not: true });
  for (const { operator, text, not } of texts) {
    // What no value has in it is not there.
    if (!characters.test(text)) {
      if (!not) return undefined;
      continue;
    }
    if (text === '') {
      if (not) return undefined;
      continue;
    }
    const marked = { Contains: text, StartsWith: `${START}${text}`, EndsWith: `${text}${END}` }[operator];
    patterns.push({ text: marked, not });
  }
  return patterns;
}

/** How much of the patterns a text ends in: one that ends in as much goes on in the same way. */
interface Progress {
  /** The longest beginning of a pattern that the text ends in. */
  readonly suffix: string;
  /** The patterns that have to be there and are, as bits. */
  readonly found: number;
  readonly text: string;
}

class TextSearch {
  private readonly beginnings = new Set<string>(['']);
  private readonly wanted: readonly string[];
  private readonly unwanted: readonly string[];
  private readonly alphabet: readonly string[];
  private readonly ends: RegExp;
  private readonly steps = new Map<
    string,
    { readonly suffix: string; readonly found: number; readonly isBad: boolean }
  >();

  constructor(
    patterns: readonly Pattern[],
    private readonly syntax: TextSyntax,
  ) {
    this.ends = SYNTAX[syntax].ends;
    const of = (isUnwanted: boolean) => patterns.filter(({ not }) => not === isUnwanted).map(({ text }) => text);
    this.wanted = [...new Set(of(false))];
    this.unwanted = [...new Set(of(true))];
    const used = new Set<string>();
    for (const { text } of patterns) {
      for (let length = 1; length <= text.length; length++) this.beginnings.add(text.slice(0, length));
      for (const character of text) if (character !== START && character !== END) used.add(character);
    }
    // All characters that no pattern has in it do the same.
    const other = [...SYNTAX[syntax].fillers].find((one) => !used.has(one));
    this.alphabet = [...used, ...(other === undefined ? [] : [other])].sort();
  }

  /** Breadth first, so that it is the shortest text. */
  shortest(): { readonly value: string } | 'undecided' | undefined {
    const all = (1 << this.wanted.length) - 1;
    const first = this.after({ suffix: '', found: 0, text: '' }, START, '');
    let open: Progress[] = first === undefined ? [] : [first];
    const seen = new Set<string>();
    for (let length = 0; length <= LONGEST && open.length > 0; length++) {
      const next: Progress[] = [];
      for (const progress of open) {
        const { text } = progress;
        if (this.mayEnd(text) && this.after(progress, END, text)?.found === all) return { value: text };
        if (length === LONGEST) continue;
        for (const character of this.alphabet) {
          if (text === '' && !this.ends.test(character)) continue;
          const after = this.after(progress, character, text + character);
          const key = after && `${after.suffix} ${after.found} ${this.mayEnd(after.text)}`;
          if (after === undefined || key === undefined || seen.has(key)) continue;
          seen.add(key);
          if (seen.size > MOST_STATES) return 'undecided';
          next.push(after);
        }
      }
      open = next;
    }
    return undefined;
  }

  private mayEnd(text: string): boolean {
    const last = text.at(-1);
    return last === undefined ? SYNTAX[this.syntax].mayBeEmpty : this.ends.test(last);
  }

  /** Undefined where something is there then that must not be. */
  private after({ suffix, found }: Progress, character: string, text: string): Progress | undefined {
    const key = `${suffix}${character}`;
    let step = this.steps.get(key);
    if (step === undefined) {
      let longest = key;
      while (!this.beginnings.has(longest)) longest = longest.slice(1);
      const bits = this.wanted.reduce((sum, one, bit) => (longest.endsWith(one) ? sum | (1 << bit) : sum), 0);
      step = { suffix: longest, found: bits, isBad: this.unwanted.some((one) => longest.endsWith(one)) };
      this.steps.set(key, step);
    }
    return step.isBad ? undefined : { suffix: step.suffix, found: found | step.found, text };
  }
}
