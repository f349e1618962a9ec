import { clusterOfManifests, clusterOfText } from '../../../lib/cluster/load';
import type { CniChoice } from '../../../lib/cni/read-cni';
import { Port } from '../../../lib/policy/words';
import { explanationText } from '../../../lib/reachability/explanation/explanation-text';
import { Reachability } from '../../../lib/reachability/reachability';
import { type Address, parseAddress } from '../../../lib/reachability/sets/address-set';
import { adminPolicyV1Alpha1, clusterPolicy, namespace, pod, policy } from '../../support/manifests';

/** How it is explained what policies of several APIs decide together. */

const WORLD = [
  namespace('shop'),
  pod('shop/web', { labels: { app: 'web' }, addresses: ['10.0.0.1'] }),
  pod('shop/db', { labels: { app: 'db' }, addresses: ['10.0.0.2'] }),
];
/** Places are those of the fourth manifest and those behind it. */
function explained(policies: readonly object[], to = 'db', cni?: CniChoice) {
  const cluster = clusterOfManifests([...WORLD, ...policies]);
  expect(cluster.problems).toEqual([]);
  const [web, other] = ['web', to].map((name) => cluster.workloads.find((one) => one.name === name));
  const reachability = Reachability.of(cluster, { ...(cni && { cni }) });
  const end = other ?? ({ type: 'address', address: parseAddress('192.0.2.1') as Address } as const);
  return reachability.explain(web as never, end, Port.tcp(80));
}
const linesOf = (...asked: Parameters<typeof explained>) => explanationText(explained(...asked)).split('\n');
const waysIn = (...policies: readonly object[]) => {
  const lines = linesOf(policies);
  return lines.slice(lines.findIndex((line) => line.startsWith('  ingress of the destination')));
};

const rules = (...some: readonly string[]) => `subject: {namespaces: {}}\ningress: [${some.join(', ')}]`;
const all = (action: string) => `{action: ${action}, from: [{namespaces: {}}]}`;
const isolating = (name: string, rule = '') =>
  policy(`shop/${name}`, `podSelector: {matchLabels: {app: db}}\npolicyTypes: [Ingress]\ningress: [${rule}]`);
const baseline = (...some: readonly string[]) => adminPolicyV1Alpha1('default', rules(...some));

test('a rule of administrators is named with its tier, and what it overrides behind it', () => {
  expect(waysIn(clusterPolicy('shut', rules(all('Deny'))), isolating('in', '{}'))).toEqual([
    '  ingress of the destination: denied',
    '    denied by rule 1 of ClusterNetworkPolicy shut in the Admin tier (manifest 4)',
    '    although rule 1 of shop/in allows it (manifest 5)',
    '    no NetworkPolicy can allow it: ClusterNetworkPolicy shut has to let it through',
  ]);
});

test('what overrides others of its own stage is behind it there', () => {
  expect(waysIn(clusterPolicy('a', rules(all('Accept'), all('Deny'), all('Deny'))))).toEqual([
    '  ingress of the destination: allowed',
    '    allowed by rule 1 of ClusterNetworkPolicy a in the Admin tier (manifest 4)',
    '    although rule 2 of ClusterNetworkPolicy a denies it (manifest 4)',
  ]);
});

test('of the rules of each stage that are overridden one is named', () => {
  expect(
    waysIn(
      clusterPolicy('a', rules(all('Accept'), all('Deny'))),
      isolating('in'),
      isolating('more'),
      baseline(all('Deny')),
    ),
  ).toEqual([
    '  ingress of the destination: allowed',
    '    allowed by rule 1 of ClusterNetworkPolicy a in the Admin tier (manifest 4)',
    '    although rule 2 of ClusterNetworkPolicy a denies it (manifest 4)',
    '    although shop/in isolates the pod (manifest 5)',
    '    although rule 1 of BaselineAdminNetworkPolicy default denies it (manifest 7)',
  ]);
});

test('of a tier what denies and what isolates is named', () => {
  const guard = {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: { name: 'guard' },
    spec: { types: ['Ingress'], ingress: [{ action: 'Deny' }, { action: 'Deny' }] },
  };
  const accept = clusterPolicy('a', rules(all('Accept')));
  const lines = linesOf([accept, guard], 'db', 'calico');
  expect(lines.slice(-2)).toEqual([
    '    although rule 1 of GlobalNetworkPolicy guard denies it (manifest 5)',
    '    although GlobalNetworkPolicy guard isolates the pod (manifest 5)',
  ]);
});

