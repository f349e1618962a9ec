import { type LabelSpace, spaceOf } from '../../../lib/policy/label-space';
import type { LabelSelector } from '../../../lib/policy/manifest';
import { NamespaceUniverse } from '../../../lib/reachability/pods/namespace-universe';
import { clusterOf } from '../../support/cluster-of';
import { deployment, namespace } from '../../support/manifests';

/** Which namespaces there can be: those that are declared, and any others. */

const NAME = 'kubernetes.io/metadata.name';
/** `front` is only mentioned: its labels are not known. */
const universe = new NamespaceUniverse(
  clusterOf([namespace('edge', { team: 'x' }), namespace('shop', { team: 'y' }), deployment('front/web', 1)]),
);
const space = (selector: LabelSelector) => spaceOf(selector) as LabelSpace;
const named = (...values: readonly string[]) => space({ matchExpressions: [{ key: NAME, operator: 'In', values }] });
const both = (one: LabelSpace, other: LabelSpace): LabelSpace => new Map([...one, ...other]);

test('declared are those with a manifest, with just their labels', () => {
  expect([...universe.declaredNames()]).toEqual(['edge', 'shop']);
  expect(['edge', 'front'].map((name) => universe.isDeclared(name))).toEqual([true, false]);
  expect(universe.declaredIn(space({ matchLabels: { team: 'y' } })).map(({ name }) => name)).toEqual(['shop']);
  expect(universe.declaredIn(space({ matchLabels: { team: 'z' } }))).toEqual([]);
});

describe('there can be a namespace', () => {
  test.each<[string, LabelSpace, boolean]>([
    ['of any labels, where its name is not asked', space({ matchLabels: { team: 'z' } }), true],
    [
      'of a name that is not declared, with any labels',
      both(named('front'), space({ matchLabels: { team: 'z' } })),
      true,
    ],
    ['that is declared, with its labels', both(named('edge'), space({ matchLabels: { team: 'x' } })), true],
    ['that is declared, with other labels', both(named('edge'), space({ matchLabels: { team: 'y' } })), false],
    ['of several names, where one can be', both(named('edge', 'other'), space({ matchLabels: { team: 'y' } })), true],
    ['of a name that no namespace can have', named('No_Name'), false],
    ['of a name that is too long', named('n'.repeat(64)), false],
  ])('%s', (_, asked, expected) => {
    expect(universe.has(asked)).toBe(expected);
    expect(universe.exampleOf(asked) !== undefined).toBe(expected);
  });
});

describe('an example', () => {
  test('is a declared one, where there is any', () => {
    expect(universe.exampleOf(space({ matchLabels: { team: 'y' } }))).toMatchObject({ name: 'shop', declared: true });
    expect(universe.exampleOf(named('shop', 'front'))).toMatchObject({ name: 'shop' });
  });
  test('is another one else, with a name that no declared one has', () => {
    const found = universe.exampleOf(space({ matchLabels: { team: 'z' } }));
    expect(found?.labels).toMatchObject({ team: 'z', [NAME]: found?.name });
    expect(found?.name).toMatch(/^[a-z0-9]/);
    expect(['edge', 'shop']).not.toContain(found?.name);
    const other = universe.exampleOf(
      both(
        space({ matchLabels: { team: 'z' } }),
        space({ matchExpressions: [{ key: NAME, operator: 'NotIn', values: [found?.name as string] }] }),
      ),
    );
    expect(['edge', 'shop', found?.name]).not.toContain(other?.name);
  });
  test('of names that are listed has one that there can be, with its name as a label', () => {
    expect(universe.exampleOf(both(named('No_Name', 'front'), space({ matchLabels: { team: 'z' } })))).toEqual({
      name: 'front',
      labels: { team: 'z', [NAME]: 'front' },
    });
  });
});
