import { describe, expect, test } from '@jest/globals';
import type { Cell } from '../../../lib/reachability/rules/direction-cells';
import { isWorkedOut, notWorkedOut } from '../../../lib/reachability/rules/direction-cells';
import {
  byPorts,
  closedWhere,
  type Opened,
  openedBy,
  openedKey,
  openInBoth,
  settled,
} from '../../../lib/reachability/rules/partly-open';
import { AddressSet } from '../../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';
import type { Box } from '../../../lib/reachability/unknowns/box';
import { boxInOrder } from '../../../lib/reachability/unknowns/tied-order';

/** Ports that are open whatever is unknown, and others that are open in parts of what may be. */

const UNKNOWN: Box = { labels: new Map(), source: AddressSet.all, destination: AddressSet.all };
const tcp = (port: number, endPort = port) => ConnectionSet.of({ protocol: 'TCP', port, endPort });

/** Where labels have values: `k=a`, or with `!` any other or none. */
function where(...said: string[]): Box {
  const labels = said.map((text) => {
    const not = text.startsWith('!');
    const [key = '', value = ''] = text.replace('!', '').split('=');
    return [key, { absent: not, except: not, values: new Set([value]) }] as const;
  });
  return { ...UNKNOWN, labels: new Map(labels) };
}

const shownBox = ({ labels }: Box) =>
  [...labels]
    .filter(([, { absent, except, values }]) => !absent || !except || values.size > 0)
    .map(([key, { except, values }]) => `${except ? '!' : ''}${key}=${[...values].sort().join('|')}`)
    .join(' ');
const shown = ({ certain, partly }: Opened) => [
  String(certain),
  ...partly.map(({ box, ports }) => `${ports} where ${shownBox(box)}`),
];
const opened = (certain: ConnectionSet, ...partly: [Box, ConnectionSet][]): Opened => ({
  certain,
  partly: partly.map(([box, ports]) => ({ box, ports })),
});
const NONE = ConnectionSet.none;

describe('what cells open', () => {
  const cell = (box: Box, ports: ConnectionSet): Cell => ({ box, ports });

  test('is certain where the box is that of the ends, and else in its box, without what is certain', () => {
    expect(shown(openedBy([cell(where('k=a'), tcp(80, 81)), cell(UNKNOWN, tcp(81))], UNKNOWN))).toEqual([
      'TCP 81',
      'TCP 80 where k=a',
    ]);
    expect(shown(openedBy([], UNKNOWN))).toEqual(['none']);
  });

  test('is said once for each box, and not at all where nothing is left', () => {
    const cells = [cell(where('k=a'), tcp(80)), cell(where('k=a'), tcp(82)), cell(where('k=b'), tcp(81))];
    expect(shown(openedBy([...cells, cell(UNKNOWN, tcp(81))], UNKNOWN))).toEqual(['TCP 81', 'TCP 80,82 where k=a']);
  });
});

