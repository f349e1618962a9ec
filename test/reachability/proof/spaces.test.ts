import { describe, expect, test } from '@jest/globals';
import { EVERYTHING, type LabelSpace } from '../../../lib/policy/label-space';
import { type LabelSelector, NAMESPACE_NAME_LABEL } from '../../../lib/policy/manifest';
import { Budget, conditionsOf, TooManyPiecesError, UndecidedError } from '../../../lib/reachability/proof/budget';
import { bothPorts, EVERY_PORT, portSpacesOf, uncoveredPorts } from '../../../lib/reachability/proof/port-space';
import {
  addressed,
  commonFamily,
  EVERY_ADDRESS,
  everyPod,
  type PodSpace,
  selectedPods,
  unselectedPods,
} from '../../../lib/reachability/proof/spaces';
import { unselectedByAny } from '../../../lib/reachability/proof/unselected';
import { decided } from '../../../lib/reachability/proof/verdict';
import { namespaceNamed, type PodsRulePeer } from '../../../lib/reachability/rules/policy-rules';
import { AddressSet } from '../../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';

/** What proofs are made of: pods and ports that may be, and the work that they may take. */

const shown = (space: LabelSpace) =>
  [...space].map(([key, { except, values }]) => `${key}${except ? '!' : ''}=${[...values].join()}`).join(' ');
const pods = (own: LabelSelector, selector: LabelSelector): PodsRulePeer => ({
  type: 'pods',
  index: 0,
  pods: own,
  namespaces: { selector },
});
const web = { matchLabels: { app: 'web' } };

describe('every pod', () => {
  const all = everyPod(AddressSet.block('10.0.0.0/8'));
  const text = (space: PodSpace | undefined) => space && [shown(space.namespaces), shown(space.labels)];
  const NAME = NAMESPACE_NAME_LABEL;

  test('that a peer selects has its labels and its namespace', () => {
    expect(text(selectedPods(all, pods(web, namespaceNamed('shop'))))).toEqual([`${NAME}=shop`, 'app=web']);
    const inShop = selectedPods(all, pods({}, namespaceNamed('shop'))) as PodSpace;
    expect(selectedPods(inShop, pods({}, namespaceNamed('ops')))).toBeUndefined();
    const ofWeb = selectedPods(all, pods(web, {})) as PodSpace;
    expect(selectedPods(ofWeb, pods({ matchLabels: { app: 'db' } }, {}))).toBeUndefined();
    expect(ofWeb.addresses).toBe(all.addresses);
  });

  test('that a peer does not select is in another namespace, or has other labels in that', () => {
    expect(unselectedPods(all, pods(web, namespaceNamed('shop'))).map(text)).toEqual([
      [`${NAME}!=shop`, ''],
      [`${NAME}=shop`, 'app!=web'],
    ]);
    expect(unselectedPods(all, pods({}, {}))).toEqual([]);
    const inShop = selectedPods(all, pods({}, namespaceNamed('shop'))) as PodSpace;
    expect(unselectedPods(inShop, pods(web, namespaceNamed('ops'))).map(text)).toEqual([[`${NAME}=shop`, '']]);
  });

  test('has an address in a set, or is not among those', () => {
    expect(String(addressed(all, AddressSet.block('10.0.0.0/9'))?.addresses)).toBe('10.0.0.0/9');
    expect(addressed(all, AddressSet.block('11.0.0.0/8'))).toBeUndefined();
    expect(addressed(EVERY_ADDRESS, AddressSet.block('8.0.0.0/8'))).toMatchObject({ type: 'addresses' });
  });

  test('has a family in common with another end, or can never meet it', () => {
    const six = everyPod(AddressSet.block('fd00::/8'));
    expect([commonFamily(all, EVERY_ADDRESS), commonFamily(six, EVERY_ADDRESS)]).toEqual(['IPv4', 'IPv6']);
    expect([commonFamily(all, six), commonFamily(six, all)]).toEqual([undefined, undefined]);
  });
});

