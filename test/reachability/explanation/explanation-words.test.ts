import type { LabelSelector } from '../../../lib/policy/manifest';
import {
  blocksText,
  endpointText,
  flowText,
  labelsText,
  peersText,
  peerText,
  placeText,
  podsOfWorkloadText,
  podsText,
  portsText,
} from '../../../lib/reachability/explanation/text';
import type { PodEndpoint } from '../../../lib/reachability/pods/endpoint';
import type { RulePeer } from '../../../lib/reachability/rules/policy-rules';
import { type Address, AddressSet, parseAddress } from '../../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';

/** The words for pods, places, peers, ports and ends. */

const NAME = 'kubernetes.io/metadata.name';

describe('pods', () => {
  test('by their labels', () => {
    expect(labelsText({})).toBe('no labels');
    expect(labelsText({ app: 'a', tier: 'b' })).toBe('app=a,tier=b');
  });

  test.each<[LabelSelector, string]>([
    [{}, 'all pods'],
    [{ matchLabels: { app: 'a', tier: 'b' } }, 'app=a,tier=b'],
    [{ matchExpressions: [{ key: 'k', operator: 'Exists' }] }, 'pods with label k'],
    [{ matchExpressions: [{ key: 'k', operator: 'DoesNotExist' }] }, 'pods without label k'],
    [{ matchExpressions: [{ key: 'k', operator: 'In', values: ['x'] }] }, 'k=x'],
    [{ matchExpressions: [{ key: 'k', operator: 'In', values: ['x', 'y'] }] }, 'k in (x, y)'],
    [{ matchExpressions: [{ key: 'k', operator: 'NotIn', values: ['x'] }] }, 'k!=x'],
    [{ matchExpressions: [{ key: 'k', operator: 'NotIn', values: ['x', 'y'] }] }, 'k not in (x, y)'],
    [{ matchLabels: { app: 'a' }, matchExpressions: [{ key: 'k', operator: 'Exists' }] }, 'app=a and with label k'],
  ])('by a selector: %j', (selector, text) => {
    expect(podsText(selector)).toBe(text);
  });

  test('of one workload, by what they differ in', () => {
    const of = (more: Partial<Parameters<typeof podsOfWorkloadText>[0]>) =>
      podsOfWorkloadText({ labels: { app: 'a' }, cidrs: [], ...more });
    expect(of({})).toBe('app=a');
    expect(of({ ports: [] })).toBe('app=a and no named port');
    expect(
      of({
        ports: [
          { name: 'http', protocol: 'TCP', port: 80 },
          { name: 'dns', protocol: 'UDP', port: 53 },
        ],
      }),
    ).toBe('app=a and port http=80,dns=53/UDP');
    expect(of({ hostNetwork: true })).toBe('app=a on the network of the node');
    expect(of({ hostNetwork: false })).toBe('app=a');
    expect(of({ except: [{ key: 'k', values: ['x', 'y'] }] })).toBe('app=a and not k=x or y');
    expect(of({ cidrs: ['10.0.0.1/32', '10.1.0.0/24', 'fd00::1/128', 'fd00::/32'] })).toBe(
      'app=a at 10.0.0.1, 10.1.0.0/24, fd00::1, fd00::/32',
    );
  });
});

describe('a place', () => {
  test.each<[Parameters<typeof placeText>[0], string]>([
    [{ own: 'shop' }, 'in namespace shop'],
    [{ selector: {} }, 'in any namespace'],
    [{ selector: { matchLabels: { [NAME]: 'shop' } } }, 'in namespace shop'],
    [{ selector: { matchLabels: { team: 'x' } } }, 'in namespaces team=x'],
    [{ selector: { matchLabels: { [NAME]: 'shop', team: 'x' } } }, `in namespaces ${NAME}=shop,team=x`],
    [{ selector: { matchExpressions: [{ key: NAME, operator: 'In', values: ['a', 'b'] }] } }, 'in namespace a or b'],
    [{ selector: { matchExpressions: [{ key: NAME, operator: 'NotIn', values: ['a'] }] } }, `in namespaces ${NAME}!=a`],
    [{ selector: { matchExpressions: [{ key: 'team', operator: 'In', values: ['a'] }] } }, 'in namespaces team=a'],
    [
      {
        selector: {
          matchLabels: { [NAME]: 'shop' },
          matchExpressions: [{ key: 'team', operator: 'In', values: ['a'] }],
        },
      },
      `in namespaces ${NAME}=shop and team=a`,
    ],
  ])('%j', (namespaces, text) => {
    expect(placeText(namespaces)).toBe(text);
  });
});

describe('peers', () => {
  const web: RulePeer = { type: 'pods', index: 0, pods: { matchLabels: { app: 'web' } }, namespaces: { own: 'shop' } };
  const block = (...cidrs: string[]): RulePeer => ({
    type: 'addresses',
    index: 1,
    addresses: AddressSet.blocks(cidrs),
  });
  test('of a rule', () => {
    expect(peerText(web)).toBe('app=web in namespace shop');
    expect(peersText(undefined)).toBe('everyone');
    expect(peersText([web, block('10.0.0.0/8')])).toBe('app=web in namespace shop or addresses 10.0.0.0/8');
  });
  test('of many blocks name some of them', () => {
    const blocks = ['10.0.0.0/24', '10.1.0.0/24', '10.2.0.0/24', '10.3.0.0/24', '10.4.0.0/24', '10.5.0.0/24'];
    const four = blocks.slice(0, 4).join(', ');
    expect(blocksText(AddressSet.blocks(blocks.slice(0, 4)))).toBe(four);
    expect(blocksText(AddressSet.blocks(blocks))).toBe(`${four} and 2 more blocks`);
  });
  test('of a flow', () => {
    const ports = { numbers: ConnectionSet.of({ protocol: 'TCP', port: 80 }), named: [] };
    expect(flowText({ from: web, to: block('10.0.0.0/8'), ports })).toBe(
      'app=web in namespace shop to addresses 10.0.0.0/8 on TCP 80',
    );
  });
});

test('ports are numbers, names, both, or all', () => {
  const numbers = ConnectionSet.of({ protocol: 'TCP', port: 80 });
  const named = [{ name: 'dns', protocol: 'UDP' }] as const;
  expect(portsText({ numbers: ConnectionSet.all, named })).toBe('every port');
  expect(portsText({ numbers, named: [] })).toBe('TCP 80');
  expect(portsText({ numbers: ConnectionSet.none, named })).toBe('UDP dns');
  expect(portsText({ numbers, named })).toBe('TCP 80; UDP dns');
});

test('an end is an address, or a pod with its labels, namespace and address', () => {
  const address = parseAddress('10.0.0.1') as Address;
  const pod: PodEndpoint = {
    type: 'pod',
    namespace: { name: 'shop', labels: {} },
    labels: { app: 'web' },
    ports: [],
    hostNetwork: false,
    address: undefined,
  };
  expect(endpointText({ type: 'address', address })).toBe('address 10.0.0.1');
  expect(endpointText(pod)).toBe('a pod with app=web in namespace shop');
  expect(endpointText({ ...pod, address })).toBe('a pod with app=web in namespace shop at 10.0.0.1');
});
