/**
 * A list of numbers for each index, all of them in one array: where most lists are short, a list that grows takes many times
 * their memory.
 */
export class IndexLists {
  /** @param each says an index with every number of its list; called twice, first to count them */
  static of(count: number, each: (say: (index: number, value: number) => void) => void): IndexLists {
    const ends = new Int32Array(count + 1);
    each((index) => {
      ends[index + 1] = (ends[index + 1] as number) + 1;
    });
    for (let index = 0; index < count; index++) ends[index + 1] = (ends[index + 1] as number) + (ends[index] as number);
    const values = new Int32Array(ends[count] as number);
    const next = ends.slice();
    each((index, value) => {
      const at = next[index] as number;
      values[at] = value;
      next[index] = at + 1;
    });
    return new IndexLists(ends, values);
  }

  /** @param ends for each index where the list before it ends, and then where the last one ends */
  private constructor(
    private readonly ends: Int32Array,
    private readonly values: Int32Array,
  ) {}

  /** In the order in which they were said; none for an index that there is not. */
  forEach(index: number, visit: (value: number) => void): void {
    const end = this.ends[index + 1] ?? 0;
    for (let at = this.ends[index] ?? 0; at < end; at++) visit(this.values[at] as number);
  }

  /** The same as a list of its own. */
  at(index: number): number[] {
    const list: number[] = [];
    this.forEach(index, (value) => {
      list.push(value);
    });
    return list;
  }
}
