import { ConnectionSet } from './connection-set';

/**
 * Connection sets by number, each once. All pairs of a cluster share few of them, so what two of them make together is
 * worked out once.
 */
export class ConnectionPool {
  static readonly NONE = 0;
  static readonly ALL = 1;

  private readonly sets: ConnectionSet[] = [ConnectionSet.none, ConnectionSet.all];
  private readonly numbers = new Map<string, number>([
    [String(ConnectionSet.none), ConnectionPool.NONE],
    [String(ConnectionSet.all), ConnectionPool.ALL],
  ]);
  private readonly unions = new Map<number, number>();
  private readonly intersections = new Map<number, number>();
  private readonly differences = new Map<number, number>();

  numberOf(set: ConnectionSet): number {
    if (set === ConnectionSet.all) return ConnectionPool.ALL;
    const text = String(set);
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.sets.length;
      this.sets.push(set);
      this.numbers.set(text, number);
    }
    return number;
  }

  get(number: number): ConnectionSet {
    return this.sets[number] as ConnectionSet;
  }

  union(a: number, b: number): number {
    if (a === b || b === ConnectionPool.NONE || a === ConnectionPool.ALL) return a;
    if (a === ConnectionPool.NONE || b === ConnectionPool.ALL) return b;
    return a < b ? this.memoised(this.unions, a, b, UNION) : this.memoised(this.unions, b, a, UNION);
  }

  intersection(a: number, b: number): number {
    if (a === b || b === ConnectionPool.ALL || a === ConnectionPool.NONE) return a;
    if (a === ConnectionPool.ALL || b === ConnectionPool.NONE) return b;
    return a < b ? this.memoised(this.intersections, a, b, BOTH) : this.memoised(this.intersections, b, a, BOTH);
  }

  /** What is in the first and not in the second. */
  difference(a: number, b: number): number {
    if (a === ConnectionPool.NONE || b === ConnectionPool.NONE) return a;
    if (a === b || b === ConnectionPool.ALL) return ConnectionPool.NONE;
    return this.memoised(this.differences, a, b, (one, other) => one.difference(other));
  }

  private memoised(
    known: Map<number, number>,
    a: number,
    b: number,
    combine: (a: ConnectionSet, b: ConnectionSet) => ConnectionSet,
  ): number {
    // Numbers stay far below 2^26, so that a pair of them is one exact number.
    const key = a * 2 ** 26 + b;
    let result = known.get(key);
    if (result === undefined) {
      result = this.numberOf(combine(this.get(a), this.get(b)));
      known.set(key, result);
    }
    return result;
  }
}

const UNION = (a: ConnectionSet, b: ConnectionSet) => a.union(b);
const BOTH = (a: ConnectionSet, b: ConnectionSet) => a.intersection(b);
