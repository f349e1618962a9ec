import type { Candidate, Candidates, Line } from './candidates';

/** What a shell gives to what completes: the words of the line, and variables that say where the cursor is. */
export interface ShellRequest {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Shell {
  lineOf(request: ShellRequest): Line;
  /** What the shell's script expects to read. */
  answer(candidates: Candidates, line: Line): readonly string[];
}

/** What the scripts of tabtab take as: complete the name of a file. */
const FILES = ['__tabtab_complete_files__'];

/** The shells that completion scripts exist for, by name. */
export const SHELLS = {
  bash: {
    lineOf: ({ words, env }) => {
      const before = words.slice(0, cursorOf(env));
      const partial = words[cursorOf(env)] ?? '';
      return joinedAtEquals([...before, partial]);
    },
    // Where nothing is offered bash completes files, and quotes them. Behind `=` it replaces the value alone.
    answer: (candidates) => (candidates === 'files' ? [] : candidates.map(({ word }) => word)),
  },
  zsh: {
    lineOf: ({ words, env }) => ({ before: words.slice(1, cursorOf(env)), partial: words[cursorOf(env)] ?? '' }),
    answer: (candidates, line) =>
      candidates === 'files' ? FILES : withFlag(candidates, line).map((candidate) => described(candidate, ':')),
  },
  fish: {
    // Fish gives no word for a cursor behind a space.
    lineOf: ({ words, env: { COMP_LINE = '', COMP_POINT } }) => {
      const isNew = /\s$/.test(COMP_LINE.slice(0, Number(COMP_POINT)));
      return isNew
        ? { before: words.slice(1), partial: '' }
        : { before: words.slice(1, -1), partial: words.at(-1) ?? '' };
    },
    answer: (candidates, line) =>
      candidates === 'files' ? FILES : withFlag(candidates, line).map((candidate) => described(candidate, '\t')),
  },
} as const satisfies Record<string, Shell>;

export type ShellName = keyof typeof SHELLS;

/** What kubectl asks `kubectl_complete-ringfence` for: words, and as the last line what the shell does with them. */
export const KUBECTL: Shell = {
  lineOf: ({ words }) => ({ before: words.slice(0, -1), partial: words.at(-1) ?? '' }),
  answer: (candidates, line) =>
    candidates === 'files'
      ? [`:${COMPLETE_FILES}`]
      : [...withFlag(candidates, line).map((candidate) => described(candidate, '\t')), `:${NO_FILES}`],
};

/** Directives of Cobra, the library of kubectl. */
const COMPLETE_FILES = 0;
const NO_FILES = 4;

function cursorOf({ COMP_CWORD }: ShellRequest['env']): number {
  return Number(COMP_CWORD) || 0;
}

/** Bash gives `--output=json` as three words, unless its package bash-completion is there. */
function joinedAtEquals(words: readonly string[]): Line {
  const joined: string[] = [];
  for (const word of words.slice(1)) {
    const last = joined.at(-1) ?? '';
    if (word === '=' || /^--[^=]+=$/.test(last)) joined.push(`${joined.pop() ?? ''}${word}`);
    else joined.push(word);
  }
  return { before: joined.slice(0, -1), partial: joined.at(-1) ?? '' };
}

/** The value of `--output=` has to follow it again. */
function withFlag(candidates: readonly Candidate[], { partial }: Line): readonly Candidate[] {
  const [flag] = /^--[^=]+=/.exec(partial) ?? [];
  return flag === undefined ? candidates : candidates.map((one) => ({ ...one, word: `${flag}${one.word}` }));
}

function described({ word, description }: Candidate, separator: string): string {
  const text = separator === ':' ? word.replaceAll(':', '\\:') : word;
  return description === '' ? text : `${text}${separator}${description}`;
}
