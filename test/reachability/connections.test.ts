import { clusterOfManifests } from '../../lib/cluster/load';
import { Port } from '../../lib/policy/words';
import { areOfOneFamily, type PodEndpoint } from '../../lib/reachability/pods/endpoint';
import { engineOf, Reachability } from '../../lib/reachability/reachability';
import { type Address, AddressSet, parseAddress } from '../../lib/reachability/sets/address-set';
import { clusterPolicy, deployment, pod, policy } from '../support/manifests';
import { app, judged } from './answers-of';

/** What pods and addresses can connect, by all of their addresses. */

const into = (name: string, peers: string) =>
  policy(`shop/${name}`, `podSelector: {matchLabels: {app: web}}\ningress: [{from: [${peers}]}]`);
const block = (cidr: string) => `{ipBlock: {cidr: '${cidr}'}}`;
const web = pod('shop/web', { ...app('web'), addresses: ['10.9.0.1', 'fd00:9::1'] });
const from = (...addresses: string[]) => pod('shop/a', { ...app('a'), addresses });

describe('pods with several addresses', () => {
  const answer = (addresses: string[], ...blocks: string[]) =>
    judged([web, from(...addresses), into('in', blocks.map(block).join(', '))]).answer('shop/a', 'shop/web', 80);
  test('are let in where each is', () => {
    expect(answer(['10.0.0.1', 'fd00::1'], '10.0.0.0/8', 'fd00::/16')).toBe('allowed');
    expect(answer(['10.0.0.1', 'fd00::1'], '10.1.0.0/16')).toBe('denied');
  });
  test('are let in over the family that is', () => {
    expect(answer(['10.0.0.1', 'fd00::1'], '10.0.0.0/8')).toBe('depends if they connect over IPv4');
    expect(answer(['10.0.0.1', 'fd00::1'], 'fd00::/16')).toBe('depends if they connect over IPv6');
  });
  test('are let in from those of one family that are', () => {
    expect(answer(['10.0.0.1', '10.1.0.1'], '10.0.0.0/16')).toBe(
      'depends if the address of shop/a[Pod] is in 10.0.0.1/32',
    );
    expect(answer(['10.0.0.1', '10.1.0.1', 'fd00::1'], '10.0.0.0/16', 'fd00::/16')).toBe(
      'depends if the address of shop/a[Pod] is in 10.0.0.1/32 if they connect over IPv6',
    );
  });
  test('are let out to those of one family that are', () => {
    const two = pod('shop/two', { ...app('two'), addresses: ['10.0.0.1', '10.1.0.1'] });
    const out = policy(
      'shop/out',
      `podSelector: {matchLabels: {app: b}}\npolicyTypes: [Egress]\negress: [{to: [${block('10.0.0.0/16')}]}]`,
    );
    expect(judged([deployment('shop/b', 1, app('b')), two, out]).answer('shop/b', 'shop/two', 80)).toBe(
      'depends if the address of shop/two[Pod] is in 10.0.0.1/32',
    );
  });
  test('meet others in the families that both have', () => {
    expect(answer(['10.0.0.1'], '10.0.0.0/8')).toBe('allowed');
    const six = pod('shop/web', { ...app('web'), addresses: ['fd00:9::1'] });
    expect(judged([six, from('10.0.0.1')]).answer('shop/a', 'shop/web', 80)).toBe('denied');
  });
});

describe('addresses outside of the cluster', () => {
  const shown = (addresses: AddressSet, certain: unknown) => `${addresses} ${certain}`;
  const world = [
    web,
    into('in', block('192.0.2.0/24')),
    policy('shop/out', `podSelector: {}\npolicyTypes: [Egress]\negress: [{to: [${block('198.51.100.0/24')}]}]`),
  ];
  test('are together where they can connect alike, and are all there', () => {
    const { reachability, workload } = judged(world);
    const asked = AddressSet.blocks(['192.0.2.0/23', '198.51.100.0/25']);
    const incoming = reachability.connectionsFrom(asked, workload('shop/web'));
    expect(incoming.map(({ addresses, certain }) => shown(addresses, certain))).toEqual([
      '192.0.2.0/24 all',
      '192.0.3.0/24, 198.51.100.0/25 none',
    ]);
    const outgoing = reachability.connectionsTo(workload('shop/web'), asked);
    expect(outgoing.map(({ addresses, certain }) => shown(addresses, certain))).toEqual([
      '192.0.2.0/23 none',
      '198.51.100.0/25 all',
    ]);
    expect(reachability.connectionsFrom(AddressSet.none, workload('shop/web'))).toEqual([]);
  });
});

