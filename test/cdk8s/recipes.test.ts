import { recipes } from '../support/recipes';
import { newChart, policiesOf } from '../support/synth';

test.each(recipes.map((recipe) => [recipe.number, recipe.does, recipe] as const))(
  'recipe %s is one construct: %s',
  (_number, _does, { write, spec }) => {
    const chart = newChart('shop');
    write(chart);
    expect(policiesOf(chart).map((policy) => policy.spec)).toEqual([spec]);
  },
);
