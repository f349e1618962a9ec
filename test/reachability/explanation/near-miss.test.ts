import type { CniOptions } from '../../../lib/cni/cni-profile';
import type { PolicyType } from '../../../lib/policy/manifest';
import { Port } from '../../../lib/policy/words';
import type { NearMiss } from '../../../lib/reachability/explanation/near-miss';
import { type Address, parseAddress } from '../../../lib/reachability/sets/address-set';
import { deployment, pod, policy } from '../../support/manifests';
import { judged } from '../answers-of';

/** What the rules that come closest to allowing a connection say of it. */

const HTTP = [{ name: 'http', port: 8080, protocol: 'TCP' }] as const;
const WORLD = [
  pod('shop/web', { labels: { app: 'web' }, ports: HTTP, addresses: ['10.0.0.1'] }),
  pod('shop/db', { labels: { app: 'db' }, ports: HTTP, addresses: ['10.0.0.2'] }),
  deployment('shop/bare', 1),
  deployment('edge/api', 1, { labels: { app: 'api' } }),
  pod('shop/agent', { labels: { app: 'agent' }, ports: HTTP, hostNetwork: true, addresses: ['192.168.0.9'] }),
];

function misses(
  direction: PolicyType,
  rules: string,
  from: string,
  to: string,
  port = 80,
  cni: CniOptions = {},
): NearMiss[] {
  const closed = policy(
    'shop/closed',
    `podSelector: {matchLabels: {app: ${direction === 'Ingress' ? 'db' : 'web'}}}\npolicyTypes: [${direction}]\n${direction.toLowerCase()}: [${rules}]`,
  );
  const { cluster, reachability } = judged([...WORLD, closed], cni);
  const end = (name: string) =>
    cluster.workloads.find((one) => one.name === name) ??
    ({ type: 'address', address: parseAddress(name) as Address } as const);
  const explanation = reachability.explain(end(from), end(to), Port.tcp(port));
  const { state, nearMisses } = explanation[direction === 'Ingress' ? 'ingress' : 'egress'];
  expect(state).toBe('denied');
  return [...nearMisses];
}

const sentences = (...asked: Parameters<typeof misses>) => misses(...asked).map(({ sentence }) => sentence);

describe('names of ports', () => {
  const named = (peer: string) => `{to: [${peer}], ports: [{port: http}]}`;
  test('in an egress rule to pods are those of the destination', () => {
    expect(sentences('Egress', named('{podSelector: {matchLabels: {app: x}}}'), 'web', 'db', 8080)).toEqual([
      'allows app=x in namespace shop on TCP http, but this pod has app=db',
    ]);
    expect(sentences('Egress', named('{podSelector: {}}'), 'web', 'db', 80)).toEqual([
      'allows all pods in namespace shop, but only on TCP http; this is TCP 80',
    ]);
  });
  test('in an egress rule to everyone are those of the destination', () => {
    expect(sentences('Egress', '{ports: [{port: http}]}', 'web', 'db', 80)).toEqual([
      'allows everyone, but only on TCP http; this is TCP 80',
    ]);
  });
  test('in an egress rule to blocks mean nothing', () => {
    expect(sentences('Egress', named('{ipBlock: {cidr: 10.0.0.0/8}}'), 'web', 'db', 8080)).toEqual([
      'allows addresses 10.0.0.0/8, but only on TCP http; this is TCP 8080',
    ]);
    expect(sentences('Egress', named('{ipBlock: {cidr: 192.0.2.0/24}}'), 'web', '192.0.2.1', 8080)).toEqual([
      'allows addresses 192.0.2.0/24, but only on TCP http (the destination has no container port TCP http); this is TCP 8080',
    ]);
  });
  test('in an egress rule mean nothing for pods on the network of a node', () => {
    expect(sentences('Egress', named('{podSelector: {}}'), 'web', 'agent', 8080)).toEqual([
      "allows all pods in namespace shop, but this pod is on its node's network, where no selector matches it, and only on TCP http; this is TCP 8080",
    ]);
  });
  test('in an ingress rule are those of the pod itself, also for blocks', () => {
    const from = '{from: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: http}]}';
    expect(sentences('Ingress', from, '10.9.9.9', 'db', 8080)).toEqual([
      'allows addresses 192.0.2.0/24 on TCP http, but this is 10.9.9.9',
    ]);
  });
});

