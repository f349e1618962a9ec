import type { PodGroup } from '../../../lib/cluster/cluster';
import { podKindsOf } from '../../../lib/reachability/pods/pod-kinds';
import { AddressSegments } from '../../../lib/reachability/sets/address-segments';
import { AddressSet, addressText } from '../../../lib/reachability/sets/address-set';
import { clusterOf } from '../../support/cluster-of';
import { deployment } from '../../support/manifests';

const cluster = clusterOf([deployment('shop/web', 1, { labels: { app: 'web' } })]);
const [web] = cluster.workloads as [(typeof cluster.workloads)[number]];
const segments = new AddressSegments([AddressSet.block('10.0.0.0/24'), AddressSet.block('fd00::/64')]);

const apart = { segments, labels: new Set(['known', 'asked']) };

const group = (replicas: number, ...addresses: string[][]): PodGroup => ({
  labels: { app: 'web' },
  ports: [],
  hostNetwork: false,
  replicas,
  addresses,
});

function kindsOf(...pods: PodGroup[]): string[] {
  return podKindsOf({ ...web, pods }, cluster, apart).map(({ endpoints, count }) => {
    const addresses = endpoints.map(({ address }) => (address === undefined ? 'unknown' : addressText(address)));
    return `${count} at ${addresses.join(' and ')}`;
  });
}

describe('the pods of a workload', () => {
  test('without addresses are of one kind', () => {
    expect(kindsOf(group(3))).toEqual(['3 at unknown']);
  });

  test('in one segment are of one kind, in another of another', () => {
    expect(kindsOf(group(3, ['10.0.0.1'], ['10.0.0.2'], ['10.0.1.1']))).toEqual(['2 at 10.0.0.1', '1 at 10.0.1.1']);
  });

  test('some of whose addresses are known are of both kinds', () => {
    expect(kindsOf(group(3, ['10.0.0.1']))).toEqual(['1 at 10.0.0.1', '2 at unknown']);
  });

  test('with two families are of one kind where both addresses are alike, in whatever order', () => {
    expect(kindsOf(group(3, ['10.0.0.1', 'fd00::1'], ['fd00::2', '10.0.0.2'], ['10.0.0.3', 'fd00:1::1']))).toEqual([
      '2 at 10.0.0.1 and fd00::1',
      '1 at 10.0.0.3 and fd00:1::1',
    ]);
  });

  test('with something that is no address count as unknown', () => {
    expect(kindsOf(group(2, ['10.0.0'], []))).toEqual(['2 at unknown']);
    expect(kindsOf(group(1, ['no address', '10.0.0.1']))).toEqual(['1 at 10.0.0.1']);
  });

  test('of several groups are of several kinds, though they are alike', () => {
    expect(kindsOf(group(1, ['10.0.0.1']), group(2))).toEqual(['1 at 10.0.0.1', '2 at unknown']);
  });
});

test('labels with unknown values are kept where policies name them', () => {
  const unknownLabels = [{ key: 'asked' }, { key: 'never-asked' }];
  const [kind] = podKindsOf({ ...web, pods: [{ ...group(1), unknownLabels }] }, cluster, apart);
  expect(kind?.endpoints[0]?.unknownLabels).toEqual([{ key: 'asked' }]);
  const [other] = podKindsOf(
    { ...web, pods: [{ ...group(1), unknownLabels: [{ key: 'never-asked' }] }] },
    cluster,
    apart,
  );
  expect(other?.endpoints[0]?.unknownLabels).toBeUndefined();
});

test('a workload of no namespace of the cluster is none of its workloads', () => {
  const stranger = { ...web, id: 'cart/web[Deployment]', namespace: 'cart' };
  expect(() => podKindsOf(stranger, cluster, apart)).toThrow(
    new RangeError('cart/web[Deployment] is not a workload of this cluster'),
  );
});