test('what decides in the same way is not overridden', () => {
  expect(waysIn(clusterPolicy('a', rules(all('Deny'))), baseline(all('Deny'))).slice(1)).toEqual([
    '    denied by rule 1 of ClusterNetworkPolicy a in the Admin tier (manifest 4)',
    '    no NetworkPolicy can allow it: ClusterNetworkPolicy a has to let it through',
  ]);
  expect(waysIn(clusterPolicy('a', rules(all('Accept'))), isolating('in', '{}')).slice(1)).toEqual([
    '    allowed by rule 1 of ClusterNetworkPolicy a in the Admin tier (manifest 4)',
    '    although shop/in isolates the pod (manifest 5)',
  ]);
});

test('what a NetworkPolicy allows is no news of what it isolates', () => {
  expect(waysIn(isolating('in', '{}'), baseline(all('Deny')))).toEqual([
    '  ingress of the destination: allowed',
    '    allowed by rule 1 of shop/in (manifest 4)',
    '    although rule 1 of BaselineAdminNetworkPolicy default denies it (manifest 5)',
  ]);
});

test('a Pass is named before what decides', () => {
  expect(waysIn(clusterPolicy('a', rules(all('Pass'), all('Deny'))), isolating('in', '{}'))).toEqual([
    '  ingress of the destination: allowed',
    '    passed on by rule 1 of ClusterNetworkPolicy a in the Admin tier (manifest 4)',
    '    allowed by rule 1 of shop/in (manifest 5)',
  ]);
  expect(waysIn(clusterPolicy('a', rules(all('Pass'))))).toEqual([
    '  ingress of the destination: allowed',
    '    passed on by rule 1 of ClusterNetworkPolicy a in the Admin tier (manifest 4)',
  ]);
});

test('where a NetworkPolicy isolates, its nearest rules are shown', () => {
  const other = clusterPolicy(
    'a',
    'subject: {namespaces: {matchLabels: {a: b}}}\ningress: [{action: Deny, from: [{namespaces: {}}]}]',
  );
  expect(waysIn(other, isolating('in', '{ports: [{port: 443}]}'))).toEqual([
    '  ingress of the destination: denied',
    '    isolated by shop/in (manifest 5)',
    '    nearest: rule 1 of shop/in allows everyone, but only on TCP 443; this is TCP 80 (manifest 5)',
  ]);
  expect(waysIn(other)).toEqual(['  ingress of the destination: open; no policy isolates it']);
});

test('a Deny of the Baseline tier says what comes before it, in its direction', () => {
  const fix = (direction: string, end: string) =>
    `    a NetworkPolicy for ${direction} of the ${end} comes before it: one that allows this isolates the pod for everything else`;
  expect(waysIn(baseline(all('Deny'))).at(-1)).toBe(fix('ingress', 'destination'));
  const out = adminPolicyV1Alpha1(
    'default',
    'subject: {namespaces: {}}\negress: [{action: Deny, to: [{namespaces: {}}]}]',
  );
  expect(linesOf([out]).slice(1, 4)).toEqual([
    '  egress of the source: denied',
    '    denied by rule 1 of BaselineAdminNetworkPolicy default in the Baseline tier (manifest 4)',
    fix('egress', 'source'),
  ]);
});

test('a rule is called by its name too', () => {
  const named = `{name: "no entry", action: Deny, from: [{namespaces: {}}]}`;
  expect(
    waysIn(
      clusterPolicy('a', rules(all('Pass').replace('namespaces: {}', 'namespaces: {matchLabels: {a: b}}'), named)),
    )[1],
  ).toBe('    denied by rule 2 (no entry) of ClusterNetworkPolicy a in the Admin tier (manifest 4)');
});

