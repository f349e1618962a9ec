import { Cni } from '../../../lib/cni/cni';
import type { CniOptions } from '../../../lib/cni/cni-profile';
import type { LabelSelector } from '../../../lib/policy/manifest';
import { NAMESPACE_NAME_LABEL } from '../../../lib/policy/manifest';
import type { Endpoint } from '../../../lib/reachability/pods/endpoint';
import { PeerMatch, portsOn } from '../../../lib/reachability/rules/peer-match';
import { namespaceNamed, type PodsRulePeer, type Rule } from '../../../lib/reachability/rules/policy-rules';
import { AddressSet } from '../../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';
import { addressOf, outsideAt, podIn } from '../plain-stages';

/** Whether single endpoints are what a rule means, as one network plugin judges it. */

const matchOf = (cni: CniOptions = {}, ...families: ('IPv4' | 'IPv6')[]) =>
  new PeerMatch(Cni.specification(cni), { families });
const block = (...cidrs: string[]) => AddressSet.blocks(cidrs);
const at = (address: string) => podIn('shop', {}, { address: addressOf(address) });
const onNode = { ...podIn('shop', { app: 'web' }), hostNetwork: true };
const peer = (pods: LabelSelector, namespaces: PodsRulePeer['namespaces']): PodsRulePeer => ({
  type: 'pods',
  index: 0,
  pods,
  namespaces,
});

describe('the families that count', () => {
  test('are IPv4, and IPv6 where the input shows it or podCidrs are said', () => {
    expect(matchOf().families).toEqual(['IPv4']);
    expect(matchOf({}, 'IPv4', 'IPv6').families).toEqual(['IPv4', 'IPv6']);
    expect(matchOf({ podCidrs: ['10.0.0.0/8', 'fd00::/8'] }).families).toEqual(['IPv4', 'IPv6']);
    expect(matchOf({ podCidrs: ['fd00::/8'] }).families).toEqual(['IPv6']);
    expect(matchOf({ podCidrs: ['10.0.0.0/8'] }, 'IPv6').families).toEqual(['IPv4']);
  });

  test('are IPv4 where no pod has an address', () => {
    expect(matchOf({ podCidrs: [] }).families).toEqual(['IPv4']);
  });

  test('between two endpoints are those of their addresses, as far as these are known', () => {
    const match = matchOf({}, 'IPv6');
    const between = (a: Endpoint, b: Endpoint) => match.familiesBetween(a, b);
    expect(between(podIn('shop'), podIn('shop'))).toEqual(['IPv4', 'IPv6']);
    expect(between(at('10.0.0.1'), podIn('shop'))).toEqual(['IPv4']);
    expect(between(podIn('shop'), at('fd00::1'))).toEqual(['IPv6']);
    expect(between(at('fd00::1'), at('fd00::2'))).toEqual(['IPv6']);
    expect(between(at('10.0.0.1'), outsideAt('fd00::2'))).toEqual([]);
  });
});

describe('where an endpoint may have its address', () => {
  test('is in podCidrs, or anywhere of a family on the network of its node; what is known takes no part', () => {
    const match = matchOf({ podCidrs: ['10.0.0.0/8', 'fd00::/8'] });
    expect(String(match.addressesOf(podIn('shop'), 'IPv4'))).toBe('10.0.0.0/8');
    expect(String(match.addressesOf(podIn('shop'), 'IPv6'))).toBe('fd00::/8');
    expect(String(match.addressesOf(onNode, 'IPv6'))).toBe('::/0');
    expect(match.addressesOf(at('10.0.0.1'), 'IPv4')).toBe(AddressSet.all);
    expect(match.addressesOf(outsideAt('8.8.8.8'), 'IPv4')).toBe(AddressSet.all);
    expect(String(match.podAddresses())).toBe('10.0.0.0/8, fd00::/8');
    expect(String(match.podAddresses(['IPv6']))).toBe('fd00::/8');
  });
});

