import { clusterOfManifests } from '../../../lib/cluster/load';
import { Cni } from '../../../lib/cni/cni';
import { Port } from '../../../lib/policy/words';
import { Reachability } from '../../../lib/reachability/reachability';
import { type Address, parseAddress } from '../../../lib/reachability/sets/address-set';
import { clusterPolicy, deployment, namespace, node, pod, policy } from '../../support/manifests';

/** The smallest grant that would allow a connection, and where there is none. */

const WORLD = [
  deployment('shop/web', 1, { labels: { app: 'web' } }),
  deployment('shop/db', 1, { labels: { app: 'db' } }),
  pod('shop/agent', { labels: { app: 'agent' }, hostNetwork: true, addresses: ['192.168.0.9'] }),
  node('n1', {}, ['InternalIP', '192.168.0.1']),
];
const closed = (direction: string, app: string, rules = '') =>
  policy(
    `shop/closed-${app}`,
    `podSelector: {matchLabels: {app: ${app}}}\npolicyTypes: [${direction}]\n${direction.toLowerCase()}: [${rules}]`,
  );
const [IN, OUT] = [closed('Ingress', 'db'), closed('Egress', 'web')];
const pods = (name: string) => ({ type: 'pods', labels: { app: name }, namespace: 'shop' });
const address = (cidr: string) => ({ type: 'addresses', cidr });

function granted(from: string, to: string, ...policies: readonly object[]) {
  const cluster = clusterOfManifests([...WORLD, ...policies]);
  expect(cluster.problems).toEqual([]);
  const end = (name: string) =>
    cluster.workloads.find((one) => one.name === name) ??
    ({ type: 'address', address: parseAddress(name) as Address } as const);
  const isCalico = cluster.dialectObjects.some(({ group }) => group.includes('calico'));
  const reachability = Reachability.of(cluster, isCalico ? { cni: Cni.calico() } : {});
  return reachability.explain(end(from), end(to), Port.tcp(80)).grant;
}

describe('where the destination does not let the source in', () => {
  test('it is a grant, whether or not the source may go out', () => {
    const grant = { type: 'grant', from: pods('web'), to: pods('db'), protocol: 'TCP', port: 80 };
    expect(granted('web', 'db', IN)).toEqual(grant);
    expect(granted('web', 'db', IN, OUT)).toEqual(grant);
  });
  test('it is for one address, where the source is no pod that labels select', () => {
    expect(granted('192.0.2.1', 'db', IN)).toMatchObject({ from: address('192.0.2.1/32'), to: pods('db') });
    expect(granted('2001:db8::1', 'db', IN)).toMatchObject({ from: address('2001:db8::1/128') });
    expect(granted('192.168.0.1', 'db', IN)).toMatchObject({ from: address('192.168.0.1/32') });
    expect(granted('agent', 'db', IN)).toMatchObject({ from: address('192.168.0.9/32') });
  });
  test('it names no more labels because of pods on the network of a node, which no selector matches', () => {
    const both = deployment('shop/both', 1, { labels: { app: 'both', tier: 'back' } });
    const other = (hostNetwork: boolean) => pod('shop/other', { labels: { app: 'both' }, hostNetwork });
    const shut = closed('Ingress', 'both');
    expect(granted('web', 'both', both, shut, other(true))).toMatchObject({ to: { labels: { app: 'both' } } });
    expect(granted('web', 'both', both, shut, other(false))).toMatchObject({ to: { labels: { tier: 'back' } } });
  });
  test('it is one too where that turns on something unknown', () => {
    expect(granted('web', 'db', closed('Ingress', 'db', '{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}'))).toMatchObject({
      type: 'grant',
    });
  });
});

describe('where only the source may not go out', () => {
  test('it is for the way out alone', () => {
    expect(granted('web', 'db', OUT)).toEqual({
      type: 'egress',
      from: pods('web'),
      to: pods('db'),
      protocol: 'TCP',
      port: 80,
    });
    expect(granted('web', '192.0.2.1', OUT)).toMatchObject({ type: 'egress', to: address('192.0.2.1/32') });
    expect(granted('web', 'agent', OUT)).toMatchObject({ type: 'egress', to: address('192.168.0.9/32') });
  });
});

test('it is the same where policies of other APIs are for other pods', () => {
  const other = clusterPolicy(
    'a',
    'subject: {namespaces: {matchLabels: {a: b}}}\ningress: [{action: Deny, from: [{namespaces: {}}]}]',
  );
  const shop = namespace('shop');
  expect(granted('web', 'db', shop, other, IN)).toMatchObject({ type: 'grant' });
  expect(granted('web', 'db', shop, other, OUT)).toMatchObject({ type: 'egress' });
});

describe('there is none', () => {
  test('where the ends have no family in common', () => {
    const six = pod('shop/six', { labels: { app: 'six' }, addresses: ['fd00::1'] });
    const four = pod('shop/four', { labels: { app: 'four' }, addresses: ['10.0.0.1'] });
    expect(granted('four', 'six', four, six, closed('Ingress', 'six'))).toBeUndefined();
  });
  test('where the connection is allowed', () => {
    expect(granted('web', 'db')).toBeUndefined();
  });
  test('where a policy of administrators denies it, in either direction', () => {
    const deny = (direction: string) =>
      clusterPolicy(
        'a',
        `subject: {namespaces: {}}\n${direction}: [{action: Deny, ${direction === 'ingress' ? 'from' : 'to'}: [{namespaces: {}}]}]`,
      );
    expect(granted('web', 'db', deny('ingress'))).toBeUndefined();
    expect(granted('web', 'db', deny('egress'), IN)).toBeUndefined();
  });
  test('where a tier of Calico before NetworkPolicies takes the pods over', () => {
    const isolating = (tier: string) => ({
      apiVersion: 'projectcalico.org/v3',
      kind: 'GlobalNetworkPolicy',
      metadata: { name: `${tier}.guard` },
      spec: { tier, selector: "app == 'db'", types: ['Ingress'] },
    });
    const tier = {
      apiVersion: 'projectcalico.org/v3',
      kind: 'Tier',
      metadata: { name: 'guards' },
      spec: { order: 10 },
    };
    expect(granted('web', 'db', tier, isolating('guards'))).toBeUndefined();
    expect(granted('web', 'db', isolating('default'))).toMatchObject({ type: 'grant' });
  });
});