describe('ports of a destination', () => {
  const tcp = (port: number) => ConnectionSet.of({ protocol: 'TCP', port });
  const http = { name: 'http', protocol: 'TCP' } as const;
  const spaces = (...all: Parameters<typeof portSpacesOf>) =>
    portSpacesOf(...all).map(({ names, ports }) => [names.join('+'), String(ports)].join(' '));

  test('that a rule opens are by number, and every port of a protocol that bears a name', () => {
    expect(spaces({ numbers: tcp(80), named: [] })).toEqual([' TCP 80']);
    expect(spaces({ numbers: ConnectionSet.none, named: [http] })).toEqual(['TCP http TCP 1-65535']);
    expect(spaces({ numbers: tcp(80), named: [http, { name: 'dns', protocol: 'UDP' }] })).toEqual([
      ' TCP 80',
      'TCP http TCP 1-65535',
      'UDP dns UDP 1-65535',
    ]);
    expect(EVERY_PORT).toEqual({ names: [], ports: ConnectionSet.all });
  });

  test('that two rules open bear the names of both, once and in order', () => {
    const both = bothPorts(
      { names: ['TCP b', 'TCP a'], ports: tcp(80) },
      { names: ['TCP a'], ports: ConnectionSet.all },
    );
    expect([both?.names, String(both?.ports)]).toEqual([['TCP a', 'TCP b'], 'TCP 80']);
    expect(bothPorts({ names: [], ports: tcp(80) }, { names: [], ports: tcp(81) })).toBeUndefined();
  });

  test('that a claim does not cover are those of other numbers, and of no name that it says', () => {
    const left = (names: string[], ports: ConnectionSet, claim: Parameters<typeof uncoveredPorts>[1]) => {
      const space = uncoveredPorts({ names, ports }, claim);
      return space && [space.names.join(), String(space.ports)];
    };
    expect(left([], tcp(80), { numbers: tcp(80), named: [] })).toBeUndefined();
    expect(left([], tcp(80).union(tcp(82)), { numbers: tcp(80), named: [] })).toEqual(['', 'TCP 82']);
    expect(left(['TCP http'], tcp(80), { numbers: ConnectionSet.none, named: [http] })).toBeUndefined();
    expect(left(['TCP other'], tcp(80), { numbers: ConnectionSet.none, named: [http] })).toEqual([
      'TCP other',
      'TCP 80',
    ]);
    const udp = ConnectionSet.of({ protocol: 'UDP', port: 80 });
    expect(left(['TCP http'], udp, { numbers: ConnectionSet.none, named: [http] })).toEqual(['TCP http', 'UDP 80']);
  });
});

describe('what none of some selectors matches', () => {
  const left = (...selectors: LabelSelector[]) => [...unselectedByAny(EVERYTHING, selectors, new Budget())].map(shown);

  test('is everything but what each matches, in pieces', () => {
    expect(left()).toEqual(['']);
    expect(left({})).toEqual([]);
    expect(left(web)).toEqual(['app!=web']);
    expect(left(web, { matchLabels: { app: 'db' } })).toEqual(['app!=web,db']);
    expect(left({ matchLabels: { app: 'web', tier: 'a' } })).toEqual(['app!=web', 'app=web tier!=a']);
    expect(left({ matchLabels: { app: 'web', tier: 'a' } }, web)).toEqual(['app!=web']);
    expect(left(web, {})).toEqual([]);
  });
});

describe('the work on a claim', () => {
  const MOST = 200_000;

  test('is as many pieces as may be, and no more', () => {
    const budget = new Budget();
    budget.spend(MOST - 1);
    budget.spend(1);
    expect(() => budget.spend(1)).toThrow('what the policies allow falls into more than 200000 pieces');
    expect(() => new Budget().spend(MOST + 1)).toThrow(UndecidedError);
  });

  /** How often it can be spent on before nothing is left of a budget of a hundred pieces. */
  const times = (spend: (budget: Budget) => void) => {
    const budget = new Budget();
    budget.spend(MOST - 100);
    let count = 0;
    try {
      for (; count < 1_000; count++) spend(budget);
    } catch (error) {
      if (!(error instanceof TooManyPiecesError)) throw error;
    }
    return count;
  };
  const labels = (count: number): LabelSpace =>
    new Map(
      Array.from({ length: count }, (_, index) => [`k${index}`, { absent: false, except: true, values: new Set() }]),
    );
  const selector = (count: number): LabelSelector => ({
    matchLabels: Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, 'x'])),
  });

  test('costs a piece for each hundred conditions', () => {
    expect(times((budget) => budget.spendOnConditions(labels(200)))).toBe(50);
    expect(times((budget) => budget.spendOnConditions(labels(99)))).toBe(1_000);
  });

  test('costs as much as all the conditions of the pieces that subtracting makes', () => {
    // Twenty pieces, each of twenty conditions and those of the space.
    expect(times((budget) => budget.spendOnSubtracting(selector(20), labels(0)))).toBe(25);
    expect(times((budget) => budget.spendOnSubtracting(selector(20), labels(80)))).toBe(5);
  });

  test('is counted by the conditions of a selector', () => {
    expect(conditionsOf({})).toBe(0);
    expect(
      conditionsOf({ matchLabels: { a: '1', b: '2' }, matchExpressions: [{ key: 'c', operator: 'Exists' }] }),
    ).toBe(3);
  });

  test('ends undecided where it is too much, and other errors are no verdict', () => {
    const verdict = (error: Error) =>
      decided({ problems: [] }, () => {
        throw error;
      });
    expect(verdict(new TooManyPiecesError('too many'))).toEqual({ verdict: 'undecided', reason: 'too many' });
    expect(verdict(new UndecidedError('by others', []))).toEqual({
      verdict: 'undecided',
      reason: 'by others',
      unjudged: [],
    });
    expect(() => verdict(new RangeError('a fault'))).toThrow('a fault');
    const unread = (count: number) =>
      decided({ problems: Array.from({ length: count }) as never }, () => ({ verdict: 'holds' }));
    expect(unread(0)).toEqual({ verdict: 'holds' });
    expect(unread(1)).toEqual({ verdict: 'undecided', reason: 'one object could not be read' });
    expect(unread(2)).toEqual({ verdict: 'undecided', reason: '2 objects could not be read' });
  });
});
