import type { UnjudgedPolicy } from '../../../lib/cluster/cluster';
import { answerKey, conditionsKey } from '../../../lib/reachability/answers/answer-key';
import type { Condition, ConnectedPods, WantedLabel } from '../../../lib/reachability/answers/condition';
import { describedPods, labelsAndPortsKey, podsTogether } from '../../../lib/reachability/answers/connected-pods';
import { connectionsInTable } from '../../../lib/reachability/answers/groups';
import type { PodEndpoint } from '../../../lib/reachability/pods/endpoint';
import type { PodKind } from '../../../lib/reachability/pods/pod-kinds';
import { type Address, AddressSet, parseAddress } from '../../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';

/** When two answers, conditions and groups of pods say the same. */

const addresses = (...cidrs: readonly string[]) => AddressSet.blocks(cidrs);
const policy = (name: string, index = 0): UnjudgedPolicy => ({
  reason: 'other-api',
  ...{ kind: 'Guard', name, canOpen: true, canClose: true, directions: ['Ingress'] },
  reach: { type: 'cluster' } as never,
  source: { type: 'value', index },
});
const label = (values: readonly string[], more: Partial<WantedLabel> = {}): WantedLabel => ({
  ...{ key: 'k', optional: false, operator: 'In', values },
  ...more,
});
const pods = (app: string, more: Partial<ConnectedPods> = {}): ConnectedPods => ({
  ...{ labels: { app }, replicas: 1, addresses: AddressSet.none },
  ...more,
});
const HTTP = { name: 'http', protocol: 'TCP', port: 80 } as const;
const unjudged = (direction: 'Ingress' | 'Egress', effect: 'one-allows' | 'none-denies', ...some: UnjudgedPolicy[]) =>
  ({ type: 'policies-not-judged', direction, effect, policies: some }) as const;

describe('conditions', () => {
  const DIFFERENT: readonly Condition[] = [
    { type: 'address-in', end: 'source', addresses: addresses('10.0.0.0/8') },
    { type: 'address-in', end: 'destination', addresses: addresses('10.0.0.0/8') },
    { type: 'address-in', end: 'source', addresses: addresses('10.0.0.0/9') },
    { type: 'ip-family', family: 'IPv4' },
    { type: 'ip-family', family: 'IPv6' },
    { type: 'namespace-label', namespace: 'a', label: label(['x']) },
    { type: 'namespace-label', namespace: 'b', label: label(['x']) },
    { type: 'namespace-label', namespace: 'a', label: label(['y']) },
    { type: 'pod-label', end: 'source', label: label(['x']) },
    { type: 'pod-label', end: 'destination', label: label(['x']) },
    { type: 'pod-label', end: 'source', label: label(['x'], { operator: 'NotIn' }) },
    { type: 'pod-label', end: 'source', label: label(['x'], { optional: true }) },
    unjudged('Ingress', 'one-allows', policy('a')),
    unjudged('Egress', 'one-allows', policy('a')),
    unjudged('Ingress', 'none-denies', policy('a')),
    unjudged('Ingress', 'one-allows', policy('b')),
    unjudged('Ingress', 'one-allows', policy('a'), policy('b')),
    { type: 'circumstance', sentence: 'a', holds: true },
    { type: 'circumstance', sentence: 'a', holds: false },
    { type: 'circumstance', sentence: 'b', holds: true },
    { type: 'policy-order', first: ['a'], policies: ['a', 'b'] },
    { type: 'policy-order', first: ['b'], policies: ['a', 'b'] },
    { type: 'policy-order', first: ['a'], policies: ['a', 'c'] },
    { type: 'pods', end: 'source', pods: [pods('a')] },
    { type: 'pods', end: 'destination', pods: [pods('a')] },
    { type: 'pods', end: 'source', pods: [pods('b')] },
    { type: 'pods', end: 'source', pods: [pods('a'), pods('b')] },
    { type: 'pods', end: 'source', pods: [pods('a', { addresses: addresses('10.0.0.1/32') })] },
    { type: 'same-node', end: 'source' },
    { type: 'same-node', end: 'destination' },
    { type: 'same-node', end: 'source', node: 'n' },
    { type: 'undecided' },
  ];
  test('that say something else have other keys', () => {
    const keys = DIFFERENT.map((condition) => conditionsKey([condition]));
    expect(new Set(keys).size).toBe(DIFFERENT.length);
  });
  test.each<[string, readonly Condition[], readonly Condition[]]>([
    ['in another order', DIFFERENT.slice(0, 3), DIFFERENT.slice(0, 3).reverse()],
    [
      'about policies that are written elsewhere, in another order',
      [unjudged('Ingress', 'one-allows', policy('a', 1), policy('b', 2))],
      [unjudged('Ingress', 'one-allows', policy('b', 3), policy('a', 4))],
    ],
    [
      'about pods in another order',
      [{ type: 'pods', end: 'source', pods: [pods('a'), pods('b')] }],
      [{ type: 'pods', end: 'source', pods: [pods('b'), pods('a')] }],
    ],
  ])('that are the same %s have one key', (_, one, other) => {
    expect(conditionsKey(one)).toBe(conditionsKey(other));
  });
});

