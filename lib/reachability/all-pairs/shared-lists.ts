/**
 * Lists that grow by one entry at a time, where many are the same: each is a number, equal for equal lists, and what two of them begin
 * with is kept once.
 */
export class SharedLists<T> {
  private readonly before: number[] = [];
  private readonly last: T[] = [];
  private readonly known = new Map<number, number>();
  // Lists that are alike mostly grow one right after the other.
  private previous = { key: -1, list: -1 };

  /** @param empty so many lists, by the numbers from 0, are empty, and no one of them equals another */
  constructor(private readonly empty: number) {}

  /** The list with one more entry, whose number no other entry has. */
  with(list: number, number: number, entry: T): number {
    // Both stay far below 2^26, so that a pair of them is one exact number.
    const key = list * 2 ** 26 + number;
    if (this.previous.key === key) return this.previous.list;
    let longer = this.known.get(key);
    if (longer === undefined) {
      longer = this.empty + this.before.length;
      this.before.push(list);
      this.last.push(entry);
      this.known.set(key, longer);
    }
    this.previous = { key, list: longer };
    return longer;
  }

  /** The entries of a list, in order. */
  upTo(list: number): T[] {
    const entries: T[] = [];
    for (let at = list; at >= this.empty; at = this.before[at - this.empty] as number) {
      entries.push(this.last[at - this.empty] as T);
    }
    return entries.reverse();
  }
}
