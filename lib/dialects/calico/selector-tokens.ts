/** A word of a selector and where it begins, from 0. */
export interface SelectorToken {
  readonly type:
    | '('
    | ')'
    | '{'
    | '}'
    | ','
    | '=='
    | '!='
    | '!'
    | '&&'
    | '||'
    | 'all'
    | 'global'
    | 'has'
    | 'label'
    | 'string'
    | 'in'
    | 'not in'
    | 'contains'
    | 'starts with'
    | 'ends with'
    | 'end';
  /** Of a label or of `has`, its key; of a string, its text. */
  readonly text: string;
  readonly at: number;
}

/** What is wrong with a selector, and where. */
export class SelectorError extends Error {
  constructor(
    readonly detail: string,
    /** From 0. */
    readonly position: number,
  ) {
    super(`${detail} at position ${position + 1}`);
  }
}

const SIGNS = ['(', ')', '{', '}', ',', '==', '!=', '!', '&&', '||'] as const;

/** A key may be as long as it likes here; Kubernetes has its own limits. */
const KEY = /[a-zA-Z0-9_./-]+/y;
/** Behind a label stands an operator, whatever else its letters could be. */
const OPERATOR = /contains|starts[ \t]*with|ends[ \t]*with|not[ \t]*in|in/y;
const FUNCTION = /(all|global)\([ \t]*\)|has\([ \t]*([a-zA-Z0-9_./-]+)[ \t]*\)/y;
const FUNCTION_NAME = /(all|global|has)\(/y;
const SPACE = /[ \t]*/y;

/**
 * The words of a selector, with an `end` behind the last.
 * @throws SelectorError
 */
export function selectorTokens(input: string): SelectorToken[] {
  const tokens: SelectorToken[] = [];
  let at = 0;
  const matchAt = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(input);
  };
  while (true) {
    at += matchAt(SPACE)?.[0].length ?? 0;
    if (at >= input.length) break;
    const sign = SIGNS.find((one) => input.startsWith(one, at));
    if (sign !== undefined) {
      tokens.push({ type: sign, text: '', at });
      at += sign.length;
      continue;
    }
    const quote = input[at];
    if (quote === '"' || quote === "'") {
      const end = input.indexOf(quote, at + 1);
      if (end < 0) throw new SelectorError('this text has no closing quote', at);
      tokens.push({ type: 'string', text: input.slice(at + 1, end), at });
      at = end + 1;
      continue;
    }
    const word = tokens.at(-1)?.type === 'label' ? operatorAt(matchAt, at) : nameAt(matchAt, at);
    tokens.push(word.token);
    at += word.length;
  }
  tokens.push({ type: 'end', text: '', at });
  return tokens;
}

type MatchAt = (pattern: RegExp) => RegExpExecArray | null;

interface Word {
  readonly token: SelectorToken;
  readonly length: number;
}

function operatorAt(matchAt: MatchAt, at: number): Word {
  const found = matchAt(OPERATOR)?.[0];
  if (found === undefined) throw new SelectorError(`expected an operator such as == behind the label`, at);
  const type = found.startsWith('starts')
    ? 'starts with'
    : found.startsWith('ends')
      ? 'ends with'
      : found.startsWith('not')
        ? 'not in'
        : (found as 'contains' | 'in');
  return { token: { type, text: '', at }, length: found.length };
}

function nameAt(matchAt: MatchAt, at: number): Word {
  const called = matchAt(FUNCTION);
  if (called !== null) {
    const [whole, name, key] = called;
    const token: SelectorToken =
      key === undefined ? { type: name as 'all' | 'global', text: '', at } : { type: 'has', text: key, at };
    return { token, length: whole.length };
  }
  const open = matchAt(FUNCTION_NAME)?.[1];
  if (open !== undefined) {
    throw new SelectorError(open === 'has' ? 'expected has(LABEL)' : `expected ${open}()`, at);
  }
  const key = matchAt(KEY)?.[0];
  if (key === undefined) throw new SelectorError('this character has no meaning here', at);
  return { token: { type: 'label', text: key, at }, length: key.length };
}
