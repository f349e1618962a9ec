import fc from 'fast-check';
import { selectorCovered, selectorImplies, selectorMatches, selectorsExclude } from '../../lib/policy/selector';
import { pods, selectors, universe } from '../reference/label-universe';
import { isSelected } from '../reference/reference';
import { assertProperty, runs } from '../support/property';

const selectedBy = (selector: Parameters<typeof isSelected>[0]) => universe.filter((pod) => isSelected(selector, pod));
const RUNS = runs(1000);

describe('what selectors say of one another agrees with looking at every pod of a small world', () => {
  test('selectorMatches', () => {
    assertProperty(
      fc.property(selectors, pods, (selector, pod) => {
        expect(selectorMatches(selector, pod)).toBe(isSelected(selector, pod));
      }),
      RUNS,
    );
  });

  test('selectorImplies', () => {
    assertProperty(
      fc.property(selectors, selectors, (narrow, wide) => {
        expect(selectorImplies(narrow, wide)).toBe(selectedBy(narrow).every((pod) => isSelected(wide, pod)));
      }),
      RUNS,
    );
  });

  test('selectorsExclude, in either order', () => {
    assertProperty(
      fc.property(selectors, selectors, (a, b) => {
        const expected = !selectedBy(a).some((pod) => isSelected(b, pod));
        expect(selectorsExclude(a, b)).toBe(expected);
        expect(selectorsExclude(b, a)).toBe(expected);
      }),
      RUNS,
    );
  });

  test('selectorCovered, in any order', () => {
    assertProperty(
      fc.property(selectors, fc.array(selectors, { maxLength: 6 }), (selector, by) => {
        const expected = selectedBy(selector).every((pod) => by.some((other) => isSelected(other, pod)));
        expect(selectorCovered(selector, by)).toBe(expected);
        expect(selectorCovered(selector, [...by].reverse())).toBe(expected);
      }),
      RUNS,
    );
  });
});
