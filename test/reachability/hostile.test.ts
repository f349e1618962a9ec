import { type LabelSelector, NAMESPACE_NAME_LABEL, type NetworkPolicySpec } from '../../lib/policy/manifest';
import { Flow, LabelExpression, Namespaces, Pods, Port } from '../../lib/policy/words';
import { Reachability } from '../../lib/reachability/reachability';
import { AddressSet } from '../../lib/reachability/sets/address-set';
import { clusterOf } from '../support/cluster-of';
import { deployment, type Manifest, policy } from '../support/manifests';

/** Policies of a size that no one writes by hand, and some that are made to be hard. None may hang or crash a judge. */

const web = Pods.labelled({ app: 'web' }).inNamespace('shop');
const many = (count: number) => Array.from({ length: count }, (_, index) => index);
const policyOf = (spec: NetworkPolicySpec, name = 'p') => ({ ...policy(`shop/${name}`, ''), spec });
const octets = (index: number) => `${10 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;

function judged(...manifests: readonly Manifest[]) {
  const cluster = clusterOf([deployment('shop/web', 2, { labels: { app: 'web' } }), ...manifests]);
  const reachability = Reachability.of(cluster);
  const [workload] = cluster.workloads as [(typeof cluster.workloads)[number]];
  return {
    into: reachability.onlyAllowsInto(web).verdict,
    outOf: reachability.onlyAllowsOutOf(web).verdict,
    denied: reachability.denies(Flow.from(web).to(web).on(Port.tcp(80))).verdict,
    allowed: reachability.allows(Flow.from(web).to(web).on(Port.tcp(80))).verdict,
    isolated: reachability.isolates('shop', 'Ingress').verdict,
    parts: reachability.connectionsFrom(AddressSet.all, workload).length,
    rows: [...reachability.pairs()].length,
    exposed: reachability.exposureOf(workload).ingress.length,
    changes: Reachability.of(clusterOf([])).differenceFrom(reachability).length,
  };
}

test('10,000 blocks with room between them', () => {
  const from = many(10_000).map((index) => ({ ipBlock: { cidr: `${octets(index)}.0/25` } }));
  const found = judged(policyOf({ podSelector: {}, ingress: [{ from }] }));
  expect(found).toMatchObject({ into: 'fails', outOf: 'fails', isolated: 'holds', parts: 2 });
});

test('a block with 10,000 exceptions', () => {
  const except = many(10_000).map((index) => `${octets(index)}.0/25`);
  const found = judged(
    policyOf({ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0', except } }] }] }),
  );
  expect(found).toMatchObject({ into: 'fails', isolated: 'holds', parts: 2, exposed: 1 });
});

test('a selector of 2,000 conditions', () => {
  const matchExpressions = many(2000).map((index) => LabelExpression.exists(`key-${index}`));
  const found = judged(
    policyOf({ podSelector: { matchExpressions }, ingress: [{ from: [{ podSelector: { matchExpressions } }] }] }),
  );
  expect(found).toMatchObject({ into: 'fails', isolated: 'fails' });
});

test('a rule of 20,000 peers shows a condition for each', () => {
  const from = [{}, ...many(20_000).map((index) => ({ matchLabels: { app: `a${index}` } }))].map((podSelector) => ({
    podSelector,
  }));
  const cluster = clusterOf([deployment('shop/web', 1), policyOf({ podSelector: {}, ingress: [{ from }] })]);
  const [workload] = cluster.workloads as [(typeof cluster.workloads)[number]];
  expect(Reachability.of(cluster).exposureOf(workload).ingress).toHaveLength(20_001);
});

test('lists of 10,000 values', () => {
  const values = many(10_000).map((index) => `web-${index}`);
  const podSelector: LabelSelector = { matchExpressions: [LabelExpression.in('app', values)] };
  const others: LabelSelector = { matchExpressions: [LabelExpression.notIn('app', values)] };
  const found = judged(
    policyOf({ podSelector, ingress: [{ from: [{ podSelector: others }] }] }, 'some'),
    policyOf({ podSelector: others, ingress: [{ from: [{ podSelector }] }] }, 'others'),
  );
  expect(found).toMatchObject({ into: 'fails', isolated: 'holds', exposed: 1 });
});

test('1,000 policies that select every pod', () => {
  const policies = many(1000).map((index) =>
    policyOf(
      { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: `a${index}` } } }] }] },
      `p${index}`,
    ),
  );
  expect(judged(...policies)).toMatchObject({ into: 'fails', isolated: 'holds', exposed: 1000 });
});

describe('where policies are many and entangled', () => {
  /** Each leaves out pods that have a label with a value of its own: nothing but looking at what each leaves decides. */
  const entangled = (count: number, size: number) =>
    many(count).map((index) =>
      policyOf(
        {
          podSelector: {
            matchExpressions: many(size).map((key) => LabelExpression.notIn(`key-${index}-${key}`, ['x'])),
          },
        },
        `p${index}`,
      ),
    );
  /** Policies of several APIs are judged by stages, and NetworkPolicies alone are not. */
  const passing: Manifest = {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: 'passing' },
    spec: {
      tier: 'Admin',
      priority: 1,
      subject: { namespaces: {} },
      ingress: [{ action: 'Pass', from: [{ namespaces: {} }] }],
    },
  };
  describe.each<[string, readonly Manifest[]]>([
    ['alone', []],
    ['beside a policy of another API', [passing]],
  ])('%s', (_, others) => {
    test.each([
      ['of few conditions each', 40, 3],
      ['of many conditions each', 6, 300],
      ['of 2,000 conditions each', 3, 2000],
    ])('a pod that no policy selects is found depth first, with policies %s', (_, count, size) => {
      const reachability = Reachability.of(clusterOf([...entangled(count, size), ...others]));
      // It has one of the values that each policy leaves out.
      const open = Object.fromEntries(many(count).map((index) => [`key-${index}-0`, 'x']));
      const claim = reachability.onlyAllowsInto(Pods.all().inNamespace('shop'));
      expect(claim).toMatchObject({ verdict: 'fails', counterexample: { destination: { labels: open } } });
      expect(reachability.isolates('shop', 'Ingress')).toEqual({ verdict: 'fails', labels: open });
    });
  });
});

test('a claim of access that lists thousands of kinds of pods is left undecided', () => {
  const values = many(10_000).map((index) => `v${index}`);
  const listed = Pods.matching(LabelExpression.in('a', values), LabelExpression.in('b', values)).inNamespace('shop');
  expect(Reachability.of(clusterOf([])).allows(Flow.from(listed).to(web).on(Port.all()))).toEqual({
    verdict: 'undecided',
    reason: 'the selector lists more than 1000 kinds of pods',
  });
});

test('a namespace that is named like what the proof calls any other is not taken for one', () => {
  const cluster = clusterOf([]);
  const labels = { [NAMESPACE_NAME_LABEL]: 'any-other' };
  const namespaces = new Map([['any-other', { name: 'any-other', labels, declared: true }]]);
  const reachability = Reachability.of({ ...cluster, namespaces });
  const team = Pods.all().inNamespaces(
    Namespaces.matching(LabelExpression.in('team', ['a']), LabelExpression.exists(NAMESPACE_NAME_LABEL)),
  );
  const found = reachability.denies(Flow.from(team).to(web).on(Port.tcp(80)));
  expect(found).toMatchObject({
    verdict: 'fails',
    counterexample: { source: { namespace: { name: 'any-other-2', labels: { team: 'a' } } } },
  });
});
