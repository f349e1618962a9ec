/**
 * A set of small whole numbers, such as classes of pods: a sorted list where it is sparse, a bit for each number where it
 * is dense. So a set costs little memory either way, and sets of thousands are combined a word at a time.
 */
export class IndexSet implements Iterable<number> {
  static readonly empty = new IndexSet(0, undefined, new Int32Array(0));

  /** @param indexes from 0 up to `universe`, in any order, each once or more */
  static of(universe: number, indexes: Iterable<number>): IndexSet {
    const words = new Uint32Array(wordsFor(universe));
    for (const index of indexes) add(words, index);
    return IndexSet.ofWords(words);
  }

  /** @param sorted ascending, each once; it is kept */
  static ofSorted(universe: number, sorted: Int32Array): IndexSet {
    return sorted.length <= sparseLimit(wordsFor(universe))
      ? new IndexSet(sorted.length, undefined, sorted)
      : IndexSet.of(universe, sorted);
  }

  static ofRange(universe: number, first: number, end: number): IndexSet {
    const words = new Uint32Array(wordsFor(universe));
    for (let index = first; index < end; index++) add(words, index);
    return IndexSet.ofWords(words);
  }

  static unionOf(universe: number, sets: readonly IndexSet[]): IndexSet {
    const count = sets.reduce((sum, { size }) => sum + size, 0);
    if (count > sparseLimit(wordsFor(universe))) {
      const words = new Uint32Array(wordsFor(universe));
      for (const set of sets) {
        set.forEach((index) => {
          add(words, index);
        });
      }
      return IndexSet.ofWords(words);
    }
    // Few in all: they need no bit for each number.
    const all = new Int32Array(count);
    let at = 0;
    for (const set of sets) {
      set.forEach((index) => {
        all[at++] = index;
      });
    }
    all.sort();
    let distinct = 0;
    for (const index of all) if (distinct === 0 || index !== all[distinct - 1]) all[distinct++] = index;
    return IndexSet.ofSorted(universe, distinct === count ? all : all.slice(0, distinct));
  }

  private static ofWords(words: Uint32Array): IndexSet {
    let size = 0;
    for (const word of words) size += bitCount(word);
    if (size > sparseLimit(words.length)) return new IndexSet(size, words, undefined);
    const list = new Int32Array(size);
    let at = 0;
    forEachBit(words, (index) => {
      list[at++] = index;
    });
    return new IndexSet(size, undefined, list);
  }

  private constructor(
    readonly size: number,
    private readonly words: Uint32Array | undefined,
    private readonly list: Int32Array | undefined,
  ) {}

  get isDense(): boolean {
    return this.words !== undefined;
  }

  has(index: number): boolean {
    if (this.words !== undefined) return (((this.words[index >> 5] ?? 0) >>> (index & 31)) & 1) === 1;
    const list = this.list as Int32Array;
    let low = 0;
    let high = list.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const value = list[middle] as number;
      if (value === index) return true;
      if (value < index) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  }

  forEach(visit: (index: number) => void): void {
    if (this.words !== undefined) forEachBit(this.words, visit);
    else for (const index of this.list as Int32Array) visit(index);
  }

  *[Symbol.iterator](): Iterator<number> {
    if (this.list !== undefined) {
      yield* this.list;
      return;
    }
    const words = this.words as Uint32Array;
    for (let at = 0; at < words.length; at++) {
      for (let word = words[at] as number; word !== 0; word &= word - 1) yield at * 32 + lowestBit(word);
    }
  }

  intersection(other: IndexSet): IndexSet {
    if (this.words !== undefined && other.words !== undefined) {
      const { words } = other;
      return IndexSet.ofWords(this.words.map((word, at) => word & (words[at] as number)));
    }
    const isOther = this.list === undefined || (other.list !== undefined && other.size < this.size);
    const [sparse, rest] = isOther ? [other, this] : [this, other];
    const list = (sparse.list as Int32Array).filter((index) => rest.has(index));
    return new IndexSet(list.length, undefined, list);
  }

  /** What is in this set and not in the other. */
  difference(other: IndexSet): IndexSet {
    if (this.list !== undefined) {
      const list = this.list.filter((index) => !other.has(index));
      return list.length === this.size ? this : new IndexSet(list.length, undefined, list);
    }
    const words = (this.words as Uint32Array).slice();
    other.forEach((index) => {
      // Beyond its end a typed array keeps nothing.
      words[index >> 5] = (words[index >> 5] as number) & ~(1 << (index & 31));
    });
    return IndexSet.ofWords(words);
  }
}

/** Up to so many entries a list takes no more memory than the bits. */
function sparseLimit(words: number): number {
  return words;
}

function wordsFor(universe: number): number {
  return (universe + 31) >> 5;
}

function add(words: Uint32Array, index: number): void {
  words[index >> 5] = (words[index >> 5] as number) | (1 << (index & 31));
}

function forEachBit(words: Uint32Array, visit: (index: number) => void): void {
  for (let at = 0; at < words.length; at++) {
    for (let word = words[at] as number; word !== 0; word &= word - 1) visit(at * 32 + lowestBit(word));
  }
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
