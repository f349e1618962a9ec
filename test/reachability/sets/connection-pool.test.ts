import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { ConnectionPool } from '../../../lib/reachability/sets/connection-pool';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';

const { NONE, ALL } = ConnectionPool;
const tcp = (port: number, endPort = port) => ConnectionSet.of({ protocol: 'TCP', port, endPort });

afterEach(() => {
  jest.restoreAllMocks();
});

describe('sets by number', () => {
  test('have one number where they are equal, also nothing and everything', () => {
    const pool = new ConnectionPool();
    expect(pool.numberOf(tcp(80))).toBe(pool.numberOf(tcp(80)));
    expect(pool.numberOf(tcp(81))).not.toBe(pool.numberOf(tcp(80)));
    expect([pool.numberOf(ConnectionSet.none), pool.numberOf(tcp(90, 80))]).toEqual([NONE, NONE]);
    const every = ConnectionSet.allOf('TCP').union(ConnectionSet.allOf('UDP')).union(ConnectionSet.allOf('SCTP'));
    expect([pool.numberOf(ConnectionSet.all), pool.numberOf(every)]).toEqual([ALL, ALL]);
    expect([pool.get(NONE).isEmpty, pool.get(ALL).isAll]).toEqual([true, true]);
    expect(String(pool.get(pool.numberOf(tcp(80, 82))))).toBe('TCP 80-82');
  });

  test('are put together as the sets are', () => {
    const pool = new ConnectionPool();
    const sets = [ConnectionSet.none, ConnectionSet.all, tcp(80), tcp(81), tcp(80, 82), ConnectionSet.allOf('UDP')];
    const numbers = sets.map((set) => pool.numberOf(set));
    for (const a of numbers) {
      for (const b of numbers) {
        const [one, other] = [pool.get(a), pool.get(b)];
        expect(String(pool.get(pool.union(a, b)))).toBe(String(one.union(other)));
        expect(String(pool.get(pool.intersection(a, b)))).toBe(String(one.intersection(other)));
        expect(String(pool.get(pool.difference(a, b)))).toBe(String(one.difference(other)));
      }
    }
  });

  const operations = ['union', 'intersection', 'difference'] as const;

  test.each(operations)('are put together once: %s', (operation) => {
    const pool = new ConnectionPool();
    const [a, b] = [pool.numberOf(tcp(80, 82)), pool.numberOf(tcp(82, 84))];
    const work = jest.spyOn(ConnectionSet.prototype, operation);
    const made = pool[operation](a, b);
    expect(pool[operation](a, b)).toBe(made);
    expect(work).toHaveBeenCalledTimes(1);
    pool[operation](b, a);
    // What is in the one and not in the other is another set the other way round.
    expect(work).toHaveBeenCalledTimes(operation === 'difference' ? 2 : 1);
  });

  test.each(operations)('are not put together with themselves, nothing or everything: %s', (operation) => {
    const pool = new ConnectionPool();
    const a = pool.numberOf(tcp(80));
    const work = jest.spyOn(ConnectionSet.prototype, operation);
    for (const [one, other] of [
      [a, a],
      [a, NONE],
      [NONE, a],
      [a, ALL],
      ...(operation === 'difference' ? [] : [[ALL, a] as const]),
    ] as const) {
      pool[operation](one, other);
    }
    expect(work).not.toHaveBeenCalled();
  });
});
