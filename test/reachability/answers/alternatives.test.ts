import { acrossAlternatives, tidyWays } from '../../../lib/reachability/answers/alternatives';
import {
  type Answered,
  answerOn,
  everyWay,
  NOTHING_ALLOWED,
  narrowedTo,
  possibleOf,
  waysOn,
} from '../../../lib/reachability/answers/answer';
import type { Condition } from '../../../lib/reachability/answers/condition';
import { AddressSet } from '../../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';
import { waysOf } from '../comes-in';

/** One answer of several ways to look at a pair, and the ways of an answer in few words. */

const tcp = (...ports: readonly number[]) =>
  ConnectionSet.of(...ports.map((port) => ({ protocol: 'TCP', port }) as const));
const fact = (sentence: string): Condition => ({ type: 'circumstance', sentence, holds: true });
const at = (end: 'source' | 'destination', ...cidrs: readonly string[]): Condition => ({
  ...{ type: 'address-in', end },
  addresses: AddressSet.blocks(cidrs),
});
const way = (connections: ConnectionSet, ...conditions: readonly Condition[]) => ({ connections, conditions });
const answered = (certain: ConnectionSet, ...depends: Answered['depends']): Answered => ({ certain, depends });
const [A, B, V4]: Condition[] = [fact('a'), fact('b'), { type: 'ip-family', family: 'IPv4' }];
const V6: Condition = { type: 'ip-family', family: 'IPv6' };

const across = (...some: readonly (readonly [Answered, ...Condition[]])[]) =>
  waysOf(acrossAlternatives(some.map(([one, ...conditions]) => ({ answered: one, conditions }))), 'db');

describe('across alternatives', () => {
  const [a, b] = [A, B] as [Condition, Condition];
  test('what is the same in all of them is the answer', () => {
    const same = answered(tcp(80), way(tcp(81), fact('x')));
    expect(across([same, a], [same, b])).toEqual(['TCP 80', 'TCP 81 if x']);
    expect(across([same, a])).toEqual(['TCP 80', 'TCP 81 if x']);
  });
  test('what is certain in all of them is certain, and more where it is one of them', () => {
    expect(across([answered(tcp(80, 81)), a], [answered(tcp(80, 82)), b])).toEqual([
      'TCP 80',
      'TCP 81 if a',
      'TCP 82 if b',
    ]);
    expect(across([answered(tcp(80, 81)), a], [NOTHING_ALLOWED, b])).toEqual(['TCP 80-81 if a']);
    expect(across([NOTHING_ALLOWED, a], [answered(tcp(80)), b], [answered(tcp(80)), fact('c')])).toEqual([
      'TCP 80 if b',
      'TCP 80 if c',
    ]);
  });
  test('what depends in one of them depends on that as well', () => {
    expect(across([answered(ConnectionSet.none, way(tcp(80), fact('x'))), a], [NOTHING_ALLOWED, b])).toEqual([
      'TCP 80 if a and x',
    ]);
  });
  test('what depends on the same in all of them depends on nothing else', () => {
    const x = fact('x');
    expect(
      across(
        [answered(ConnectionSet.none, way(tcp(80, 81), x)), a],
        [answered(ConnectionSet.none, way(tcp(80, 82), x)), b],
      ),
    ).toEqual(['TCP 80 if x', 'TCP 81 if a and x', 'TCP 82 if b and x']);
  });
  test('what depends on something else besides keeps that', () => {
    const [x, y] = [fact('x'), fact('y')];
    const [both, one] = [
      answered(ConnectionSet.none, way(tcp(80), x), way(tcp(80), y)),
      answered(ConnectionSet.none, way(tcp(80), x)),
    ];
    expect(across([both, a], [one, b])).toEqual(['TCP 80 if x', 'TCP 80 if a and y']);
  });
  test('what depends in one and is certain in the others depends on nothing else', () => {
    const x = fact('x');
    expect(across([answered(ConnectionSet.none, way(tcp(80), x)), a], [answered(tcp(80)), b])).toEqual([
      'TCP 80 if x',
      'TCP 80 if b',
    ]);
  });
  test('the family is not said where an address says it', () => {
    const source = at('source', '10.0.0.0/8');
    expect(
      across([answered(ConnectionSet.none, way(tcp(80), source)), V4 as Condition], [NOTHING_ALLOWED, V6]),
    ).toEqual(['TCP 80 if the address of it is in 10.0.0.0/8']);
    expect(
      across([answered(ConnectionSet.none, way(tcp(80), fact('x'), source)), V4 as Condition], [NOTHING_ALLOWED, V6]),
    ).toEqual(['TCP 80 if x and the address of it is in 10.0.0.0/8']);
    expect(across([answered(ConnectionSet.none, way(tcp(80), source)), a], [NOTHING_ALLOWED, b])).toEqual([
      'TCP 80 if a and the address of it is in 10.0.0.0/8',
    ]);
    expect(across([answered(tcp(80)), V4 as Condition], [NOTHING_ALLOWED, V6])).toEqual([
      'TCP 80 if they connect over IPv4',
    ]);
  });
});

