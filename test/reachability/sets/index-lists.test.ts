import fc from 'fast-check';
import { IndexLists } from '../../../lib/reachability/sets/index-lists';
import { assertProperty, runs } from '../../support/property';

const COUNT = 20;

test('each index has the numbers that were said of it, in their order', () => {
  const said = fc.array(fc.tuple(fc.nat(COUNT - 1), fc.nat(1000)), { maxLength: 60 });
  assertProperty(
    fc.property(said, (all) => {
      const lists = IndexLists.of(COUNT, (say) => {
        for (const [index, value] of all) say(index, value);
      });
      for (let index = 0; index < COUNT; index++) {
        expect(lists.at(index)).toEqual(all.filter(([one]) => one === index).map(([, value]) => value));
      }
    }),
    runs(200),
  );
});

test('an index beyond the last has nothing', () => {
  const lists = IndexLists.of(1, (say) => say(0, 7));
  expect([lists.at(0), lists.at(1), lists.at(5)]).toEqual([[7], [], []]);
});
