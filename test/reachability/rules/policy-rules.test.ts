import { clusterOfManifests } from '../../../lib/cluster/load';
import type { PodEndpoint } from '../../../lib/reachability/pods/endpoint';
import { namespaceSelectorOf, type Rule, rulesOf } from '../../../lib/reachability/rules/policy-rules';
import { PolicySet, rulesInDirection } from '../../../lib/reachability/rules/policy-set';
import { policy } from '../../support/manifests';
import { podIn } from '../plain-stages';

/** What a policy says, with the defaults of the API server, and which policies of a cluster are for a pod. */

const policiesOf = (...manifests: object[]) => {
  const { policies, problems } = clusterOfManifests(manifests);
  expect(problems).toEqual([]);
  return policies;
};

function read(spec: string) {
  const [only] = policiesOf(policy('shop/a', spec));
  if (only === undefined) throw new Error('it was not read');
  return rulesOf(only);
}

const rulesIn = (spec: string): readonly Rule[] => read(spec).ingress ?? [];

describe('a policy', () => {
  test('isolates for ingress, and for egress where it has a rule for that', () => {
    const directions = (spec: string) => {
      const { ingress, egress } = read(spec);
      return [ingress?.length, egress?.length];
    };
    expect(directions('podSelector: {}')).toEqual([0, undefined]);
    expect(directions('podSelector: {}\negress: []')).toEqual([0, undefined]);
    expect(directions('podSelector: {}\negress: [{}]')).toEqual([0, 1]);
    expect(directions('podSelector: {}\npolicyTypes: [Egress]\ningress: [{}]')).toEqual([undefined, 0]);
    expect(directions('podSelector: {}\npolicyTypes: [Ingress, Egress]')).toEqual([0, 0]);
  });

  test('is read once', () => {
    const [only] = policiesOf(policy('shop/a', 'podSelector: {}'));
    expect(only && rulesOf(only)).toBe(only && rulesOf(only));
  });

  test('without a spec isolates every pod of its namespace for ingress', () => {
    const [only] = policiesOf({ ...policy('shop/a', 'podSelector: {}'), spec: undefined });
    expect(only && rulesOf(only)).toMatchObject({ subject: {}, ingress: [], egress: undefined });
  });

  test('has its rules in their order, each by its direction', () => {
    const { ingress, egress } = read('podSelector: {}\ningress: [{}, {}]\negress: [{}]');
    expect(ingress?.map(({ direction, index }) => `${direction} ${index}`)).toEqual(['Ingress 0', 'Ingress 1']);
    expect(egress?.map(({ direction, index }) => `${direction} ${index}`)).toEqual(['Egress 0']);
  });
});

describe('a rule', () => {
  test('without peers is for everyone', () => {
    const all = rulesIn('podSelector: {}\ningress: [{}, {from: []}]');
    expect(all.map(({ peers, podPeers, blocks }) => [peers, podPeers, blocks.isEmpty])).toEqual([
      [undefined, [], true],
      [undefined, [], true],
    ]);
  });

  test('has pods by labels and namespace, and what its blocks hold together', () => {
    const [one] = rulesIn(
      'podSelector: {}\ningress: [{from: [{ipBlock: {cidr: 10.0.0.0/9}}, {podSelector: {matchLabels: {app: a}}}, {ipBlock: {cidr: 10.128.0.0/9, except: [10.192.0.0/10]}}, {namespaceSelector: {matchLabels: {team: x}}}]}]',
    );
    expect(one?.peers?.map(({ type, index }) => `${type} ${index}`)).toEqual([
      'addresses 0',
      'pods 1',
      'addresses 2',
      'pods 3',
    ]);
    expect(one?.podPeers.map((peer) => [peer.pods, namespaceSelectorOf(peer)])).toEqual([
      [{ matchLabels: { app: 'a' } }, { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } }],
      [{}, { matchLabels: { team: 'x' } }],
    ]);
    expect(String(one?.blocks)).toBe('10.0.0.0/9, 10.128.0.0/10');
  });

  test.each<[string, string, string, string[]]>([
    ['none', '[]', 'all', []],
    ['an item without anything', '[{}]', 'TCP 1-65535', []],
    ['a protocol', '[{protocol: UDP}]', 'UDP 1-65535', []],
    ['a number', '[{port: 80}]', 'TCP 80', []],
    ['a number of another protocol', '[{port: 80, protocol: SCTP}]', 'SCTP 80', []],
    ['a range', '[{port: 80, endPort: 82}]', 'TCP 80-82', []],
    ['a name alone', '[{port: http}]', 'none', ['TCP http']],
    ['a name of another protocol, and a number', '[{port: dns, protocol: UDP}, {port: 80}]', 'TCP 80', ['UDP dns']],
    ['null in place of each', '[{port: null, protocol: null, endPort: null}]', 'TCP 1-65535', []],
  ])('with %s as its ports', (_, ports, numbers, names) => {
    const [one] = rulesIn(`podSelector: {}\ningress: [{ports: ${ports}}]`);
    expect([String(one?.ports.numbers), one?.ports.named.map(({ protocol, name }) => `${protocol} ${name}`)]).toEqual([
      numbers,
      names,
    ]);
  });
});

