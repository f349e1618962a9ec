import fc from 'fast-check';
import { IndexSet } from '../../../lib/reachability/sets/index-set';
import { assertProperty, runs } from '../../support/property';

const UNIVERSE = 100;

describe.each([
  ['few', [0, 31, 32, 99]],
  ['many', Array.from({ length: 98 }, (_, index) => index + 1)],
  ['none', []],
  ['all', Array.from({ length: 100 }, (_, index) => index)],
])('a set of %s of a hundred', (_, members) => {
  const set = IndexSet.of(UNIVERSE, [...members].reverse());

  test('has its members and no others', () => {
    for (let index = -1; index <= UNIVERSE + 32; index++) expect(set.has(index)).toBe(members.includes(index));
    expect(set.size).toBe(members.length);
  });

  test('is gone through in order, either way', () => {
    const visited: number[] = [];
    set.forEach((index) => {
      visited.push(index);
    });
    expect(visited).toEqual(members);
    expect([...set]).toEqual(members);
  });

  test('is the same from a sorted list', () => {
    const sorted = IndexSet.ofSorted(UNIVERSE, Int32Array.from(members));
    expect([...sorted]).toEqual(members);
    expect(sorted.isDense).toBe(set.isDense);
    expect(sorted.size).toBe(members.length);
  });
});

test('members that are given twice are there once', () => {
  expect(IndexSet.of(10, [3, 3, 1]).size).toBe(2);
});

test('a range has its beginning and not its end', () => {
  expect([...IndexSet.ofRange(UNIVERSE, 30, 34)]).toEqual([30, 31, 32, 33]);
  expect(IndexSet.ofRange(UNIVERSE, 0, UNIVERSE).size).toBe(UNIVERSE);
  expect(IndexSet.ofRange(UNIVERSE, 5, 5).size).toBe(0);
  expect(IndexSet.empty.size).toBe(0);
});

test('as many members as there are words of bits are a list, and one more is bits', () => {
  expect(IndexSet.of(96, [1, 2, 3]).isDense).toBe(false);
  expect(IndexSet.of(96, [1, 2, 3, 4]).isDense).toBe(true);
  expect(IndexSet.ofSorted(96, Int32Array.of(1, 2, 3)).isDense).toBe(false);
  expect(IndexSet.ofSorted(96, Int32Array.of(1, 2, 3, 4)).isDense).toBe(true);
});

const member = fc.nat(UNIVERSE - 1);
/** Few members, which are kept as a list, or many, which are bits. */
const members = fc.oneof(
  fc.uniqueArray(member, { maxLength: 4 }),
  fc.uniqueArray(member, { minLength: 30, maxLength: 60 }),
);

test('two sets have in common what is in both, lists and bits alike', () => {
  assertProperty(
    fc.property(members, members, (a, b) => {
      const both = IndexSet.of(UNIVERSE, a).intersection(IndexSet.of(UNIVERSE, b));
      const expected = a.filter((index) => b.includes(index)).sort((x, y) => x - y);
      expect([...both]).toEqual(expected);
      expect(both.size).toBe(expected.length);
      expect(expected.every((index) => both.has(index))).toBe(true);
    }),
    runs(300),
  );
});

test('what is in one set and not in another is found, lists and bits alike', () => {
  assertProperty(
    fc.property(members, members, (a, b) => {
      const left = IndexSet.of(UNIVERSE, a).difference(IndexSet.of(UNIVERSE, b));
      const expected = a.filter((index) => !b.includes(index)).sort((x, y) => x - y);
      expect([...left]).toEqual(expected);
      expect(left.size).toBe(expected.length);
    }),
    runs(300, 100),
  );
});

test('a list from which nothing is taken is the same, and nothing is taken of what lies beyond a set', () => {
  const few = IndexSet.of(UNIVERSE, [1, 2]);
  expect(few.difference(IndexSet.of(UNIVERSE, [3]))).toBe(few);
  expect([...few.difference(IndexSet.of(UNIVERSE, [2, 3]))]).toEqual([1]);
  const many = IndexSet.ofRange(32, 0, 32);
  expect([...many.difference(IndexSet.of(UNIVERSE, [31, 40, 70]))]).toEqual([...many].slice(0, 31));
});

test('what is made of sets is a list where it has few members, and bits where it has many', () => {
  const [few, many] = [IndexSet.of(UNIVERSE, [1, 50]), IndexSet.ofRange(UNIVERSE, 0, 60)];
  expect(IndexSet.unionOf(UNIVERSE, [few, IndexSet.of(UNIVERSE, [50, 99])]).isDense).toBe(false);
  const both = IndexSet.unionOf(UNIVERSE, [IndexSet.of(UNIVERSE, [50, 99]), few]);
  expect([[...both], both.size]).toEqual([[1, 50, 99], 3]);
  expect(IndexSet.unionOf(UNIVERSE, [few, many]).isDense).toBe(true);
  expect(IndexSet.unionOf(UNIVERSE, [few, few, few]).isDense).toBe(false);
  expect(many.intersection(IndexSet.ofRange(UNIVERSE, 58, UNIVERSE)).isDense).toBe(false);
  expect(many.intersection(few).isDense).toBe(false);
  expect(few.intersection(many).isDense).toBe(false);
  expect(many.difference(IndexSet.ofRange(UNIVERSE, 2, 60)).isDense).toBe(false);
  expect(many.difference(few).isDense).toBe(true);
});

test('a union has what is in any set, once, of lists and bits alike', () => {
  const members = fc.uniqueArray(fc.nat(UNIVERSE - 1), { maxLength: 60 });
  assertProperty(
    fc.property(fc.array(members, { maxLength: 4 }), (all) => {
      const union = IndexSet.unionOf(
        UNIVERSE,
        all.map((one) => IndexSet.of(UNIVERSE, one)),
      );
      expect([...union]).toEqual([...new Set(all.flat())].sort((a, b) => a - b));
      expect(union.size).toBe(new Set(all.flat()).size);
    }),
    runs(200),
  );
});
