import { namesOfNamespaces } from '../../lib/policy/namespaces';
import { LabelExpression, Namespaces } from '../../lib/policy/words';

const NAME = 'kubernetes.io/metadata.name';

describe('the names that a selection of namespaces spells out', () => {
  test.each([
    ['names', Namespaces.named('a', 'b'), ['a', 'b']],
    ['the label of the name', Namespaces.labelled({ [NAME]: 'a' }), ['a']],
    ['a list of that label', Namespaces.matching(LabelExpression.in(NAME, ['a', 'b'])), ['a', 'b']],
    ['all', Namespaces.all(), undefined],
    ['another label', Namespaces.labelled({ team: 'a' }), undefined],
    ['another label besides', Namespaces.labelled({ [NAME]: 'a', team: 'a' }), undefined],
    ['all names but some', Namespaces.matching(LabelExpression.notIn(NAME, ['a'])), undefined],
    ['a name that has to be there', Namespaces.matching(LabelExpression.exists(NAME)), undefined],
    ['a list of another label', Namespaces.matching(LabelExpression.in('team', ['a'])), undefined],
  ])('%s', (_, selection, names) => {
    expect(namesOfNamespaces(selection)).toEqual(names);
  });
});
