import type { LabelSelector, NetworkPolicySpec } from '../../../lib/policy/manifest';
import { Flow, LabelExpression, Pods, Port } from '../../../lib/policy/words';
import { deployment, namespace, pod, policy } from '../../support/manifests';
import { app, judged } from '../answers-of';

/**
 * Inputs that leave a lot unknown, and policies that make it hard to work out. None may hang or crash a judge, and what is
 * not worked out depends: it is never allowed and never denied.
 */

const many = (count: number) => Array.from({ length: count }, (_, index) => index);
const policyOf = (id: string, spec: NetworkPolicySpec) => ({ ...policy(id, ''), spec });
const block = (index: number) => ({ ipBlock: { cidr: `10.${(index >> 8) & 255}.${index & 255}.0/25` } });
const fromNamespaces = (namespaceSelector: LabelSelector, port = 80) => ({
  from: [{ namespaceSelector }],
  ports: [{ port }],
});
const toNamespaces = (namespaceSelector: LabelSelector, port = 80) => ({
  to: [{ namespaceSelector }],
  ports: [{ port }],
});
const ingress = (id: string, rules: NetworkPolicySpec['ingress']) =>
  policyOf(id, { podSelector: {}, policyTypes: ['Ingress'], ingress: rules });
const egress = (id: string, rules: NetworkPolicySpec['egress']) =>
  policyOf(id, { podSelector: {}, policyTypes: ['Egress'], egress: rules });
const notWorkedOut = 'depends if one of too many conditions to list holds';

/** Two workloads of one namespace, and a third in a namespace that no manifest declares. */
const workloads = [
  namespace('shop', {}),
  deployment('shop/api', 2, app('api')),
  deployment('shop/web', 2, app('web')),
  deployment('front/app', 2, app('app')),
];

/** All that can be asked, so that all of it is known to end. */
function asked(...policies: readonly object[]) {
  const { reachability, workload, answer } = judged([...workloads, ...policies]);
  const [shop, front] = [Pods.all().inNamespace('shop'), Pods.all().inNamespace('front')];
  const flow = Flow.from(front).to(shop).on(Port.tcp(80));
  return {
    fromShop: answer('shop/api', 'shop/web', 80),
    fromFront: answer('front/app', 'shop/web', 80),
    explained: reachability.explain(workload('front/app'), workload('shop/web'), Port.tcp(80)).verdict,
    rows: [...reachability.pairs()].length,
    exposed: reachability.exposureOf(workload('shop/web')).ingress.length > 0,
    allowed: reachability.allows(flow).verdict,
    denied: reachability.denies(flow).verdict,
    changes: judged(workloads).reachability.differenceFrom(reachability).length > 0,
  };
}

test('10,000 blocks that hold some of the addresses that pods may have', () => {
  const found = asked(ingress('shop/p', [{ from: many(10_000).map(block), ports: [{ port: 80 }] }]));
  expect(found).toMatchObject({ explained: 'depends', allowed: 'fails', denied: 'fails' });
  expect(found.fromFront).toMatch(
    /^depends if the address of front\/app\[Deployment\] is in 10\.0\.0\.0\/25.* more blocks$/,
  );
});

test('400 rules of one block and one port each, in both directions', () => {
  const ports = (index: number) => [{ port: 80 + index }];
  const found = asked(
    ingress(
      'shop/into',
      many(400).map((index) => ({ from: [block(index)], ports: ports(index) })),
    ),
    egress(
      'shop/out',
      many(400).map((index) => ({ to: [block(index * 7)], ports: ports(index) })),
    ),
  );
  expect(found).toMatchObject({ fromShop: notWorkedOut, explained: 'depends', allowed: 'fails', denied: 'fails' });
});

test('2,000 labels of a namespace that no manifest declares, each in a rule', () => {
  const rules = many(2000).map((index) => fromNamespaces({ matchLabels: { [`key-${index}`]: 'x' } }));
  expect(asked(ingress('shop/p', rules))).toMatchObject({
    fromShop: 'denied',
    fromFront: notWorkedOut,
    explained: 'depends',
    allowed: 'undecided',
    denied: 'fails',
  });
});

