import { describe, expect, test } from '@jest/globals';
import { SharedLists } from '../../../lib/reachability/all-pairs/shared-lists';

describe('lists that share what they begin with', () => {
  test('have one number where they have the same entries in the same order', () => {
    const lists = new SharedLists<string>(1);
    const one = lists.with(lists.with(0, 0, 'a'), 1, 'b');
    const other = lists.with(lists.with(0, 1, 'b'), 0, 'a');
    expect(lists.with(lists.with(0, 0, 'a'), 1, 'b')).toBe(one);
    expect(other).not.toBe(one);
    expect(lists.upTo(one)).toEqual(['a', 'b']);
    expect(lists.upTo(other)).toEqual(['b', 'a']);
  });

  test('are apart where the empty lists are that they begin with', () => {
    const lists = new SharedLists<string>(2);
    const [first, second] = [lists.with(0, 0, 'a'), lists.with(1, 0, 'a')];
    expect(second).not.toBe(first);
    expect([0, 1, first, second].map((list) => lists.upTo(list))).toEqual([[], [], ['a'], ['a']]);
  });
});