describe('blocks', () => {
  const asked = (blocks: AddressSet, endpoint: Endpoint, cni: CniOptions = {}) => {
    const found = matchOf(cni).askedByBlocks(blocks, endpoint, 'IPv4');
    return found === AddressSet.all ? 'always' : found === undefined ? 'never' : String(found);
  };

  test('have what has an address in them, and nothing where they are empty', () => {
    expect(asked(block('10.0.0.0/8'), at('10.0.0.1'))).toBe('always');
    expect(asked(block('10.0.0.0/8'), at('11.0.0.1'))).toBe('never');
    expect(asked(block('8.0.0.0/8'), outsideAt('8.8.8.8'))).toBe('always');
    expect(asked(AddressSet.none, at('10.0.0.1'))).toBe('never');
  });

  test('may have what may have an address in them', () => {
    const podCidrs = ['10.0.0.0/8'];
    expect(asked(block('10.0.0.0/9'), podIn('shop'), { podCidrs })).toBe('10.0.0.0/9');
    expect(asked(block('0.0.0.0/0'), podIn('shop'), { podCidrs })).toBe('always');
    expect(asked(block('11.0.0.0/8'), podIn('shop'), { podCidrs })).toBe('never');
    expect(asked(block('10.0.0.0/8'), onNode, { podCidrs })).toBe('10.0.0.0/8');
  });

  test('are asked once for pods and once for what is on the network of a node', () => {
    const match = matchOf({ podCidrs: ['10.0.0.0/9'] });
    const blocks = block('10.0.0.0/8');
    const ask = (endpoint: Endpoint) => match.askedByBlocks(blocks, endpoint, 'IPv4');
    expect([ask(podIn('shop')), ask(onNode)]).toEqual([AddressSet.all, blocks]);
    expect(ask(onNode)).toBe(ask(onNode));
    expect(match.askedByBlocks(blocks, podIn('shop'), 'IPv6')).toBeUndefined();
  });

  test('have no pods where they never match them, but what is on the network of a node', () => {
    const cni = { ipBlocksMatchPods: false };
    expect(asked(block('0.0.0.0/0'), at('10.0.0.1'), cni)).toBe('never');
    expect(asked(block('0.0.0.0/0'), { ...onNode, address: addressOf('10.0.0.1') }, cni)).toBe('always');
    expect(asked(block('0.0.0.0/0'), outsideAt('10.0.0.1'), cni)).toBe('always');
  });

  test('match always, never or perhaps, in every family in which an endpoint may be met', () => {
    const match = matchOf({ podCidrs: ['10.0.0.0/8', 'fd00::/8'] });
    const matches = (...cidrs: string[]) => match.blocksMatch(block(...cidrs), podIn('shop'));
    expect(matches('10.0.0.0/8', 'fd00::/8')).toBe('always');
    expect(matches('10.0.0.0/8')).toBe('perhaps');
    expect(matches('10.0.0.0/9', 'fd00::/8')).toBe('perhaps');
    expect(matches('11.0.0.0/8')).toBe('never');
    expect(match.blocksMatch(block('10.0.0.0/8'), podIn('shop'), ['IPv4'])).toBe('always');
    expect(match.blocksMatch(block('10.0.0.0/8'), at('10.0.0.1'))).toBe('always');
    expect(match.blocksMatch(block('10.0.0.0/8'), at('fd00::1'))).toBe('never');
  });
});

