import { distinguishingFirst, fewestLabels } from '../../lib/policy/distinguishing-labels';
import type { StringMap } from '../../lib/policy/manifest';

describe('labels in the order in which they are tried', () => {
  test('those that usually distinguish applications come first, in their own order', () => {
    const labels = { tier: '1', instance: '2', component: '3', app: '4', name: '5', 'app.kubernetes.io/name': '6' };
    expect(distinguishingFirst(labels).map(([key]) => key)).toEqual([
      'app.kubernetes.io/name',
      'app',
      'name',
      'component',
      'tier',
      'instance',
    ]);
  });

  test('the others follow by their keys, with their values', () => {
    expect(distinguishingFirst({ zone: 'a', app: 'web', color: 'b', rack: 'c' })).toEqual([
      ['app', 'web'],
      ['color', 'b'],
      ['rack', 'c'],
      ['zone', 'a'],
    ]);
  });
});

describe('the fewest labels', () => {
  const labels = (count: number) => Array.from({ length: count }, (_, index) => [`k${index}`, 'x'] as const);
  /** Distinguish where all of these keys are among them. */
  const need =
    (...keys: string[]) =>
    (some: StringMap) =>
      keys.every((key) => some[key] === 'x');
  const fewest = (count: number, ...keys: string[]) => {
    const found = fewestLabels(labels(count), need(...keys));
    return found && Object.keys(found);
  };

  test('are the first one that is enough by itself, with its value', () => {
    expect(fewestLabels(labels(5), (some) => 'k1' in some || 'k3' in some)).toEqual({ k1: 'x' });
    expect(fewest(1, 'k0')).toEqual(['k0']);
  });

  test('are none where all of them together are not enough', () => {
    expect(fewest(3, 'k0', 'k7')).toBeUndefined();
    expect(fewestLabels([], () => false)).toBeUndefined();
  });

  test('are two, wherever among the first eight these are, before three are tried', () => {
    expect(fewest(8, 'k0', 'k1')).toEqual(['k0', 'k1']);
    expect(fewest(8, 'k6', 'k7')).toEqual(['k6', 'k7']);
    const pairOrThree = (some: StringMap) => need('k0', 'k1', 'k2')(some) || need('k3', 'k7')(some);
    expect(fewestLabels(labels(8), pairOrThree)).toEqual({ k3: 'x', k7: 'x' });
  });

  test('are as many as it takes, and none that the others do not need', () => {
    expect(fewest(3, 'k0', 'k1', 'k2')).toEqual(['k0', 'k1', 'k2']);
    expect(fewest(12, 'k1', 'k5', 'k9')).toEqual(['k1', 'k5', 'k9']);
    expect(fewest(64, 'k0', 'k62', 'k63')).toEqual(['k0', 'k62', 'k63']);
    // Of two of which one was tried beyond the first eight, too.
    expect(fewest(12, 'k2', 'k11')).toEqual(['k2', 'k11']);
  });

  test('are the first ones up to the last that is needed, where there are a great many', () => {
    const found = fewest(200, 'k3', 'k10', 'k99');
    expect(found).toHaveLength(100);
    expect(found?.at(-1)).toBe('k99');
    expect(fewest(200, 'k3', 'k10', 'k64')).toHaveLength(65);
    expect(fewest(200, 'k3', 'k10', 'k63')).toEqual(['k3', 'k10', 'k63']);
  });

  test('are found without trying all of a great many pairs', () => {
    let tried = 0;
    fewestLabels(labels(2000), (some) => {
      tried++;
      return need('k3', 'k10', 'k1999')(some);
    });
    expect(tried).toBeLessThan(2000 + 100);
  });
});
