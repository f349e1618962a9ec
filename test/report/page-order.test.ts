import { mergedChanges } from '../../lib/page/model/kept-changes';
import { withPairs } from '../../lib/page/model/matrix-items';
import { createModel } from '../../lib/page/model/page-model';
import { shownBy } from '../../lib/page/model/shown-answers';
import { FIRST_STATE } from '../../lib/page/state/view-state';
import type { PageChange } from '../../lib/report/page/page-types';
import { dataOfFile, pageFile } from '../support/page-file';
import { POLICIES, WORKLOADS } from '../support/shop-manifests';

const titles = (ends: readonly { readonly title: string }[]) => ends.map(({ title }) => title);

test('a namespace comes before one whose name only begins alike, and so does a workload', async () => {
  const web = WORKLOADS.split('---')[0] ?? '';
  const more = [web.replace('namespace: front', 'namespace: front-staging'), web.replace('name: web', 'name: web-2')];
  const { workloads } = createModel(await dataOfFile(await pageFile([WORKLOADS, ...more].join('---\n'))));
  expect(titles(workloads)).toEqual(['front/web', 'front/web-2', 'front-staging/web', 'shop/cart']);
});

test('with a filter of answers only rows and columns are left that have such a pair', async () => {
  const model = createModel(await dataOfFile(await pageFile(`${WORKLOADS}---\n${POLICIES}`)));
  const left = (answer: string) => {
    const { rows, columns } = withPairs(model, shownBy(model, { ...FIRST_STATE, answer }), model.ends, model.ends);
    return [titles(rows), titles(columns)];
  };
  expect(left('some')).toEqual([['192.0.2.0/24', 'front/web'], ['shop/cart']]);
  expect(left('depends')).toEqual([[], []]);
});

test('of changes that are alike those from outside of the cluster come first', () => {
  const change = (from: PageChange['from'], to: string): PageChange => ({
    ...({ change: 'opened', opens: true, before: [], after: [{ protocol: 'TCP', port: 80 }], policies: [] } as const),
    from,
    to: [{ presence: 'both', workloads: [to] }],
    pairs: 1,
  });
  const pod = (id: string): PageChange['from'] => ({ presence: 'both', workloads: [id] });
  const outside: PageChange['from'] = { cidrs: ['0.0.0.0/0'] };
  const merged = mergedChanges([change(pod('a/a'), 'x/x'), change(pod('a/a'), 'y/y'), change(outside, 'y/y')]);
  expect(merged.map(({ from, pairs }) => [from, pairs])).toEqual([
    [[outside, pod('a/a')], 2],
    [[pod('a/a')], 1],
  ]);
});
