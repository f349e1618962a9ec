import fc from 'fast-check';
import type { EndBox, LabelCondition } from '../../../lib/dialects/stage';
import { NAMESPACE_NAME_LABEL } from '../../../lib/policy/manifest';
import { BoxCandidates } from '../../../lib/reachability/all-pairs/box-candidates';
import { type BoxMembers, KINDS, MembersOfBoxes } from '../../../lib/reachability/all-pairs/box-members';
import type { EndpointClasses } from '../../../lib/reachability/all-pairs/endpoint-classes';
import type { Endpoint, PodEndpoint } from '../../../lib/reachability/pods/endpoint';
import { BoxCompiler } from '../../../lib/reachability/stages/box-compiler';
import { isAlways } from '../../../lib/reachability/stages/box-match';
import { compiledStages } from '../../../lib/reachability/stages/compiled-stages';
import { sightOf } from '../../../lib/reachability/stages/stage-sight';
import { assertProperty, runs } from '../../support/property';
import { addressOf, boxMatch, ingressOf, isIn, outsideAt, podIn, ranked, rule } from '../plain-stages';

/** Which classes are in the boxes of rules: found through few of them, and the same as if each were held against each box. */

const NODES = [{ addresses: ['192.168.0.1'], labels: { zone: 'a' } }];
const stray = (name: string) => ({ name, labels: { [NAMESPACE_NAME_LABEL]: name }, declared: false });
const team = (name: string, value: string) => ({ name, labels: { [NAMESPACE_NAME_LABEL]: name, team: value } });
const at = (address: string) => ({ address: addressOf(address) });

/** Pods, pods of nodes, and addresses, each other than the others. */
const ENDPOINTS: readonly Endpoint[] = [
  podIn('shop', { app: 'a' }, at('10.0.0.1')),
  podIn('shop', { app: 'b' }, { ...at('10.0.0.2'), namespace: team('shop', 'x') }),
  podIn('ops', { app: 'a', tier: 't' }, { namespace: team('ops', 'y') }),
  podIn('ops', {}, { ...at('10.0.1.1'), unknownLabels: [{ key: 'app' }] }),
  podIn('far', { tier: 't' }, { namespace: stray('far') }),
  podIn('shop', { app: 'c' }, { ...at('fd00::1'), serviceAccount: 'sa' }),
  { ...podIn('shop', { app: 'a' }, at('192.168.0.1')), hostNetwork: true },
  { ...podIn('shop', { app: 'b' }), hostNetwork: true },
  outsideAt('8.8.8.8'),
  outsideAt('10.0.0.9'),
  outsideAt('2001:db8::1'),
];

const conditions = (key: string, ...values: string[]): fc.Arbitrary<LabelCondition> =>
  fc.oneof(
    fc.record({
      key: fc.constant(key),
      operator: fc.constantFrom('In', 'NotIn'),
      values: fc.subarray(values, { minLength: 1 }),
    }),
    fc.record({ key: fc.constant(key), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
  ) as fc.Arbitrary<LabelCondition>;
const some = (...all: fc.Arbitrary<LabelCondition>[]) => fc.array(fc.oneof(...all), { maxLength: 2 });
const addresses = fc.option(
  fc.record({
    in: fc.subarray(['10.0.0.0/24', '10.0.0.0/8', '8.0.0.0/8', '192.168.0.0/16', 'fd00::/8'], { minLength: 1 }),
  }),
  { nil: undefined, freq: 1 },
);
const podBox = fc
  .record({
    pods: some(conditions('app', 'a', 'b', 'c'), conditions('tier', 't', 'u')),
    namespaces: some(conditions('team', 'x', 'y'), conditions(NAMESPACE_NAME_LABEL, 'shop', 'ops', 'far')),
    serviceAccounts: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.constant([isIn('metadata.name', 'sa')]) },
    ),
    addresses,
  })
  .map(({ addresses: own, ...box }): EndBox => ({ kind: 'pod', ...box, ...(own && { addresses: own }) }));
const nodeBox = fc
  .record({ nodes: some(conditions('zone', 'a', 'b')), addresses })
  .map(({ nodes, addresses: own }): EndBox => ({ kind: 'node', nodes, ...(own && { addresses: own }) }));
const outsideBox = addresses.map((own): EndBox => ({ kind: 'outside', ...(own && { addresses: own }) }));

function worldOf(boxes: readonly EndBox[]) {
  const { boxes: match } = boxMatch({ nodes: NODES });
  const sight = sightOf(compiledStages(ingressOf([[ranked('a', [rule('allow', { peers: boxes })])]])), match);
  const classes = { size: ENDPOINTS.length, endpointOf: (index: number) => ENDPOINTS[index] };
  const members = new MembersOfBoxes(classes as EndpointClasses, match, sight);
  return { match, sight, members, compiled: new BoxCompiler().listOf(boxes) };
}

/** What members say of a class: in always, never, or so many ways in which it may be. */
function said({ others, contrary, asked }: BoxMembers, index: number): string {
  const ways = asked.get(index);
  if (ways !== undefined) return contrary.includes(index) ? 'both' : `perhaps ${ways.length}`;
  return (others === 'in') !== contrary.includes(index) ? 'always' : 'never';
}

