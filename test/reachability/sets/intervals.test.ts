import {
  BIGINTS,
  type Intervals,
  includes,
  intersect,
  isEqual,
  NUMBERS,
  normalized,
  subtract,
  unite,
} from '../../../lib/reachability/sets/intervals';

describe('any intervals become sorted ones that do not touch', () => {
  test.each<[string, Intervals<number>, Intervals<number>]>([
    ['none', [], []],
    [
      'out of order',
      [
        [7, 9],
        [1, 2],
      ],
      [
        [1, 2],
        [7, 9],
      ],
    ],
    [
      'that overlap',
      [
        [1, 5],
        [4, 9],
      ],
      [[1, 9]],
    ],
    [
      'that touch',
      [
        [1, 3],
        [4, 6],
      ],
      [[1, 6]],
    ],
    [
      'with one number between',
      [
        [1, 3],
        [5, 6],
      ],
      [
        [1, 3],
        [5, 6],
      ],
    ],
    [
      'one in another',
      [
        [1, 9],
        [3, 4],
      ],
      [[1, 9]],
    ],
    [
      'twice the same',
      [
        [2, 3],
        [2, 3],
      ],
      [[2, 3]],
    ],
    [
      'of equal beginning',
      [
        [2, 7],
        [2, 3],
      ],
      [[2, 7]],
    ],
    [
      'one in another, and a third that overlaps the wide one',
      [
        [1, 9],
        [3, 4],
        [8, 12],
      ],
      [[1, 12]],
    ],
  ])('%s', (_, given, expected) => {
    expect(normalized(NUMBERS, given)).toEqual(expected);
  });
});

test('what was given is not changed', () => {
  const given: [number, number][] = [
    [4, 6],
    [1, 3],
  ];
  normalized(NUMBERS, given);
  expect(given).toEqual([
    [4, 6],
    [1, 3],
  ]);
});

test('a set that is united with nothing is the same', () => {
  const set: Intervals<number> = [[1, 3]];
  expect(unite(NUMBERS, [], set)).toBe(set);
  expect(unite(NUMBERS, set, [])).toBe(set);
});

test('IPv6 addresses, beyond the numbers that are exact', () => {
  const last = 2n ** 128n - 1n;
  expect(
    normalized(BIGINTS, [
      [last, last],
      [last - 1n, last - 1n],
    ]),
  ).toEqual([[last - 1n, last]]);
  expect(subtract(BIGINTS, [[0n, last]], [[1n, last - 1n]])).toEqual([
    [0n, 0n],
    [last, last],
  ]);
});

/** Every set of the numbers 0 to 4. */
const sets: readonly Intervals<number>[] = Array.from({ length: 32 }, (_, bits) =>
  normalized(
    NUMBERS,
    [0, 1, 2, 3, 4].filter((number) => (bits >> number) & 1).map((number) => [number, number] as const),
  ),
);
const pairs = sets.flatMap((a) => sets.map((b) => [a, b] as const));
const numbersOf = (set: Intervals<number>) => [0, 1, 2, 3, 4].filter((number) => includes(set, number));

describe('for every two sets of five numbers', () => {
  const agree = (
    combine: (a: Intervals<number>, b: Intervals<number>) => Intervals<number>,
    isIn: (a: boolean, b: boolean) => boolean,
  ) => {
    for (const [a, b] of pairs) {
      const expected = [0, 1, 2, 3, 4].filter((number) =>
        isIn(numbersOf(a).includes(number), numbersOf(b).includes(number)),
      );
      const combined = combine(a, b);
      expect(numbersOf(combined)).toEqual(expected);
      expect(combined).toEqual(normalized(NUMBERS, combined));
    }
  };

  test('the union has what either has', () => {
    agree(
      (a, b) => unite(NUMBERS, a, b),
      (a, b) => a || b,
    );
  });

  test('the intersection has what both have', () => {
    agree(intersect, (a, b) => a && b);
  });

  test('the difference has what only the first has', () => {
    agree(
      (a, b) => subtract(NUMBERS, a, b),
      (a, b) => a && !b,
    );
  });

  test('they are equal if they have the same numbers', () => {
    for (const [a, b] of pairs) expect(isEqual(a, b)).toBe(numbersOf(a).join() === numbersOf(b).join());
  });
});

test('a number is found in the first, a middle and the last of many intervals, and not between them', () => {
  const many = Array.from({ length: 101 }, (_, index) => [index * 10, index * 10 + 3] as const);
  for (const number of [0, 3, 500, 502, 503, 1000, 1003]) expect(includes(many, number)).toBe(true);
  for (const number of [-1, 4, 9, 499, 504, 999, 1004]) expect(includes(many, number)).toBe(false);
});