describe('what is open in both directions', () => {
  const both = (egress: Opened, ingress: Opened) => shown(openInBoth(egress, ingress, UNKNOWN));

  test('is what is certain in both', () => {
    expect(both(opened(tcp(80, 82)), opened(tcp(82, 84)))).toEqual(['TCP 82']);
  });

  test('is in a box what is certain in the one and in the box of the other', () => {
    expect(both(opened(tcp(80)), opened(NONE, [where('k=a'), tcp(80, 81)]))).toEqual(['none', 'TCP 80 where k=a']);
    expect(both(opened(NONE, [where('k=a'), tcp(80, 81)]), opened(tcp(81)))).toEqual(['none', 'TCP 81 where k=a']);
  });

  test('is in both boxes what is open in each, if anything is in both', () => {
    expect(both(opened(NONE, [where('k=a'), tcp(80)]), opened(NONE, [where('l=b'), tcp(80)]))).toEqual([
      'none',
      'TCP 80 where k=a l=b',
    ]);
    expect(both(opened(NONE, [where('k=a'), tcp(80)]), opened(NONE, [where('k=b'), tcp(80)]))).toEqual(['none']);
    expect(both(opened(NONE, [where('k=a'), tcp(80)]), opened(NONE, [where('k=a'), tcp(81)]))).toEqual(['none']);
  });

  test('is not said again where it is certain', () => {
    expect(both(opened(tcp(80)), opened(tcp(80), [where('k=a'), tcp(80, 81)]))).toEqual(['TCP 80']);
  });

  test('is not worked out where more than two thousand boxes would be held against one another', () => {
    const many = (count: number, port: number) =>
      opened(
        tcp(80),
        ...Array.from({ length: count }, (_, index) => [where(`k${port}=${index}`), tcp(port)] as [Box, ConnectionSet]),
      );
    const out = opened(NONE, [where('x=a'), tcp(80, 90)]);
    // Two ways out, and with what is certain a thousand ways in.
    const most = openInBoth(out, many(999, 81), UNKNOWN);
    expect(most.partly.every(({ box }) => isWorkedOut(box))).toBe(true);
    const { certain, partly } = openInBoth(out, many(1000, 81), UNKNOWN);
    expect([certain.isEmpty, partly.length]).toEqual([true, 1]);
    expect(partly.map(({ box, ports }) => [isWorkedOut(box), String(ports)])).toEqual([[false, 'TCP 80-81']]);
    expect(openInBoth(opened(NONE, [where('x=a'), tcp(90)]), many(1000, 81), UNKNOWN).partly).toEqual([]);
  });
});

describe('what is settled', () => {
  const settle = (one: Opened) => shown(settled(one, UNKNOWN));

  test('is certain where boxes hold all that may be', () => {
    expect(settle(opened(tcp(80), [where('k=a'), tcp(81)], [where('!k=a'), tcp(81)]))).toEqual(['TCP 80-81']);
    expect(settle(opened(NONE, [where('k=a'), tcp(80, 82)], [where('!k=a'), tcp(81, 83)]))).toEqual([
      'TCP 81-82',
      'TCP 80 where k=a',
      'TCP 83 where !k=a',
    ]);
  });

  test('is the same where nothing depends', () => {
    expect(settle(opened(tcp(80)))).toEqual(['TCP 80']);
  });

  test('is in as few boxes as they are together', () => {
    expect(settle(opened(NONE, [where('k=a'), tcp(80)], [where('k=b'), tcp(80)]))).toEqual([
      'none',
      'TCP 80 where k=a|b',
    ]);
    expect(settle(opened(NONE, [where('k=a', 'l=b'), tcp(80)], [where('k=a'), tcp(80)]))).toEqual([
      'none',
      'TCP 80 where k=a',
    ]);
    // The third makes one box of all of them.
    const three = [where('k=a', 'l=x'), where('k=b', 'l=x'), where('k=c', 'l=x')];
    expect(settle(opened(NONE, ...three.map((box) => [box, tcp(80)] as [Box, ConnectionSet])))).toEqual([
      'none',
      'TCP 80 where k=a|b|c l=x',
    ]);
  });

  test('is in one box again where two that were apart become alike', () => {
    const all = [where('k=a', 'l=x'), where('k=b', 'l=y'), where('k=b', 'l=x'), where('k=a', 'l=y')];
    expect(settle(opened(NONE, ...all.map((box) => [box, tcp(80)] as [Box, ConnectionSet])))).toEqual([
      'none',
      'TCP 80 where k=a|b l=x|y',
    ]);
  });

  test('of more than forty boxes is in the boxes that there are', () => {
    const count = (number: number) =>
      settle(
        opened(
          NONE,
          ...Array.from({ length: number }, (_, index) => [where(`k=${index}`), tcp(80)] as [Box, ConnectionSet]),
        ),
      ).length;
    expect([count(40), count(41)]).toEqual([2, 42]);
  });

  test('is certain where each order of policies is held, and says nothing of what no order is', () => {
    const first = (one: string, ...others: string[]): [Box, ConnectionSet] => [
      boxInOrder(UNKNOWN, one, others),
      tcp(80),
    ];
    expect(settle(opened(NONE, first('a', 'b', 'c'), first('b', 'a', 'c'), first('c', 'a', 'b')))).toEqual(['TCP 80']);
    const circle = boxInOrder(boxInOrder(boxInOrder(UNKNOWN, 'a', ['b']), 'b', ['c']), 'c', ['a']);
    expect(settle(opened(NONE, [circle, tcp(80)]))).toEqual(['none']);
    expect(settle(opened(NONE, [circle, tcp(80)], first('a', 'b', 'c')))).toHaveLength(2);
  });
});