describe('what turns on something unknown', () => {
  const names = (...some: readonly string[]) =>
    clusterPolicy(
      'a',
      `subject: {namespaces: {}}\negress: [${some.map((name) => `{action: Accept, to: [{domainNames: [${name}]}]}`).join(', ')}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]`,
    );
  const accepts = (index: number, name: string) =>
    `    allowed by rule ${index} of ClusterNetworkPolicy a in the Admin tier if the address of the destination is one of ${name} (manifest 4)`;
  test('is said rule by rule, with what denies it else, and without what is overridden', () => {
    const out = policy('shop/out', 'policyTypes: [Egress]');
    expect(linesOf([names('a.example'), out], 'outside').slice(1)).toEqual([
      '  allowed if the address of the destination is one of a.example',
      '  egress of the source: it depends',
      accepts(1, 'a.example'),
      expect.stringMatching(/^ {4}denied by rule 2 of ClusterNetworkPolicy a in the Admin tier/),
      '    no NetworkPolicy can allow it: ClusterNetworkPolicy a has to let it through',
      '  ingress of the destination: outside of the cluster, where no policy applies',
    ]);
  });
  test('is said of so many rules as can be read', () => {
    const letters = Array.from({ length: 12 }, (_, index) => String.fromCharCode(97 + index));
    const lines = linesOf([names(...letters.map((letter) => `${letter}.example`))], 'outside');
    const from = lines.indexOf('  egress of the source: it depends');
    const ten = linesOf([names(...letters.slice(0, 9).map((letter) => `${letter}.example`))], 'outside');
    expect(ten.slice(ten.indexOf('  egress of the source: it depends') + 10)[0]).toMatch(/^ {4}denied by rule 10 of /);
    expect(ten.join()).not.toContain(' more');
    expect(lines.slice(from + 10, from + 12)).toEqual([
      expect.stringMatching(
        /^ {4}allowed by rule 10 of .+ and the address of the destination is one of j\.example \(manifest 4\)$/,
      ),
      '    and 3 more',
    ]);
  });
});

test('a rule that asks for requests says which', () => {
  const cilium = {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'in', namespace: 'shop' },
    spec: {
      endpointSelector: { matchLabels: { app: 'db' } },
      ingress: [{ toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{ method: 'GET' }] } }] }],
    },
  };
  const lines = linesOf([cilium], 'db', 'cilium');
  expect(lines.find((line) => line.includes('allowed by'))).toBe(
    '    allowed by rule 1 of CiliumNetworkPolicy shop/in in the policies of Cilium for some requests alone: if the request fits the rules for HTTP (manifest 4)',
  );
});

test('a policy that isolates in the place of NetworkPolicies is named as such', () => {
  const guard = {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: { name: 'guards.db' },
    spec: { tier: 'guards', selector: "app == 'db'", types: ['Ingress'] },
  };
  const tier = { apiVersion: 'projectcalico.org/v3', kind: 'Tier', metadata: { name: 'guards' }, spec: { order: 10 } };
  expect(linesOf([tier, guard], 'db', 'calico').slice(-2)).toEqual([
    '  ingress of the destination: denied',
    '    isolated by GlobalNetworkPolicy guards.db in the guards tier (manifest 5)',
  ]);
});

test('the place of a rule is that of its text, and of what isolates that of the policy', () => {
  const texts = [
    ...['web', 'db'].map(
      (name) =>
        `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop}\nspec: {containers: [{name: c, image: i}]}\n`,
    ),
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: in, namespace: shop}\nspec: {podSelector: {}}\n',
    'apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: a}\nspec:\n  tier: Admin\n  priority: 1\n  subject: {namespaces: {}}\n  ingress:\n  - {action: Accept, from: [{namespaces: {}}]}\n',
  ];
  const cluster = clusterOfText(texts.join('---\n'), { file: 'shop.yaml' });
  expect(cluster.problems).toEqual([]);
  const [db, web] = cluster.workloads;
  const lines = explanationText(Reachability.of(cluster).explain(web as never, db as never, Port.tcp(80))).split('\n');
  expect(lines.slice(-2)).toEqual([
    '    allowed by rule 1 of ClusterNetworkPolicy a in the Admin tier (shop.yaml:24:5)',
    '    although shop/in isolates the pod (shop.yaml:11:1)',
  ]);
});

test('a pod on the network of its node that no rule is for is open', () => {
  const agent = pod('shop/agent', { hostNetwork: true, addresses: ['192.168.0.9'] });
  expect(linesOf([clusterPolicy('a', rules(all('Deny'))), agent], 'agent').at(-1)).toBe(
    "  ingress of the destination: open; the pod is on its node's network, and no policy selects it",
  );
});
