/** Sorted intervals of whole numbers, both ends included, none touching the next: one way to write each set. */
export type Intervals<T extends number | bigint> = readonly (readonly [first: T, last: T])[];

/** The arithmetic that `number` and `bigint` do not share. */
export interface Line<T extends number | bigint> {
  next(value: T): T;
  previous(value: T): T;
}

export const NUMBERS: Line<number> = { next: (value) => value + 1, previous: (value) => value - 1 };
export const BIGINTS: Line<bigint> = { next: (value) => value + 1n, previous: (value) => value - 1n };

export function unite<T extends number | bigint>(line: Line<T>, a: Intervals<T>, b: Intervals<T>): Intervals<T> {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return normalized(line, [...a, ...b]);
}

/** Any intervals, in any order, as a set. */
export function normalized<T extends number | bigint>(line: Line<T>, intervals: Intervals<T>): Intervals<T> {
  if (intervals.length < 2) return intervals;
  const sorted = [...intervals].sort(([a], [b]) => (a < b ? -1 : 1));
  const united: [T, T][] = [];
  for (const [first, last] of sorted) {
    const before = united.at(-1);
    if (before === undefined || first > line.next(before[1])) united.push([first, last]);
    else if (last > before[1]) before[1] = last;
  }
  return united;
}

export function intersect<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): Intervals<T> {
  const both: [T, T][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [firstA, lastA] = a[i] as readonly [T, T];
    const [firstB, lastB] = b[j] as readonly [T, T];
    // Math.min and Math.max take no bigint.
    const [, first] = inOrder(firstA, firstB);
    const [last] = inOrder(lastA, lastB);
    if (first <= last) both.push([first, last]);
    if (lastA < lastB) i++;
    else j++;
  }
  return both;
}

export function subtract<T extends number | bigint>(line: Line<T>, a: Intervals<T>, b: Intervals<T>): Intervals<T> {
  const left: [T, T][] = [];
  let j = 0;
  for (const [first, last] of a) {
    let from = first;
    while (j < b.length && (b[j] as readonly [T, T])[1] < from) j++;
    for (let k = j; k < b.length && from <= last; k++) {
      const [firstB, lastB] = b[k] as readonly [T, T];
      if (firstB > last) break;
      if (firstB > from) left.push([from, line.previous(firstB)]);
      from = line.next(lastB);
    }
    if (from <= last) left.push([from, last]);
  }
  return left;
}

export function includes<T extends number | bigint>(intervals: Intervals<T>, value: T): boolean {
  let low = 0;
  let high = intervals.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = intervals[middle] as readonly [T, T];
    if (value < first) high = middle - 1;
    else if (value > last) low = middle + 1;
    else return true;
  }
  return false;
}

export function isEqual<T extends number | bigint>(a: Intervals<T>, b: Intervals<T>): boolean {
  if (a.length !== b.length) return false;
  return a.every(([first, last], index) => {
    const [otherFirst, otherLast] = b[index] as readonly [T, T];
    return first === otherFirst && last === otherLast;
  });
}

function inOrder<T extends number | bigint>(a: T, b: T): readonly [T, T] {
  return a < b ? [a, b] : [b, a];
}
