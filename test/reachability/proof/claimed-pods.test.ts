import { NAMESPACE_NAME_LABEL, type NetworkPolicyPeer } from '../../../lib/policy/manifest';
import { claimedEnds } from '../../../lib/reachability/proof/claimed-pods';
import { engineOf, Reachability } from '../../../lib/reachability/reachability';
import { rulePeerOf } from '../../../lib/reachability/rules/policy-rules';
import { clusterOf } from '../../support/cluster-of';
import { deployment, type Manifest, namespace, policy } from '../../support/manifests';

/** Whom a claim about a peer is about, a line each: namespace, labels, and whether the pod is declared; or an address. */
function claimed(peer: NetworkPolicyPeer, ...manifests: readonly Manifest[]): string[] {
  const reachability = Reachability.of(clusterOf(manifests));
  return claimedEnds(engineOf(reachability), rulePeerOf(peer, 0, 'shop')).map(({ endpoints: [end], declared }) => {
    if (end?.type !== 'pod') return `address ${end?.address?.value}${declared ? '' : ' undeclared'}`;
    return `${end.namespace.name} ${JSON.stringify(end.labels)} ${declared ? 'declared' : 'undeclared'}`;
  });
}

const shop = { matchLabels: { [NAMESPACE_NAME_LABEL]: 'shop' } };
const web = { matchLabels: { app: 'web' } };

describe('a claim about pods', () => {
  test('is about those that are declared, with all of their labels', () => {
    expect(
      claimed(
        { podSelector: web, namespaceSelector: shop },
        deployment('shop/web', 1, { labels: { app: 'web', tier: 'a' } }),
        deployment('shop/db', 1, { labels: { app: 'db' } }),
      ),
    ).toEqual(['shop {"app":"web","tier":"a"} declared']);
  });

  test('is about a pod with just those labels where none is declared', () => {
    expect(claimed({ podSelector: web, namespaceSelector: shop })).toEqual(['shop {"app":"web"} undeclared']);
    expect(claimed({ podSelector: {}, namespaceSelector: shop })).toEqual(['shop {} undeclared']);
  });

  test('is about every way to have the labels that a selector demands', () => {
    const matchExpressions = [
      { key: 'app', operator: 'In', values: ['a', 'b'] },
      { key: 'tier', operator: 'Exists' },
      { key: 'team', operator: 'NotIn', values: ['x'] },
    ] as const;
    expect(claimed({ podSelector: { matchExpressions }, namespaceSelector: shop })).toEqual([
      'shop {"app":"a","tier":"any-other"} undeclared',
      'shop {"app":"b","tier":"any-other"} undeclared',
    ]);
    const two = [
      { key: 'app', operator: 'In', values: ['a', 'b'] },
      { key: 'tier', operator: 'In', values: ['c', 'd'] },
    ] as const;
    expect(claimed({ podSelector: { matchExpressions: two }, namespaceSelector: shop })).toHaveLength(4);
  });

  test('is about no pods where no pod can have the labels', () => {
    const podSelector = { ...web, matchExpressions: [{ key: 'app', operator: 'DoesNotExist' as const }] };
    expect(claimed({ podSelector, namespaceSelector: shop })).toEqual([]);
  });

  test('that lists a thousand kinds is still decided, and one more is not', () => {
    const listed = (count: number) => ({
      matchExpressions: [
        { key: 'app', operator: 'In' as const, values: Array.from({ length: count }, (_, i) => `a${i}`) },
      ],
    });
    expect(claimed({ podSelector: listed(1000), namespaceSelector: shop })).toHaveLength(1000);
    expect(() => claimed({ podSelector: listed(1001), namespaceSelector: shop })).toThrow(
      'more than 1000 kinds of pods',
    );
  });
});

describe('the namespaces of a claim', () => {
  const teams = [namespace('a', { team: 'x' }), namespace('b', { team: 'x' }), namespace('c', { team: 'y' })];
  const ofTeam = { podSelector: web, namespaceSelector: { matchLabels: { team: 'x' } } };

  test('are those of the cluster that are selected', () => {
    expect(claimed(ofTeam, ...teams)).toEqual(['a {"app":"web"} undeclared', 'b {"app":"web"} undeclared']);
  });

  test('are one that could be where the cluster has none', () => {
    expect(claimed(ofTeam, namespace('c'))).toEqual(['any-other {"app":"web"} undeclared']);
  });

  test('are each that is named, known or not, and no other', () => {
    const namespaceSelector = {
      matchExpressions: [{ key: NAMESPACE_NAME_LABEL, operator: 'In' as const, values: ['a', 'nowhere'] }],
    };
    expect(claimed({ podSelector: web, namespaceSelector }, ...teams)).toEqual([
      'a {"app":"web"} undeclared',
      'nowhere {"app":"web"} undeclared',
    ]);
  });

  test('are none where no namespace can be so', () => {
    const namespaceSelector = {
      ...shop,
      matchExpressions: [{ key: NAMESPACE_NAME_LABEL, operator: 'NotIn' as const, values: ['shop'] }],
    };
    expect(claimed({ podSelector: web, namespaceSelector }, ...teams)).toEqual([]);
  });
});

test('a claim about a block is about an address of each part that policies distinguish', () => {
  const split = policy('shop/p', '{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/25}}]}]}');
  expect(claimed({ ipBlock: { cidr: '10.0.0.0/24' } }, split)).toEqual(['address 167772160', 'address 167772288']);
  expect(claimed({ ipBlock: { cidr: '10.0.0.0/24' } })).toEqual(['address 167772160']);
});