describe('peers', () => {
  const from = (...peers: string[]) => peers.map((peer) => `{from: [${peer}]}`).join(', ');
  test('that are pods, where this is one on the network of its node', () => {
    expect(sentences('Ingress', from('{podSelector: {}}'), 'agent', 'db')).toEqual([
      "allows all pods in namespace shop on every port, but this pod is on its node's network, where no selector matches it",
    ]);
  });
  test('that are pods, where this is one of which labels are known by their keys alone', () => {
    expect(
      sentences(
        'Ingress',
        from('{podSelector: {matchExpressions: [{key: pod-template-hash, operator: DoesNotExist}]}}'),
        'bare',
        'db',
      ),
    ).toEqual([
      'allows pods without label pod-template-hash in namespace shop on every port, but this pod has a label pod-template-hash of which the value is not known',
    ]);
    expect(sentences('Ingress', from('{podSelector: {matchLabels: {app: x}}}'), 'bare', 'db')).toEqual([
      'allows app=x in namespace shop on every port, but this pod has no labels',
    ]);
  });
  test('that are pods of another namespace', () => {
    expect(misses('Ingress', from('{podSelector: {matchLabels: {app: x}}}'), 'api', 'db')).toMatchObject([
      {
        peer: { type: 'pods' },
        misses: ['namespace', 'labels'],
        sentence:
          'allows app=x on every port, but only in namespace shop; this pod is in edge, and this pod has app=api',
      },
    ]);
  });
  test('that are blocks, of which none holds the address', () => {
    const block = from('{ipBlock: {cidr: 192.0.2.0/24}}');
    expect(sentences('Ingress', block, 'web', 'db')).toEqual([
      'allows addresses 192.0.2.0/24 on every port, but this is 10.0.0.1',
    ]);
    expect(sentences('Ingress', block, 'agent', 'db', 80, { ipBlocksMatchPods: false })).toEqual([
      'allows addresses 192.0.2.0/24 on every port, but this is 192.168.0.9',
    ]);
    expect(sentences('Ingress', block, 'web', 'db', 80, { ipBlocksMatchPods: false })).toEqual([
      'allows addresses 192.0.2.0/24 on every port, but with this network plugin an ipBlock matches no pod',
    ]);
    expect(sentences('Ingress', block, '192.168.0.7', 'db', 80, { ipBlocksMatchPods: false })).toEqual([
      'allows addresses 192.0.2.0/24 on every port, but this is 192.168.0.7',
    ]);
  });
  test('that are blocks, in which no pod has its address', () => {
    expect(
      sentences('Ingress', from('{ipBlock: {cidr: 192.0.2.0/24}}'), 'api', 'db', 80, {
        podCidrs: ['10.244.0.0/16', 'fd00::/48'],
      }),
    ).toEqual(['allows addresses 192.0.2.0/24 on every port, but pods have their addresses in 10.244.0.0/16']);
  });
});

describe('of several rules', () => {
  test('those are shown that miss least, three at most', () => {
    const ports = [1, 2, 3, 4].map((port) => `{ports: [{port: ${port}}]}`);
    const two = '{from: [{podSelector: {matchLabels: {app: x}}}], ports: [{port: 9}]}';
    const found = misses('Ingress', [two, ...ports].join(', '), 'web', 'db');
    expect(found.map(({ rule }) => rule.index)).toEqual([1, 2, 3]);
    for (const one of found) {
      expect(one.misses).toEqual(['port']);
      expect(one).not.toHaveProperty('peer');
    }
  });
  test('of a rule that peer is shown that misses least', () => {
    const [own, other] = [
      '{podSelector: {matchLabels: {app: x}}}',
      '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}, podSelector: {matchLabels: {app: x}}}',
    ];
    expect(misses('Ingress', `{from: [${other}, ${own}]}`, 'web', 'db')).toMatchObject([
      { misses: ['labels'], sentence: 'allows app=x in namespace shop on every port, but this pod has app=web' },
    ]);
  });
});
