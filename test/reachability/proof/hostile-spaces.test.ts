import { EVERYTHING } from '../../../lib/policy/label-space';
import { Budget, TooManyPiecesError } from '../../../lib/reachability/proof/budget';
import { unselectedByAny } from '../../../lib/reachability/proof/unselected';

test('what none of some selectors matches is made piece by piece, so that one costs less than all', () => {
  const selectors = Array.from({ length: 17 }, (_, index) => ({
    matchLabels: { [`a${index}`]: 'x', [`b${index}`]: 'x' },
  }));
  const [first] = unselectedByAny(EVERYTHING, selectors, new Budget());
  expect(first?.size).toBe(17);
  expect(() => [...unselectedByAny(EVERYTHING, selectors, new Budget())]).toThrow(TooManyPiecesError);
});
