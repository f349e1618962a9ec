/** Numbers in order as ranges, such as `0-4,7`. */
export function rangesText(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < numbers.length; at++) {
    const first = numbers[at] as number;
    let last = first;
    while (numbers[at + 1] === last + 1) last = numbers[++at] as number;
    parts.push(first === last ? String(first) : `${first}-${last}`);
  }
  return parts.join();
}

/** The numbers of such a text. */
export function numbersIn(ranges: string): number[] {
  if (ranges === '') return [];
  return ranges.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
