/** Calico's selector language: what a selector says, as a tree. Never walk one by recursion, since it may be as deep as its text. */
export type Selector =
  | SelectorPredicate
  | { readonly type: 'and'; readonly parts: readonly Selector[] }
  | { readonly type: 'or'; readonly parts: readonly Selector[] };

/** What is asked of one label, or of none; `not` asks for the contrary, which an absent label is too. */
export type SelectorPredicate = { readonly not?: true } & (
  | { readonly type: 'all' }
  /** What is in no namespace. */
  | { readonly type: 'global' }
  | { readonly type: 'has'; readonly key: string }
  /** `==` and `in`; sorted, each once. */
  | { readonly type: 'in'; readonly key: string; readonly values: readonly string[] }
  | { readonly type: SelectorTextOperator; readonly key: string; readonly text: string }
);

export type SelectorTextOperator = 'contains' | 'starts with' | 'ends with';

/** Computes something of a selector, from its predicates upwards. */
export function foldSelector<T>(
  selector: Selector,
  of: {
    readonly predicate: (predicate: SelectorPredicate) => T;
    readonly and: (parts: T[]) => T;
    readonly or: (parts: T[]) => T;
  },
): T {
  const done: T[] = [];
  const todo: (Selector | { readonly type: 'combine'; readonly by: 'and' | 'or'; readonly count: number })[] = [
    selector,
  ];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    switch (next.type) {
      case 'combine':
        done.push(of[next.by](done.splice(done.length - next.count)));
        break;
      case 'and':
      case 'or':
        todo.push({ type: 'combine', by: next.type, count: next.parts.length });
        for (let index = next.parts.length - 1; index >= 0; index--) todo.push(next.parts[index] as Selector);
        break;
      default:
        done.push(of.predicate(next));
    }
  }
  return done[0] as T;
}

/** The selector of everything that this one does not select. */
export function negated(selector: Selector): Selector {
  return foldSelector<Selector>(selector, {
    predicate: negatedPredicate,
    and: (parts) => ({ type: 'or', parts }),
    or: (parts) => ({ type: 'and', parts }),
  });
}

export function negatedPredicate(predicate: SelectorPredicate): SelectorPredicate {
  const { not, ...asked } = predicate;
  return not === true ? asked : { ...predicate, not: true };
}

/** The normal form of a selector: equal texts for what is written differently, with no bracket that is not needed. */
export function selectorText(selector: Selector): string {
  const pieces: string[] = [];
  const todo: (Selector | string)[] = [selector];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === 'string') pieces.push(next);
    else if (next.type === 'and' || next.type === 'or') {
      const { type, parts } = next;
      for (let index = parts.length - 1; index >= 0; index--) {
        const part = parts[index] as Selector;
        const isBracketed = part.type === type || part.type === 'or';
        if (isBracketed) todo.push(')', part, '(');
        else todo.push(part);
        if (index > 0) todo.push(type === 'and' ? ' && ' : ' || ');
      }
    } else pieces.push(predicateText(next));
  }
  return pieces.join('');
}

function predicateText(predicate: SelectorPredicate): string {
  const not = predicate.not === true;
  switch (predicate.type) {
    case 'all':
    case 'global':
      return `${not ? '!' : ''}${predicate.type}()`;
    case 'has':
      return `${not ? '!' : ''}has(${predicate.key})`;
    case 'in': {
      const { key, values } = predicate;
      const [value] = values;
      if (value !== undefined && values.length === 1) return `${key} ${not ? '!=' : '=='} ${quoted(value)}`;
      return `${key} ${not ? 'not in' : 'in'} {${values.map(quoted).join(', ')}}`;
    }
    default:
      return `${not ? '!' : ''}${predicate.key} ${predicate.type} ${quoted(predicate.text)}`;
  }
}

/** The language has no escapes: a text never has both kinds of quotes. */
function quoted(text: string): string {
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}
