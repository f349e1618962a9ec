/**
 * Calico's selector language, read and evaluated at once by recursion, for references that share no code with lib/:
 * `||` over `&&` over `!`, brackets, and one function for each predicate. It takes only selectors that are right.
 */

/** What a selector looks at. */
export interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
  /** Whether it is in a namespace; `global()` is what is in none. */
  readonly isInNamespace: boolean;
}

export function slowlySelects(selector: string, labelled: Labelled): boolean {
  const words = wordsOf(selector);
  if (words.length === 0) return true;
  const reader = new Reader(words, labelled);
  const isSelected = reader.either();
  if (!reader.isAtEnd) throw new Error(`not read to the end: ${selector}`);
  return isSelected;
}

const read = new Map<string, readonly string[]>();

function wordsOf(selector: string): readonly string[] {
  const words =
    read.get(selector) ?? selector.match(/'[^']*'|"[^"]*"|&&|\|\||==|!=|!|[(){},]|[^\s'"&|=!(){},]+/g) ?? [];
  read.set(selector, words);
  return words;
}

class Reader {
  private next = 0;

  constructor(
    private readonly words: readonly string[],
    private readonly labelled: Labelled,
  ) {}

  get isAtEnd(): boolean {
    return this.next === this.words.length;
  }

  either(): boolean {
    let is = this.both();
    while (this.take('||')) is = this.both() || is;
    return is;
  }

  private both(): boolean {
    let is = this.one();
    while (this.take('&&')) is = this.one() && is;
    return is;
  }

  private one(): boolean {
    if (this.take('!')) return !this.one();
    if (this.take('(')) {
      const is = this.either();
      this.want(')');
      return is;
    }
    return this.predicate();
  }

  private predicate(): boolean {
    const word = this.word();
    if (this.words[this.next] === '(' && ['all', 'global', 'has'].includes(word)) {
      this.want('(');
      const key = word === 'has' ? this.word() : '';
      this.want(')');
      if (word === 'all') return true;
      return word === 'global' ? !this.labelled.isInNamespace : this.valueOf(key) !== undefined;
    }
    const value = this.valueOf(word);
    switch (this.word()) {
      case '==':
        return value === this.text();
      case '!=':
        return value !== this.text();
      case 'in':
        return this.set().includes(value ?? NO_VALUE);
      case 'not':
        this.want('in');
        return !this.set().includes(value ?? NO_VALUE);
      case 'contains': {
        const text = this.text();
        return value?.includes(text) ?? false;
      }
      case 'starts': {
        this.want('with');
        const text = this.text();
        return value?.startsWith(text) ?? false;
      }
      case 'ends': {
        this.want('with');
        const text = this.text();
        return value?.endsWith(text) ?? false;
      }
      default:
        throw new Error(`no operator: ${this.words.join(' ')}`);
    }
  }

  private valueOf(key: string): string | undefined {
    return Object.hasOwn(this.labelled.labels, key) ? this.labelled.labels[key] : undefined;
  }

  private set(): string[] {
    const texts: string[] = [];
    this.want('{');
    while (!this.take('}')) {
      texts.push(this.text());
      this.take(',');
    }
    return texts;
  }

  private text(): string {
    return this.word().slice(1, -1);
  }

  private word(): string {
    const word = this.words[this.next++];
    if (word === undefined) throw new Error(`ends too early: ${this.words.join(' ')}`);
    return word;
  }

  private take(word: string): boolean {
    const is = this.words[this.next] === word;
    if (is) this.next++;
    return is;
  }

  private want(word: string): void {
    if (!this.take(word)) throw new Error(`no ${word}: ${this.words.join(' ')}`);
  }
}

/** No label has it. */
const NO_VALUE = '\n';