test('a selector of 1,000 labels of a namespace that no manifest declares', () => {
  const matchExpressions = many(1000).map((index) => LabelExpression.exists(`key-${index}`));
  const found = asked(ingress('shop/p', [fromNamespaces({ matchExpressions })]));
  expect(found).toMatchObject({ fromShop: 'denied', explained: 'depends', allowed: 'fails', denied: 'fails' });
});

test('10,000 values of a label, of which one rule takes all and another takes any other', () => {
  const values = many(10_000).map((index) => `v${index}`);
  const rules = [LabelExpression.in('team', values), LabelExpression.notIn('team', values)].map((expression) =>
    fromNamespaces({ matchExpressions: [expression] }),
  );
  expect(asked(ingress('shop/p', rules))).toMatchObject({
    fromShop: 'allowed',
    fromFront: 'allowed',
    explained: 'allowed',
    denied: 'fails',
  });
});

test('rules so entangled that a bound is passed', () => {
  // All that is closed has a value of its own for one label of each rule: nothing but looking at all of them decides.
  const selectors = many(40).map((index) => ({
    matchExpressions: many(3).map((key) => LabelExpression.notIn(`key-${index}-${key}`, ['x'])),
  }));
  const found = asked(
    ingress(
      'shop/p',
      selectors.map((selector) => fromNamespaces(selector)),
    ),
    egress(
      'front/p',
      selectors.map((selector) => toNamespaces(selector)),
    ),
  );
  expect(found).toMatchObject({ fromShop: 'allowed', explained: 'depends', allowed: 'fails', denied: 'fails' });
});

test('500 policies that select pods by values of a label that a controller sets', () => {
  const policies = many(500).map((index) => {
    const podSelector = { matchLabels: { 'pod-template-hash': `hash-${index}` } };
    return policyOf(`shop/p${index}`, { podSelector, ingress: [{ from: [{ podSelector }] }] });
  });
  expect(asked(...policies)).toMatchObject({ explained: 'depends', allowed: 'fails', denied: 'fails' });
});

test('3,000 policies that are not judged', () => {
  const policies = many(3000).map((index) => ({
    apiVersion: 'crd.antrea.io/v1beta1',
    kind: 'ClusterNetworkPolicy',
    metadata: { name: `a${index}` },
    spec: {},
  }));
  const found = asked(ingress('shop/deny', []), ...policies);
  expect(found).toMatchObject({ explained: 'depends', allowed: 'fails', denied: 'undecided' });
  // The conditions name some of them and how many more there are.
  expect(found.fromFront.length).toBeLessThan(1000);
});

test('a workload of 200 pods that all differ', () => {
  const pods = many(200).map((index) => {
    const one = pod(`shop/db-${index}`, { labels: { app: 'db', shard: `s${index}` } });
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'db', uid: 'u', controller: true };
    return { ...one, metadata: { ...one.metadata, ownerReferences: [owner] } };
  });
  const policies = many(100).map((index) =>
    policyOf(`shop/p${index}`, {
      podSelector: { matchLabels: { shard: `s${index}` } },
      ingress: [{ from: [block(index)], ports: [{ port: index + 1 }] }],
    }),
  );
  const { reachability, workload, answer } = judged([...workloads, ...pods, ...policies]);
  expect(answer('shop/web', 'shop/db', 80)).toMatch(/^depends /);
  const { groups = [] } = reachability.connections(workload('shop/web'), workload('shop/db'));
  expect(groups).toHaveLength(101);
  expect(groups.reduce((sum, group) => sum + (group.destination ?? []).length, 0)).toBe(200);
  expect([...reachability.pairs()].filter(({ to }) => to === workload('shop/db')).length).toBeGreaterThan(2);
});
