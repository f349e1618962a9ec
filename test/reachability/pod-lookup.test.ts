import type { LabelSelector } from '../../lib/policy/manifest';
import { NAMESPACE_NAME_LABEL } from '../../lib/policy/manifest';
import type { PodEndpoint } from '../../lib/reachability/pods/endpoint';
import { PodLookup } from '../../lib/reachability/pods/pod-lookup';

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
  ['a label that nobody has', { matchLabels: { app: 'none' } }, anywhere, []],
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
  expect(lookup.matching(pods, namespaces)).toEqual(places);
});

test('among no pods nobody is found', () => {
  expect(new PodLookup([undefined]).matching({}, anywhere)).toEqual([]);
});
