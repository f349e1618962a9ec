import { PROTOCOLS } from '../../../lib/policy/manifest';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';

const tcp = (port: number, endPort?: number) => ConnectionSet.of({ protocol: 'TCP', port, endPort });
const udp = (port: number) => ConnectionSet.of({ protocol: 'UDP', port });

describe('as text', () => {
  test.each<[ConnectionSet, string]>([
    [ConnectionSet.none, 'none'],
    [ConnectionSet.all, 'all'],
    [tcp(80), 'TCP 80'],
    [tcp(80, 80), 'TCP 80'],
    [tcp(443, 445).union(tcp(80)), 'TCP 80,443-445'],
    [udp(53).union(tcp(443, 445)).union(tcp(80)), 'TCP 80,443-445; UDP 53'],
    [tcp(80).union(tcp(81)), 'TCP 80-81'],
    [ConnectionSet.allOf('SCTP'), 'SCTP 1-65535'],
    [ConnectionSet.all.difference(tcp(22)), 'TCP 1-21,23-65535; UDP 1-65535; SCTP 1-65535'],
    [ConnectionSet.allOf('TCP').union(ConnectionSet.allOf('UDP')).union(ConnectionSet.allOf('SCTP')), 'all'],
  ])('%s', (set, text) => {
    expect(String(set)).toBe(text);
  });
});

describe('from ranges', () => {
  test.each<[string, ConnectionSet, string]>([
    ['outside of the ports there are fall away', tcp(0), 'none'],
    ['that begin or end outside are cut', tcp(-5, 70000), 'TCP 1-65535'],
    ['that lie beyond them all fall away', tcp(65536, 70000), 'none'],
    ['that go down are empty', tcp(90, 80), 'none'],
    ['of the first and the last port', tcp(1).union(tcp(65535)), 'TCP 1,65535'],
    ['of nothing', ConnectionSet.of(), 'none'],
    [
      'of several protocols',
      ConnectionSet.of({ protocol: 'SCTP', port: 5 }, { protocol: 'TCP', port: 5 }, { protocol: 'UDP', port: 5 }),
      'TCP 5; UDP 5; SCTP 5',
    ],
  ])('those %s', (_, set, text) => {
    expect(String(set)).toBe(text);
  });

  test('and back to the fewest ranges, a single port without an end', () => {
    const set = ConnectionSet.of(
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 8080, endPort: 8090 },
      { protocol: 'TCP', port: 8085, endPort: 8099 },
    );
    expect(set.ranges()).toEqual([
      { protocol: 'TCP', port: 8080, endPort: 8099 },
      { protocol: 'UDP', port: 53 },
    ]);
    expect(ConnectionSet.of(...set.ranges()).equals(set)).toBe(true);
    expect(ConnectionSet.none.ranges()).toEqual([]);
  });
});

describe('set arithmetic is done for each protocol by itself', () => {
  const web = tcp(80, 89).union(udp(53));

  test('union, intersection and difference', () => {
    expect(String(web.union(udp(80)))).toBe('TCP 80-89; UDP 53,80');
    expect(String(web.intersection(tcp(85, 99)))).toBe('TCP 85-89');
    expect(String(web.difference(tcp(85)))).toBe('TCP 80-84,86-89; UDP 53');
    expect(String(web.difference(udp(80)))).toBe('TCP 80-89; UDP 53');
  });

  test('with none and all', () => {
    for (const [set, text] of [
      [web, String(web)],
      [ConnectionSet.none, 'none'],
      [ConnectionSet.all, 'all'],
    ] as const) {
      expect(String(set.union(ConnectionSet.none))).toBe(text);
      expect(String(ConnectionSet.none.union(set))).toBe(text);
      expect(String(set.union(ConnectionSet.all))).toBe('all');
      expect(String(ConnectionSet.all.union(set))).toBe('all');
      expect(String(set.intersection(ConnectionSet.all))).toBe(text);
      expect(String(ConnectionSet.all.intersection(set))).toBe(text);
      expect(String(set.intersection(ConnectionSet.none))).toBe('none');
      expect(String(ConnectionSet.none.intersection(set))).toBe('none');
      expect(String(set.difference(ConnectionSet.none))).toBe(text);
      expect(String(set.difference(ConnectionSet.all))).toBe('none');
      expect(String(set.difference(set))).toBe('none');
      expect(String(set.union(set))).toBe(text);
      expect(String(set.intersection(set))).toBe(text);
    }
  });

  test('with none, all and itself makes no set of its own', () => {
    const { none, all } = ConnectionSet;
    const others = tcp(80, 89).union(udp(53));
    expect(web.union(none)).toBe(web);
    expect(none.union(web)).toBe(web);
    expect(web.union(web)).toBe(web);
    expect([web.union(all), all.union(web)]).toEqual([all, all]);
    expect(all.union(web)).toBe(all);
    expect(web.union(all)).toBe(all);
    expect(web.intersection(all)).toBe(web);
    expect(all.intersection(web)).toBe(web);
    expect(web.intersection(web)).toBe(web);
    expect(web.difference(none)).toBe(web);
    expect(web.intersection(others)).not.toBe(web);
  });

  test('no method changes the set', () => {
    web.union(tcp(1));
    web.intersection(tcp(1));
    web.difference(web);
    expect(String(web)).toBe('TCP 80-89; UDP 53');
  });
});

test('what is in a set', () => {
  const set = tcp(80, 89);
  expect([79, 80, 89, 90].map((port) => set.has('TCP', port))).toEqual([false, true, true, false]);
  expect(set.has('UDP', 80)).toBe(false);
  expect(PROTOCOLS.map((protocol) => ConnectionSet.all.has(protocol, 65535))).toEqual([true, true, true]);
  expect(ConnectionSet.all.has('TCP', 0)).toBe(false);
  expect(ConnectionSet.all.has('TCP', 65536)).toBe(false);
});

test('a set contains its parts and itself, and no more', () => {
  expect(tcp(80, 89).contains(tcp(80))).toBe(true);
  expect(tcp(80, 89).contains(tcp(80, 89))).toBe(true);
  expect(tcp(80, 89).contains(ConnectionSet.none)).toBe(true);
  expect(tcp(80, 89).contains(tcp(80, 90))).toBe(false);
  expect(tcp(80, 89).contains(tcp(80).union(udp(80)))).toBe(false);
  expect(ConnectionSet.none.contains(tcp(80))).toBe(false);
});

test('equal, empty and all', () => {
  expect(tcp(80).equals(tcp(80, 80))).toBe(true);
  expect(tcp(80).equals(udp(80))).toBe(false);
  expect(tcp(80).equals(tcp(80).union(udp(53)))).toBe(false);
  expect([ConnectionSet.none, tcp(90, 80), udp(53), ConnectionSet.all].map((set) => set.isEmpty)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([ConnectionSet.all, ConnectionSet.allOf('TCP'), ConnectionSet.none].map((set) => set.isAll)).toEqual([
    true,
    false,
    false,
  ]);
});