describe('ways', () => {
  const tidy = (...ways: Parameters<typeof tidyWays>[0][number][]) =>
    waysOf(answered(ConnectionSet.none, ...tidyWays(ways)), 'db');
  const [a, b] = [A, B] as [Condition, Condition];
  test('of equal conditions are one, in whatever order those are', () => {
    expect(tidy(way(tcp(80), a, b), way(tcp(81), b, a), way(tcp(82), a))).toEqual([
      'TCP 80-81 if a and b',
      'TCP 82 if a',
    ]);
  });
  test('to nothing are none', () => {
    expect(tidy(way(ConnectionSet.none, a), way(tcp(80), b))).toEqual(['TCP 80 if b']);
    expect(tidyWays([])).toEqual([]);
  });
  test('that differ in the addresses of one end are one', () => {
    expect(tidy(way(tcp(80), at('source', '10.0.0.0/9')), way(tcp(80), at('source', '10.128.0.0/9')))).toEqual([
      'TCP 80 if the address of it is in 10.0.0.0/8',
    ]);
    expect(
      tidy(way(tcp(80), a, at('destination', '10.0.0.0/9')), way(tcp(80), at('destination', '10.128.0.0/9'), a)),
    ).toEqual(['TCP 80 if a and the address of db is in 10.0.0.0/8']);
  });
  test('that differ in more than that are several', () => {
    const [low, high] = ['10.0.0.0/9', '10.128.0.0/9'] as [string, string];
    expect(tidy(way(tcp(80), at('source', low)), way(tcp(81), at('source', high)))).toHaveLength(2);
    expect(tidy(way(tcp(80), a, at('source', low)), way(tcp(80), b, at('source', high)))).toHaveLength(2);
    expect(tidy(way(tcp(80), at('source', low)), way(tcp(80), at('destination', high)))).toHaveLength(2);
    expect(
      tidy(
        way(tcp(80), at('source', low), at('destination', low)),
        way(tcp(80), at('source', high), at('destination', high)),
      ),
    ).toHaveLength(2);
  });
  test('that ask nothing of an address hold those that do', () => {
    const some = way(tcp(80), a, at('source', '10.0.0.0/8'));
    expect(tidy(some, way(tcp(80), a))).toEqual(['TCP 80 if a']);
    expect(tidy(way(tcp(80), a), some)).toEqual(['TCP 80 if a']);
  });
  test('that are more than can be read are one that is not decided', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => way(tcp(index + 1), fact(`${index}`)));
    expect(tidy(...many(50))).toHaveLength(50);
    expect(tidy(...many(51))).toEqual(['TCP 1-51 if one of too many conditions to list holds']);
  });
});

describe('an answer', () => {
  const one = answered(tcp(80), way(tcp(81, 82), A as Condition), way(tcp(82), B as Condition));
  test('for one connection is allowed, depends or is denied', () => {
    expect([80, 81, 82, 83].map((port) => answerOn(one, 'TCP', port))).toEqual([
      'allowed',
      'depends',
      'depends',
      'denied',
    ]);
    expect(answerOn(one, 'UDP', 80)).toBe('denied');
    expect([80, 81, 82].map((port) => waysOn(one, 'TCP', port))).toEqual([[], [[A]], [[A], [B]]]);
  });
  test('is possible where it is certain or depends', () => {
    expect(String(possibleOf(one))).toBe('TCP 80-82');
    expect(everyWay(one).map(({ connections, conditions }) => [String(connections), conditions])).toEqual([
      ['TCP 80', []],
      ['TCP 81-82', [A]],
      ['TCP 82', [B]],
    ]);
  });
  test('about some connections has those alone', () => {
    expect(waysOf(narrowedTo(tcp(80, 81), one), 'db')).toEqual(['TCP 80', 'TCP 81 if a']);
  });
});