describe('the policies of a cluster', () => {
  const all = () =>
    new PolicySet(
      policiesOf(
        policy('shop/all', 'podSelector: {}'),
        policy('shop/web', 'podSelector: {matchLabels: {app: web}}\npolicyTypes: [Egress]'),
        policy(
          'shop/hash',
          'podSelector: {matchExpressions: [{key: hash, operator: Exists}]}\ningress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}, {podSelector: {matchLabels: {tier: a}}}]}]',
        ),
        policy(
          'ops/all',
          'podSelector: {}\negress: [{to: [{namespaceSelector: {matchLabels: {team: x, kubernetes.io/metadata.name: front}}}]}]',
        ),
      ),
    );
  const names = (found: readonly { policy: { id: string } }[]) => found.map(({ policy: { id } }) => id);
  const isolating = (direction: 'Ingress' | 'Egress', pod: PodEndpoint) => names(all().isolating(direction, pod));
  const mayIsolate = (direction: 'Ingress' | 'Egress', pod: PodEndpoint) => names(all().mayIsolate(direction, pod));

  test('that isolate a pod in a direction are those of its namespace that select it', () => {
    expect(isolating('Ingress', podIn('shop', { app: 'web' }))).toEqual(['shop/all']);
    expect(isolating('Egress', podIn('shop', { app: 'web' }))).toEqual(['shop/web']);
    expect(isolating('Egress', podIn('shop', { app: 'db' }))).toEqual([]);
    expect(isolating('Ingress', podIn('shop', { hash: 'x' }))).toEqual(['shop/all', 'shop/hash']);
    expect(isolating('Egress', podIn('ops'))).toEqual(['ops/all']);
    expect(isolating('Ingress', podIn('far'))).toEqual([]);
  });

  test('that may isolate it are all of its namespace where a label is unknown that they name', () => {
    const pod = (key: string) => podIn('shop', {}, { unknownLabels: [{ key }] });
    expect(mayIsolate('Ingress', pod('hash'))).toEqual(['shop/all', 'shop/hash']);
    expect(mayIsolate('Ingress', pod('other'))).toEqual(['shop/all']);
    expect(mayIsolate('Ingress', podIn('shop'))).toEqual(['shop/all']);
    expect(mayIsolate('Egress', pod('app'))).toEqual(['shop/web']);
  });

  test('are found by namespace and direction', () => {
    const set = all();
    expect([...set.namespaces('Ingress')].sort()).toEqual(['ops', 'shop']);
    expect([...set.namespaces('Egress')].sort()).toEqual(['ops', 'shop']);
    expect(names(set.inNamespace('Egress', 'shop'))).toEqual(['shop/web']);
    expect(set.inNamespace('Egress', 'far')).toEqual([]);
  });

  test('name labels of pods, and of namespaces but for their names', () => {
    const { pods, namespaces } = all().labelKeys;
    expect([[...pods].sort(), [...namespaces]]).toEqual([['app', 'hash', 'tier'], ['team']]);
  });

  test('have the blocks of their rules', () => {
    expect(all().blocks().map(String)).toEqual(['10.0.0.0/8']);
  });

  test('have rules in the directions that they isolate', () => {
    const [web] = policiesOf({ ...policy('shop/a', 'podSelector: {}\ningress: [{}]') });
    const rules = web && rulesOf(web);
    expect(rules && [rulesInDirection('Ingress', rules)?.length, rulesInDirection('Egress', rules)]).toEqual([
      1,
      undefined,
    ]);
  });
});
