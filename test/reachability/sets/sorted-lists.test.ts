import { describe, expect, test } from '@jest/globals';
import { ascending, isAmong, without } from '../../../lib/reachability/sets/sorted-lists';

describe('sorted lists of numbers', () => {
  test('become one, each number once', () => {
    expect(ascending([[3, 10], [], [2, 3]])).toEqual([2, 3, 10]);
    expect(ascending([[], [2, 10]])).toEqual([2, 10]);
    expect(ascending([])).toEqual([]);
    const alone = [2, 10];
    expect(ascending([[], alone])).toBe(alone);
  });

  test('are searched', () => {
    expect([1, 2, 3, 10, 11].map((number) => isAmong([2, 10], number))).toEqual([false, true, false, true, false]);
    expect(isAmong([], 0)).toBe(false);
  });

  test('leave out others', () => {
    expect(without([1, 2, 3, 10], [2, 10])).toEqual([1, 3]);
    expect(without([1, 2], [])).toEqual([1, 2]);
  });
});