describe('a peer that selects pods', () => {
  const web = { matchLabels: { app: 'web' } };
  const match = matchOf();
  const asks = (one: PodsRulePeer, endpoint: Endpoint) => match.askedByPeer(one, endpoint, 'source')?.size;

  test('has those with its labels, in its own namespace or in those that are selected', () => {
    expect(asks(peer(web, { own: 'shop' }), podIn('shop', { app: 'web' }))).toBe(0);
    expect(asks(peer(web, { own: 'ops' }), podIn('shop', { app: 'web' }))).toBeUndefined();
    expect(asks(peer(web, { own: 'shop' }), podIn('shop', { app: 'db' }))).toBeUndefined();
    expect(asks(peer({}, { selector: namespaceNamed('shop') }), podIn('shop'))).toBe(0);
    expect(asks(peer({}, { selector: namespaceNamed('ops') }), podIn('shop'))).toBeUndefined();
  });

  test('asks for what is unknown of a pod and of its namespace together', () => {
    const stray = { name: 'stray', labels: { [NAMESPACE_NAME_LABEL]: 'stray' }, declared: false };
    const unknown = podIn('stray', {}, { namespace: stray, unknownLabels: [{ key: 'app' }] });
    expect(asks(peer(web, { selector: { matchLabels: { team: 'a' } } }), unknown)).toBe(2);
    expect(match.peerMatch(peer(web, { own: 'stray' }), unknown)).toBe('perhaps');
    expect(match.peerMatch(peer({}, { own: 'stray' }), unknown)).toBe('always');
    expect(match.peerMatch(peer(web, { own: 'shop' }), unknown)).toBe('never');
  });

  test('has no address, and nothing on the network of a node but where selectors see it', () => {
    expect(asks(peer({}, { selector: {} }), outsideAt('10.0.0.1'))).toBeUndefined();
    expect(asks(peer(web, { own: 'shop' }), onNode)).toBeUndefined();
    const seeing = matchOf({ selectorsMatchHostNetwork: true });
    expect(seeing.askedByPeer(peer(web, { own: 'shop' }), onNode, 'source')?.size).toBe(0);
    expect(seeing.isOnNode({ ...onNode, standsFor: 'node' })).toBe(true);
    expect([seeing.isOnNode(onNode), match.isOnNode(onNode), match.isOnNode(podIn('shop'))]).toEqual([
      false,
      true,
      false,
    ]);
  });

  test('and one of addresses are judged each by itself', () => {
    const addresses = { type: 'addresses', index: 0, addresses: block('10.0.0.0/8') } as const;
    expect(match.peerMatch(addresses, at('10.0.0.1'))).toBe('always');
    expect(match.peerMatch(addresses, at('11.0.0.1'))).toBe('never');
  });
});

describe('a rule', () => {
  const rule = (peers: readonly PodsRulePeer[] | undefined, blocks = AddressSet.none) =>
    ({ peers, podPeers: peers ?? [], blocks }) as unknown as Rule;
  const web = peer({ matchLabels: { app: 'web' } }, { own: 'shop' });
  const takes = (one: Rule, endpoint: Endpoint) => matchOf({ podCidrs: ['10.0.0.0/8'] }).takesForPeer(one, endpoint);
  const perhaps = podIn('shop', {}, { unknownLabels: [{ key: 'app' }] });

  test('without peers is for everyone, and one with peers for those of any of them', () => {
    expect(takes(rule(undefined), outsideAt('8.8.8.8'))).toBe('always');
    expect(takes(rule([web]), podIn('shop', { app: 'web' }))).toBe('always');
    expect(takes(rule([web]), podIn('shop'))).toBe('never');
    expect(takes(rule([web]), perhaps)).toBe('perhaps');
    expect(takes(rule([web], block('10.0.0.0/8')), perhaps)).toBe('always');
    expect(takes(rule([web], block('10.0.0.0/9')), podIn('shop'))).toBe('perhaps');
    expect(takes(rule([], block('8.0.0.0/8')), outsideAt('8.8.8.8'))).toBe('always');
  });
});

test('the ports of a rule are by number, and on a pod by the names that it has for the protocol', () => {
  const destination = podIn(
    'shop',
    {},
    {
      ports: [
        { name: 'http', port: 8080, protocol: 'TCP' },
        { name: 'http', port: 8081, protocol: 'UDP' },
        { name: 'admin', port: 9000, protocol: 'TCP' },
      ],
    },
  );
  const numbers = ConnectionSet.of({ protocol: 'TCP', port: 80 });
  const on = (endpoint: Endpoint, ...named: { name: string; protocol: 'TCP' | 'UDP' }[]) =>
    String(portsOn({ numbers, named }, endpoint));
  expect(on(destination)).toBe('TCP 80');
  expect(on(destination, { name: 'http', protocol: 'TCP' })).toBe('TCP 80,8080');
  expect(on(destination, { name: 'http', protocol: 'UDP' }, { name: 'admin', protocol: 'TCP' })).toBe(
    'TCP 80,9000; UDP 8081',
  );
  expect(on(destination, { name: 'admin', protocol: 'UDP' })).toBe('TCP 80');
  expect(on(outsideAt('8.8.8.8'), { name: 'http', protocol: 'TCP' })).toBe('TCP 80');
});
