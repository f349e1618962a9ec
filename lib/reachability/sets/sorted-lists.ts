/** Several lists as one, each number once; a list that is alone has to be ascending. */
export function ascending(lists: readonly (readonly number[])[]): readonly number[] {
  const some = lists.filter(({ length }) => length > 0);
  if (some.length < 2) return some[0] ?? [];
  return Array.from(new Set(some.flat())).sort((a, b) => a - b);
}

/** @param sorted ascending */
export function isAmong(sorted: readonly number[], number: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < number) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === number;
}

/** What is in the first list and not in the second; both ascending. */
export function without(all: readonly number[], some: readonly number[]): readonly number[] {
  if (some.length === 0) return all;
  let at = 0;
  return all.filter((index) => {
    if (some[at] !== index) return true;
    at++;
    return false;
  });
}