describe('pods of one workload', () => {
  const closed = policy('shop/closed', 'podSelector: {}');
  test('are asked about each with others', () => {
    expect(judged([deployment('shop/web', 1, app('web')), closed]).answer('shop/web', 'shop/web', 80)).toBe('allowed');
    expect(judged([deployment('shop/web', 2, app('web')), closed]).answer('shop/web', 'shop/web', 80)).toBe('denied');
  });
  test('of two kinds, one pod each, are asked about across', () => {
    const part = (role: string) => ({
      ...pod(`shop/${role}`, { labels: { role } }),
      metadata: {
        ...{ name: role, namespace: 'shop', labels: { role } },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'set', uid: 'u', controller: true }],
      },
    });
    const fromOther = [
      ['a', 'b'],
      ['b', 'a'],
    ].map(([to, of]) =>
      policy(
        `shop/${to}`,
        `podSelector: {matchLabels: {role: ${to}}}\ningress: [{from: [{podSelector: {matchLabels: {role: ${of}}}}]}]`,
      ),
    );
    const others = judged([part('a'), part('b'), ...fromOther]);
    expect(others.answer('shop/set', 'shop/set', 80)).toBe('allowed');
    const set = others.workload('shop/set');
    expect(others.reachability.explain(set, set, Port.tcp(80)).ingress.state).toBe('allowed');
    const own = policy('shop/own', 'podSelector: {}\ningress: [{from: [{podSelector: {matchLabels: {role: a}}}]}]');
    const { reachability, workload } = judged([part('a'), part('b'), own]);
    const { groups } = reachability.connections(workload('shop/set'), workload('shop/set'));
    expect(
      groups?.map(({ source, destination, certain }) =>
        [source, destination]
          .map((some) => some?.map(({ labels }) => labels.role).join() ?? 'the other')
          .concat(`${certain}`),
      ),
    ).toEqual([
      ['a', 'the other', 'all'],
      ['b', 'the other', 'none'],
    ]);
  });
});

test('two ends are of one family unless both have addresses of different ones', () => {
  const end = (address?: string): PodEndpoint => ({
    type: 'pod',
    ...{ namespace: { name: 'shop', labels: {} }, labels: {}, ports: [], hostNetwork: false },
    address: address === undefined ? undefined : (parseAddress(address) as Address),
  });
  expect(areOfOneFamily(end('10.0.0.1'), end('10.0.0.2'))).toBe(true);
  expect(areOfOneFamily(end('10.0.0.1'), end('fd00::1'))).toBe(false);
  expect(areOfOneFamily(end(), end('fd00::1'))).toBe(true);
  expect(areOfOneFamily(end('10.0.0.1'), end())).toBe(true);
});

describe('a reachability', () => {
  const cluster = clusterOfManifests([web]);
  test('has its cluster, and the profile of its network plugin', () => {
    expect(Reachability.of(cluster).cluster).toBe(cluster);
    expect(Reachability.of(cluster).cni.name).toBe('specification');
    expect(Reachability.of(cluster, { cni: 'calico' }).cni.name).toMatch(/calico/i);
  });
  test('knows the addresses that policies of every API distinguish', () => {
    const admin = clusterPolicy(
      'a',
      'subject: {namespaces: {}}\negress: [{action: Deny, to: [{networks: [192.0.2.0/24]}]}]',
    );
    const blocks = (...policies: object[]) =>
      engineOf(Reachability.of(clusterOfManifests([web, ...policies])))
        .blocks()
        .map(String);
    expect(blocks()).toEqual([]);
    expect(blocks(into('in', block('10.0.0.0/8')))).toEqual(['10.0.0.0/8']);
    expect(blocks(into('in', block('10.0.0.0/8')), admin)).toContain('192.0.2.0/24');
  });
});
