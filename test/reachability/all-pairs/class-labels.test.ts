import { describe, expect, test } from '@jest/globals';
import { AnswerPool } from '../../../lib/reachability/all-pairs/answer-pool';
import { ClassLabels } from '../../../lib/reachability/all-pairs/class-labels';
import { OpenedPool } from '../../../lib/reachability/all-pairs/opened-pool';
import { RuleMatches } from '../../../lib/reachability/all-pairs/rule-peers';
import type { Answered } from '../../../lib/reachability/answers/answer';
import type { Opened } from '../../../lib/reachability/rules/partly-open';
import { AddressSet } from '../../../lib/reachability/sets/address-set';
import { ConnectionPool } from '../../../lib/reachability/sets/connection-pool';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';
import type { Asked } from '../../../lib/reachability/stages/box-match';

/** What all pairs keep by number: each thing once. */

const tcp = (port: number) => ConnectionSet.of({ protocol: 'TCP', port });

describe('a number for each class', () => {
  test.each([1, 3, 4, 6])('is the usual one, but for those of %d others', (count) => {
    const others = new Map(Array.from({ length: count }, (_, index) => [10 + index, Int32Array.of(2 * index)]));
    const labels = ClassLabels.of(20, 7, others);
    expect(Array.from({ length: 20 }, (_, index) => labels.at(index))).toEqual(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 && index < 2 * count ? 10 + index / 2 : 7)),
    );
    expect([labels.usual, labels.exceptions, labels.others.length]).toEqual([7, count, count]);
  });

  test('has no others where their lists are empty', () => {
    const labels = ClassLabels.of(
      20,
      7,
      new Map([
        [1, Int32Array.of()],
        [2, Int32Array.of(3, 4)],
      ]),
    );
    expect(labels.others.map(({ label, classes }) => [label, [...classes]])).toEqual([[2, [3, 4]]]);
    expect(labels.exceptions).toBe(2);
  });
});

describe('answers and what directions open', () => {
  const depending = (port: number): Answered => ({
    certain: tcp(80),
    depends: [{ connections: tcp(port), conditions: [{ type: 'undecided' }] }],
  });

  test('have the number of their connections where they depend on nothing', () => {
    const pool = new AnswerPool();
    const certain = { certain: tcp(80), depends: [] };
    expect(pool.numberOf(certain)).toBe(pool.connections.numberOf(tcp(80)));
    expect(pool.get(pool.numberOf(certain))).toEqual(certain);
    expect(pool.numberOf({ certain: ConnectionSet.none, depends: [] })).toBe(AnswerPool.NONE);
  });

  test('have numbers below zero where they depend, equal ones the same', () => {
    const pool = new AnswerPool();
    const [one, other] = [pool.numberOf(depending(81)), pool.numberOf(depending(82))];
    expect([one, other]).toEqual([-1, -2]);
    expect([pool.numberOf(depending(81)), pool.numberOf(depending(82))]).toEqual([-1, -2]);
    expect([pool.get(-1), pool.get(-2)]).toEqual([depending(81), depending(82)]);
  });

  test('of one direction have numbers in the same way', () => {
    const pool = new OpenedPool(new ConnectionPool());
    const partly = (port: number): Opened => ({
      certain: tcp(80),
      partly: [{ box: { labels: new Map(), source: AddressSet.all, destination: AddressSet.none }, ports: tcp(port) }],
    });
    expect([81, 82, 81].map((port) => pool.numberOf(partly(port)))).toEqual([-1, -2, -1]);
    expect([pool.get(-1), pool.get(-2)]).toEqual([partly(81), partly(82)]);
    const certain = { certain: tcp(80), partly: [] };
    expect(pool.get(pool.numberOf(certain))).toEqual(certain);
    expect(pool.numberOf(certain)).toBe(pool.connections.numberOf(tcp(80)));
  });
});

describe('what a rule is to an end', () => {
  const asking = (value: string, addresses = AddressSet.all): Asked => ({
    labels: new Map([['k', { absent: false, except: false, values: new Set([value]) }]]),
    addresses,
  });
  const sure: Asked = { labels: new Map(), addresses: AddressSet.all };
  const { NONE, ALL } = ConnectionPool;

  test('is nothing where it is in no case, or on no port', () => {
    const matches = new RuleMatches();
    expect([matches.of([]), matches.of([sure], NONE), matches.of([asking('a')], NONE)]).toEqual([0, 0, 0]);
    expect([matches.isSure[0], matches.ports[0]]).toEqual([true, ALL]);
  });

  test('is one number where it is for it always, on all ports', () => {
    const matches = new RuleMatches();
    expect([matches.of([sure]), matches.of([{ ...sure }])]).toEqual([matches.always, matches.always]);
    expect([matches.isSure[matches.always], matches.ports[matches.always]]).toEqual([true, ALL]);
  });

  test('is a number for each thing that is asked and for each set of ports', () => {
    const matches = new RuleMatches();
    const all = [
      [[sure], 5],
      [[sure], 6],
      [[asking('a')], ALL],
      [[asking('b')], ALL],
      [[asking('a')], 5],
      [[asking('a'), asking('b')], ALL],
      [[asking('a', AddressSet.block('10.0.0.0/8'))], ALL],
    ] as const;
    const numbers = all.map((one) => matches.of(one[0], one[1]));
    expect(new Set(numbers).size).toBe(all.length);
    expect(all.map((one) => matches.of(one[0], one[1]))).toEqual(numbers);
    expect(numbers.map((number) => [matches.isSure[number], matches.ports[number]])).toEqual(
      all.map(([asked, ports]) => [asked.length === 1 && asked[0].labels.size === 0, ports]),
    );
  });
});