test('the members of boxes of one kind are those that are in any of them, or may be', () => {
  const counts = new Map<string, number>();
  const lists = fc.oneof(...[podBox, nodeBox, outsideBox].map((box) => fc.array(box, { minLength: 1, maxLength: 3 })));
  assertProperty(
    fc.property(lists, (boxes) => {
      const { match, members, compiled } = worldOf(boxes);
      const found = members.ofAny(compiled, 'source', 'IPv4');
      const [kind] = boxes.map((box) => box.kind);
      expect([...found.contrary].sort((x, y) => x - y)).toEqual(found.contrary);
      for (const index of members.ofKind[kind as (typeof KINDS)[number]]) {
        const asked = match.askedByAny(compiled, ENDPOINTS[index] as Endpoint, 'source', 'IPv4');
        const [one] = asked;
        const expected = one === undefined ? 'never' : isAlways(one) ? 'always' : `perhaps ${asked.length}`;
        counts.set(expected, (counts.get(expected) ?? 0) + 1);
        expect(`${index} ${said(found, index)}`).toBe(`${index} ${expected}`);
      }
    }),
    runs(2000, 200),
  );
  for (const word of ['never', 'always', 'perhaps 1']) expect(counts.get(word) ?? 0).toBeGreaterThan(0);
});

test('classes are of the kind that their endpoint is to rules', () => {
  expect(worldOf([]).members.ofKind).toEqual({ pod: [0, 1, 2, 3, 4, 5], node: [6, 7], outside: [8, 9, 10] });
  expect(KINDS).toEqual(['pod', 'node', 'outside']);
});

test('the members of no box are none, and those of one box are worked out once for each end', () => {
  const box: EndBox = { kind: 'pod', pods: [isIn('app', 'a')], namespaces: [] };
  const { members, compiled } = worldOf([box]);
  expect(members.ofAny([], 'source', 'IPv4')).toEqual({ others: 'out', contrary: [], asked: new Map() });
  const of = (...args: ['source' | 'destination', 'IPv4' | 'IPv6']) => members.ofAny(compiled, ...args);
  expect(of('source', 'IPv4')).toBe(of('source', 'IPv6'));
  expect(of('source', 'IPv4')).not.toBe(of('destination', 'IPv4'));
  const byAddress = worldOf([{ ...box, addresses: { in: ['10.0.0.0/8'] } } as EndBox]);
  const ofFamily = (family: 'IPv4' | 'IPv6') => byAddress.members.ofAny(byAddress.compiled, 'source', family);
  expect(ofFamily('IPv4')).toBe(ofFamily('IPv4'));
  expect(ofFamily('IPv4')).not.toBe(ofFamily('IPv6'));
});

describe('whom a box is held against', () => {
  /** Those that are looked at, and what all others are. */
  const candidates = (box: EndBox) => {
    const { members, sight, compiled } = worldOf([box]);
    const found = new BoxCandidates(members.ofKind[box.kind], (index) => ENDPOINTS[index] as PodEndpoint, sight);
    const [only] = compiled;
    if (only === undefined) throw new Error('nothing is in it');
    const { others, classes } = found.of(only);
    return `${others}: ${classes}`;
  };
  const pods = (...own: LabelCondition[]): EndBox => ({ kind: 'pod', pods: own, namespaces: [] });
  const inNamespaces = (...own: LabelCondition[]): EndBox => ({ kind: 'pod', pods: [], namespaces: own });
  const not = (key: string, ...values: string[]): LabelCondition => ({ key, operator: 'NotIn', values });
  const exists = (key: string): LabelCondition => ({ key, operator: 'Exists' });
  const absent = (key: string): LabelCondition => ({ key, operator: 'DoesNotExist' });

  test.each<[string, EndBox, string]>([
    ['is no one, where it asks for nothing', pods(), 'in: '],
    ['is those that have a label, and those of which it is unknown', pods(isIn('app', 'a')), 'out: 0,2,3'],
    ['is those with any value of it', pods(exists('app')), 'out: 0,1,2,3,5'],
    ['is those with one of its values', pods(isIn('app', 'b', 'c')), 'out: 1,3,5'],
    ['is those that a condition may leave out', pods(not('app', 'a')), 'in: 0,2,3'],
    ['is those that have a label that must not be there', pods(absent('tier')), 'in: 2,4'],
    ['is the fewest that one condition leaves', pods(isIn('tier', 't'), exists('app')), 'out: 2,4'],
    ['is those of the namespaces that are named', inNamespaces(isIn(NAMESPACE_NAME_LABEL, 'ops', 'far')), 'out: 2,3,4'],
    [
      'is those of a label of a namespace, and those of which it is unknown',
      inNamespaces(isIn('team', 'x')),
      'out: 1,4',
    ],
    ['is those whose namespace may have a label that must not be there', inNamespaces(absent('team')), 'in: 1,2,4'],
    ['is those of a namespace that is not named', inNamespaces(not(NAMESPACE_NAME_LABEL, 'shop')), 'in: 0,1,5'],
    [
      'is all where an account is asked for',
      { ...pods(), serviceAccounts: [isIn('metadata.name', 'sa')] } as EndBox,
      'out: 0,1,2,3,4,5',
    ],
    [
      'is those with an address in a block, and of an unknown one',
      { ...pods(), addresses: { in: ['10.0.0.0/24'] } } as EndBox,
      'out: 0,1,2,4',
    ],
    [
      'is addresses in blocks, of each family',
      { kind: 'outside', addresses: { in: ['8.0.0.0/8', '2001:db8::/32'] } },
      'out: 8,10',
    ],
    ['is no address, where it asks for none', { kind: 'outside' }, 'in: '],
    ['is all nodes where labels are asked for', { kind: 'node', nodes: [isIn('zone', 'a')] }, 'out: 6,7'],
    ['is no node, where it asks for nothing', { kind: 'node', nodes: [] }, 'in: '],
  ])('%s', (_, box, expected) => {
    expect(candidates(box)).toBe(expected);
  });
});
