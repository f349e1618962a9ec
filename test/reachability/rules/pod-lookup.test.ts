import type { LabelSelector } from '../../../lib/policy/manifest';
import { NAMESPACE_NAME_LABEL } from '../../../lib/policy/manifest';
import type { PodEndpoint } from '../../../lib/reachability/pods/endpoint';
import { PodLookup } from '../../../lib/reachability/rules/pod-lookup';

const pod = (namespace: string, labels: Record<string, string>): PodEndpoint => ({
  type: 'pod',
  namespace: { name: namespace, labels: { [NAMESPACE_NAME_LABEL]: namespace, team: namespace[0] as string } },
  labels,
  ports: [],
  hostNetwork: false,
  address: undefined,
});

const lookup = new PodLookup([
  pod('shop', { app: 'web' }),
  pod('shop', { app: 'db', tier: 'a' }),
  undefined,
  pod('front', { app: 'web', tier: 'a' }),
  pod('front', {}),
  pod('far', { app: 'web' }),
]);
const inShop = { matchLabels: { [NAMESPACE_NAME_LABEL]: 'shop' } };
const anywhere = {};
const app = (...values: string[]): LabelSelector => ({ matchExpressions: [{ key: 'app', operator: 'In', values }] });

test.each<[string, LabelSelector, Parameters<PodLookup['matching']>[1], number[]]>([
  ['all pods, but for those that no selector sees', {}, anywhere, [0, 1, 3, 4, 5]],
  ['all of a namespace', {}, inShop, [0, 1]],
  ['a label anywhere', { matchLabels: { app: 'web' } }, anywhere, [0, 3, 5]],
  ['a label in a namespace', { matchLabels: { app: 'web' } }, inShop, [0]],
  ['one of several values, in order', app('web', 'db'), anywhere, [0, 1, 3, 5]],
  ['two labels', { matchLabels: { app: 'web', tier: 'a' } }, anywhere, [3]],
  ['a label that no pod has', { matchLabels: { app: 'none' } }, anywhere, []],
  ['a label that is not there', { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, anywhere, [4]],
  ['any value but one', { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['web'] }] }, anywhere, [1, 4]],
  ['namespaces by another label', {}, { matchLabels: { team: 'f' } }, [3, 4, 5]],
  [
    'namespaces by several names',
    {},
    { matchExpressions: [{ key: NAMESPACE_NAME_LABEL, operator: 'In', values: ['far', 'shop'] }] },
    [0, 1, 5],
  ],
])('%s', (_, pods, namespaces, places) => {
  expect(lookup.matching(pods, namespaces)).toEqual({ certain: places, possible: places });
});

test('among no pods none is found', () => {
  expect(new PodLookup([undefined]).matching({}, anywhere)).toEqual({ certain: [], possible: [] });
});

describe('where labels are unknown', () => {
  const unknown = new PodLookup([
    pod('shop', { app: 'web' }),
    { ...pod('shop', { app: 'db' }), unknownLabels: [{ key: 'hash', except: new Set(['old']) }] },
    { ...pod('stray', { app: 'web' }), namespace: { ...pod('stray', {}).namespace, declared: false } },
  ]);
  const byHash = (operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist', ...values: string[]): LabelSelector => ({
    matchExpressions: [{ key: 'hash', operator, ...(values.length > 0 && { values }) }],
  });

  test.each<[string, LabelSelector, LabelSelector, { certain: number[]; possible: number[] }]>([
    ['a value of a label', byHash('In', 'new'), anywhere, { certain: [], possible: [1] }],
    ['a value that it does not have', byHash('In', 'old'), anywhere, { certain: [], possible: [] }],
    ['any value of it', byHash('Exists'), anywhere, { certain: [1], possible: [1] }],
    ['no value of it', byHash('DoesNotExist'), anywhere, { certain: [0, 2], possible: [0, 2] }],
    ['other values', byHash('NotIn', 'new'), anywhere, { certain: [0, 2], possible: [0, 1, 2] }],
    ['a label of a namespace', {}, { matchLabels: { owner: 'x' } }, { certain: [], possible: [2] }],
    [
      'a namespace by its name and a label',
      {},
      { matchLabels: { owner: 'x', [NAMESPACE_NAME_LABEL]: 'shop' } },
      { certain: [], possible: [] },
    ],
    ['a label that a namespace has', {}, { matchLabels: { team: 's' } }, { certain: [0, 1, 2], possible: [0, 1, 2] }],
  ])('%s', (_, pods, namespaces, bounds) => {
    expect(unknown.matching(pods, namespaces)).toEqual(bounds);
  });
});