describe('answers', () => {
  const [tcp, udp] = [
    ConnectionSet.of({ protocol: 'TCP', port: 1 }),
    ConnectionSet.of({ protocol: 'UDP', port: 1 }),
  ] as const;
  const way = (connections: ConnectionSet, sentence: string) => ({
    connections,
    conditions: [{ type: 'circumstance', sentence, holds: true } as const],
  });
  test('that say the same have one key, whatever the order of their ways', () => {
    const [a, b] = [way(tcp, 'a'), way(udp, 'b')] as const;
    expect(answerKey({ certain: tcp, depends: [a, b] })).toBe(answerKey({ certain: tcp, depends: [b, a] }));
  });
  test('that say something else have other keys', () => {
    const keys = [
      { certain: tcp, depends: [] },
      { certain: udp, depends: [] },
      { certain: tcp, depends: [way(udp, 'a')] },
      { certain: tcp, depends: [way(udp, 'b')] },
      { certain: ConnectionSet.none, depends: [way(tcp, 'a')] },
      { certain: ConnectionSet.none, depends: [way(udp, 'a')] },
    ].map(answerKey);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('pods', () => {
  const endpoint = (more: Partial<PodEndpoint>): PodEndpoint => ({
    type: 'pod',
    namespace: { name: 'shop', labels: {} },
    ...{ labels: { app: 'a' }, ports: [], hostNetwork: false, address: undefined },
    ...more,
  });
  const kind = (more: Partial<PodEndpoint> = {}, of: Partial<PodKind> = {}): PodKind => ({
    ...{ endpoints: [endpoint(more)], count: 2, addresses: [] },
    ...of,
  });
  const described = (...kinds: readonly PodKind[]) => describedPods(kinds.map((one) => [one])).flat();

  test('are described by their labels, number and addresses', () => {
    const known = [parseAddress('10.0.0.1') as Address];
    expect(described(kind({}, { addresses: known }))).toEqual([
      { labels: { app: 'a' }, replicas: 2, addresses: addresses('10.0.0.1/32') },
    ]);
  });
  test('are described by their named ports where these differ', () => {
    const [none, http] = [kind(), kind({ ports: [HTTP, { port: 81, protocol: 'TCP' } as never] })];
    expect(described(none, http).map(({ ports }) => ports)).toEqual([[], [HTTP]]);
    expect(described(http, http).map((one) => 'ports' in one)).toEqual([false, false]);
    const turned = kind({ ports: [{ ...HTTP, name: 'b' }, HTTP] });
    const same = kind({ ports: [HTTP, { ...HTTP, name: 'b' }] });
    expect(described(turned, same).map((one) => 'ports' in one)).toEqual([false, false]);
    for (const other of [{ name: 'web' }, { protocol: 'UDP' }, { port: 90 }] as const) {
      expect(described(http, kind({ ports: [{ ...HTTP, ...other }] })).every((one) => 'ports' in one)).toBe(true);
    }
  });
  test('are described by the network that they are on where they differ in that', () => {
    expect(described(kind(), kind({ hostNetwork: true })).map(({ hostNetwork }) => hostNetwork)).toEqual([false, true]);
    expect(described(kind({ hostNetwork: true })).map((one) => 'hostNetwork' in one)).toEqual([false]);
  });
  test('are described by the values of labels that only others have', () => {
    const unknownLabels = [
      { key: 'n', except: new Set(['b', 'a']) },
      { key: 'hash' },
      { key: 'e', except: new Set<string>() },
    ];
    expect(described(kind({}, { unknownLabels }))[0]?.except).toEqual([{ key: 'n', values: ['a', 'b'] }]);
    expect(described(kind({}, { unknownLabels: [{ key: 'hash' }] }))[0]).not.toHaveProperty('except');
  });
  test('that are no pods have no labels, ports or network', () => {
    const outside = {
      endpoints: [{ type: 'address', address: parseAddress('10.0.0.1') as Address }] as const,
      count: 1,
      addresses: [],
    };
    expect(describedPods([[outside], [kind({ hostNetwork: true, ports: [HTTP] })]])[0]).toEqual([
      { labels: {}, ports: [], hostNetwork: false, replicas: 1, addresses: AddressSet.none },
    ]);
  });

  test('of equal labels, ports and network have one key', () => {
    const one = pods('a', { labels: { a: '1', b: '2' }, ports: [HTTP, { ...HTTP, name: 'b' }], hostNetwork: true });
    const turned = { ...one, labels: { b: '2', a: '1' }, ports: [{ ...HTTP, name: 'b' }, HTTP] };
    expect(labelsAndPortsKey(turned)).toBe(labelsAndPortsKey(one));
    const others = [
      pods('a'),
      pods('b'),
      pods('a', { ports: [] }),
      pods('a', { ports: [HTTP] }),
      pods('a', { hostNetwork: true }),
      pods('a', { hostNetwork: false }),
      pods('a', { except: [{ key: 'k', values: ['x'] }] }),
    ].map(labelsAndPortsKey);
    expect(new Set(others).size).toBe(others.length);
  });
  test('of equal labels and ports are together, those of known addresses apart from others', () => {
    const at = (address: string) => pods('a', { addresses: addresses(address) });
    expect(
      podsTogether([pods('a'), at('10.0.0.1/32'), pods('b'), pods('a', { replicas: 2 }), at('10.0.0.2/32')]),
    ).toEqual([
      pods('a', { replicas: 3 }),
      pods('a', { replicas: 2, addresses: addresses('10.0.0.1/32', '10.0.0.2/32') }),
      pods('b'),
    ]);
  });
});

describe('a table of answers', () => {
  const all = { certain: ConnectionSet.all, depends: [] };
  const none = { certain: ConnectionSet.none, depends: [] };
  const table = (answers: readonly (readonly (typeof all)[])[], isPair = (_one: number, _other: number) => true) =>
    connectionsInTable({
      sources: answers.map((_, index) => [pods(`s${index}`)]),
      destinations: (answers[0] ?? []).map((_, index) => [pods(`d${index}`)]),
      answers,
      isPair,
    });
  const groupsOf = (...asked: Parameters<typeof table>) =>
    table(...asked).groups?.map(({ source, destination, certain }) =>
      [source, destination]
        .map((some) => some?.map(({ labels }) => labels.app).join() ?? 'all')
        .concat(String(certain)),
    );

  test('of one answer is that answer', () => {
    expect(
      table([
        [all, all],
        [all, all],
      ]),
    ).toEqual(all);
  });
  test('of several has a group for each kind of source and destination', () => {
    expect(
      groupsOf([
        [all, none],
        [none, none],
        [all, none],
      ]),
    ).toEqual([
      ['s0,s2', 'd0', 'all'],
      ['s0,s2', 'd1', 'none'],
      ['s1', 'd0', 'none'],
      ['s1', 'd1', 'none'],
    ]);
    expect(groupsOf([[all, none]])).toEqual([
      ['all', 'd0', 'all'],
      ['all', 'd1', 'none'],
    ]);
    expect(groupsOf([[all], [none]])).toEqual([
      ['s0', 'all', 'all'],
      ['s1', 'all', 'none'],
    ]);
  });
  test('is certain where all groups are, and else depends on the pods', () => {
    expect(table([[all], [none]])).toMatchObject({
      certain: ConnectionSet.none,
      depends: [{ connections: ConnectionSet.all, conditions: [{ type: 'pods', end: 'source' }] }],
    });
  });
  test('leaves out what are no two pods', () => {
    const isOther = (one: number, other: number) => one !== other;
    expect(
      table(
        [
          [none, all],
          [all, none],
        ],
        isOther,
      ),
    ).toEqual(all);
    expect(
      groupsOf(
        [
          [none, all],
          [none, none],
        ],
        isOther,
      ),
    ).toEqual([
      ['s0', 'd1', 'all'],
      ['s1', 'd0', 'none'],
    ]);
    expect(() => table([[all]], isOther)).toThrow('there is no pair of pods');
  });
});