describe('where ports are closed', () => {
  const closed = (one: Opened, ports = tcp(80)) => {
    const box = closedWhere(ports, one, UNKNOWN);
    return box && shownBox(box);
  };

  test('is anything that no box with these ports holds', () => {
    expect(closed(opened(NONE, [where('k=a'), tcp(80, 81)]))).toBe('!k=a');
    expect(closed(opened(NONE, [where('k=a'), tcp(81)]))).toBe('');
    expect(closed(opened(NONE, [where('k=a'), tcp(80)]), tcp(80, 81))).toBe('');
    expect(closed(opened(NONE, [where('k=a'), tcp(80)], [where('!k=a'), tcp(80)]))).toBeUndefined();
  });

  test('is not found where something is not worked out', () => {
    expect(closed(opened(NONE, [notWorkedOut(where('k=a')), tcp(80)]))).toBeUndefined();
    expect(closed(opened(NONE, [notWorkedOut(where('k=a')), tcp(81)]))).toBe('');
  });

  test('is not found where it takes too many steps, as where each of thousands of boxes leaves another part', () => {
    const boxes = Array.from({ length: 5_000 }, (_, index) => [where(`k${index}=a`), tcp(80)] as [Box, ConnectionSet]);
    expect(closed(opened(NONE, ...boxes))).toBeUndefined();
  });

  test('is no order that there cannot be', () => {
    const ahead = (one: string, other: string): [Box, ConnectionSet] => [boxInOrder(UNKNOWN, one, [other]), tcp(80)];
    expect(closed(opened(NONE, ahead('a', 'b'), ahead('b', 'c'), ahead('c', 'a')))).toBeUndefined();
    expect(closed(opened(NONE, ahead('a', 'b'), ahead('b', 'c')))).toBeDefined();
  });
});

describe('what has ports', () => {
  test('is cut into ports that the same parts have', () => {
    const part = (name: string, ports: ConnectionSet) => ({ name, ports });
    const cut = (...parts: ReturnType<typeof part>[]) =>
      byPorts(parts)
        .map(({ ports, parts: own }) => `${ports}: ${own.map(({ name }) => name).join()}`)
        .sort();
    expect(cut()).toEqual([]);
    expect(cut(part('a', NONE))).toEqual([]);
    expect(cut(part('a', tcp(80, 82)), part('b', tcp(82, 84)))).toEqual([
      'TCP 80-81: a',
      'TCP 82: a,b',
      'TCP 83-84: b',
    ]);
    expect(cut(part('a', tcp(80)), part('b', tcp(81)), part('c', tcp(80, 81)))).toEqual(['TCP 80: a,c', 'TCP 81: b,c']);
    expect(cut(part('a', tcp(80)), part('b', tcp(80)))).toEqual(['TCP 80: a,b']);
  });

  test('has one text where it is equal', () => {
    const one = opened(tcp(80), [where('k=a'), tcp(81)]);
    expect(openedKey(one)).toBe(openedKey(opened(tcp(80), [where('k=a'), tcp(81)])));
    const others = [
      opened(tcp(80)),
      opened(tcp(81), [where('k=a'), tcp(81)]),
      opened(tcp(80), [where('k=b'), tcp(81)]),
      opened(tcp(80), [where('k=a'), tcp(82)]),
    ];
    expect(new Set([one, ...others].map(openedKey)).size).toBe(5);
  });
});
