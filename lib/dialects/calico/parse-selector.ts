import { negatedPredicate, type Selector, type SelectorPredicate } from './calico-selector';
import { SelectorError, type SelectorToken, selectorTokens } from './selector-tokens';

/**
 * Reads a selector as Calico does (libcalico-go, lib/selector): `!` binds tighter than `&&`, and that tighter than `||`. An empty one
 * selects everything. A negation in front of brackets is moved to the predicates inside of them. It keeps a stack of its own, so that no
 * nesting is too deep.
 * @throws SelectorError where it is none, with the position
 */
export function parseSelector(input: string): Selector {
  const tokens = selectorTokens(input);
  if (tokens.length === 1) return { type: 'all' };
  return new SelectorParser(tokens).parse();
}

/** What stands within one pair of brackets, as far as it was read. */
interface Group {
  /** Whether an odd number of negations stands in front of it and of what it is in. */
  readonly isNegated: boolean;
  readonly at: number;
  /** What is joined by `||`, each a list of what is joined by `&&`. */
  readonly either: Selector[][];
}

class SelectorParser {
  private next = 0;
  private readonly groups: Group[] = [{ isNegated: false, at: 0, either: [[]] }];

  constructor(private readonly tokens: readonly SelectorToken[]) {}

  parse(): Selector {
    while (true) {
      this.operand();
      const whole = this.behindOperand();
      if (whole !== undefined) return whole;
    }
  }

  /** A predicate, with the brackets that are opened in front of it. */
  private operand(): void {
    while (true) {
      let { isNegated } = this.group;
      for (; this.token.type === '!'; this.next++) isNegated = !isNegated;
      const { type, at } = this.token;
      if (type !== '(') {
        const predicate = this.predicate();
        this.add(isNegated ? negatedPredicate(predicate) : predicate);
        return;
      }
      this.next++;
      this.groups.push({ isNegated, at, either: [[]] });
    }
  }

  /** Closes brackets up to the next operator. @returns the whole selector where it ends here */
  private behindOperand(): Selector | undefined {
    while (true) {
      const { type, at } = this.token;
      this.next++;
      switch (type) {
        case '&&':
          return undefined;
        case '||':
          this.group.either.push([]);
          return undefined;
        case ')': {
          if (this.groups.length === 1) throw new SelectorError('this bracket closes none', at);
          this.add(selectorOf(this.groups.pop() as Group));
          break;
        }
        case 'end':
          if (this.groups.length > 1) throw new SelectorError('this bracket is not closed', this.group.at);
          return selectorOf(this.group);
        default:
          throw new SelectorError('expected && or ||', at);
      }
    }
  }

  private predicate(): SelectorPredicate {
    const { type, text, at } = this.token;
    this.next++;
    switch (type) {
      case 'all':
      case 'global':
        return { type };
      case 'has':
        return { type, key: text };
      case 'label':
        return this.comparison(text);
      case 'end':
        throw new SelectorError('expected a label or a function such as has(LABEL), not the end', at);
      default:
        throw new SelectorError('expected a label or a function such as has(LABEL)', at);
    }
  }

  private comparison(key: string): SelectorPredicate {
    const { type, at } = this.token;
    this.next++;
    switch (type) {
      case '==':
        return { type: 'in', key, values: [this.string()] };
      case '!=':
        return { type: 'in', key, values: [this.string()], not: true };
      case 'in':
        return { type: 'in', key, values: this.set() };
      case 'not in':
        return { type: 'in', key, values: this.set(), not: true };
      case 'contains':
      case 'starts with':
      case 'ends with':
        return { type, key, text: this.string() };
      default:
        throw new SelectorError('expected an operator such as == behind the label', at);
    }
  }

  private string(): string {
    const { type, text, at } = this.token;
    if (type !== 'string') throw new SelectorError('expected a text in quotes', at);
    this.next++;
    return text;
  }

  /** Source: a comma may come after the last one, and a set may be empty. */
  private set(): string[] {
    this.sign('{', 'expected a set such as {"a", "b"}');
    const values = new Set<string>();
    for (let isMore = true; isMore && this.token.type === 'string'; ) {
      values.add(this.string());
      isMore = this.typeIs(',');
      if (isMore) this.next++;
    }
    this.sign('}', 'expected } or another text in quotes');
    return [...values].sort();
  }

  private sign(sign: '{' | '}', wanted: string): void {
    if (!this.typeIs(sign)) throw new SelectorError(wanted, this.token.at);
    this.next++;
  }

  private typeIs(type: SelectorToken['type']): boolean {
    return this.token.type === type;
  }

  private get token(): SelectorToken {
    return this.tokens[this.next] as SelectorToken;
  }

  private get group(): Group {
    return this.groups.at(-1) as Group;
  }

  private add(part: Selector): void {
    (this.group.either.at(-1) as Selector[]).push(part);
  }
}

function selectorOf({ isNegated, either }: Group): Selector {
  const [inner, outer] = isNegated ? (['or', 'and'] as const) : (['and', 'or'] as const);
  return joined(
    outer,
    either.map((parts) => joined(inner, parts)),
  );
}

function joined(type: 'and' | 'or', parts: readonly Selector[]): Selector {
  return parts.length === 1 ? (parts[0] as Selector) : { type, parts };
}
