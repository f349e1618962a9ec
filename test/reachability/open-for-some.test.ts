import { clusterOfManifests } from '../../lib/cluster/load';
import { openForSomeIn, policiesForSome } from '../../lib/reachability/open-for-some';
import { engineOf, Reachability } from '../../lib/reachability/reachability';
import { AddressSet } from '../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../lib/reachability/sets/connection-set';
import { deployment, policy } from '../support/manifests';

/** Ports that are open for some requests alone, by rules of layer 7. */

const pod = (name: string, labels: object, of?: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    ...{ name, namespace: 'shop', labels },
    ...(of && {
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: of, uid: 'u', controller: true }],
    }),
  },
  spec: { containers: [{ name: 'c', image: 'i' }] },
});
const WORLD = [
  ...['web', 'db'].map((name) => deployment(`shop/${name}`, 1, { labels: { app: name } })),
  pod('set-0', { app: 'set', role: 'first' }, 'set'),
  pod('set-1', { app: 'set', role: 'second' }, 'set'),
];
const requests = (port: number) => ({
  toPorts: [{ ports: [{ port: `${port}`, protocol: 'TCP' }], rules: { http: [{ method: 'GET' }] } }],
});
const rules = (spec: object, name = 'web') => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { endpointSelector: { matchLabels: { app: 'web' } }, ...spec },
});
const from = (labels: object) => ({ fromEndpoints: [{ matchLabels: labels }] });
const clusterwide = (spec: object) => {
  const { metadata, ...rest } = rules(spec);
  return { ...rest, kind: 'CiliumClusterwideNetworkPolicy', metadata: { name: metadata.name } };
};

function engineWith(...policies: readonly object[]) {
  const cluster = clusterOfManifests([...WORLD, ...policies]);
  expect(cluster.problems).toEqual([]);
  return engineOf(Reachability.of(cluster, { cni: 'cilium' }));
}

function openForSome(one: string, other: string, ...policies: readonly object[]): string {
  const engine = engineWith(...policies);
  const end = (name: string) => {
    const workload = engine.cluster.workloads.find((known) => known.name === name);
    return workload ?? AddressSet.blocks(name === '' ? [] : [name]);
  };
  return `${openForSomeIn(engine)(end(one), end(other))}`;
}

const NOTHING = `${ConnectionSet.none}`;

describe('between two ends', () => {
  test('are the ports of a rule that asks for requests, in its direction', () => {
    const ingress = rules({ ingress: [{ ...from({ app: 'db' }), ...requests(8080) }] });
    expect(openForSome('db', 'web', ingress)).toBe('TCP 8080');
    expect(openForSome('web', 'db', ingress)).toBe(NOTHING);
    expect(openForSome('set', 'web', ingress)).toBe(NOTHING);
    const egress = rules({ egress: [{ toEndpoints: [{ matchLabels: { app: 'db' } }], ...requests(5432) }] }, 'out');
    expect(openForSome('web', 'db', egress)).toBe('TCP 5432');
    expect(openForSome('web', 'db', egress, ingress)).toBe('TCP 5432');
    expect(openForSome('db', 'web', egress)).toBe(NOTHING);
  });
  test('are none where another rule opens them for all requests', () => {
    const ingress = rules({ ingress: [from({ app: 'db' }), { ...from({ app: 'db' }), ...requests(8080) }] });
    expect(openForSome('db', 'web', ingress)).toBe(NOTHING);
  });
  test('are those of each of the pods of a workload', () => {
    const ingress = rules({
      ingress: [
        { ...from({ role: 'first' }), ...requests(8080) },
        { ...from({ role: 'second' }), ...requests(9090) },
      ],
    });
    expect(openForSome('set', 'web', ingress)).toBe('TCP 8080,9090');
    const into = (role: string, port: number) => ({
      ...rules(
        { endpointSelector: { matchLabels: { role } }, ingress: [{ ...from({ app: 'db' }), ...requests(port) }] },
        role,
      ),
    });
    expect(openForSome('db', 'set', into('first', 1), into('second', 2))).toBe('TCP 1-2');
  });
  test('may be from and to addresses', () => {
    const both = rules({
      ingress: [{ fromCIDR: ['192.0.2.0/24'], ...requests(8080) }],
      egress: [{ toCIDR: ['198.51.100.0/24'], ...requests(443) }],
    });
    expect(openForSome('192.0.2.0/25', 'web', both)).toBe('TCP 8080');
    expect(openForSome('198.51.100.0/25', 'web', both)).toBe(NOTHING);
    expect(openForSome('web', '198.51.100.0/25', both)).toBe('TCP 443');
    expect(openForSome('', 'web', both)).toBe(NOTHING);
  });
});

describe('the policies with such rules', () => {
  test('are named once each, with their namespace where they have one', () => {
    const twice = [
      { ...from({ app: 'db' }), ...requests(8080) },
      { ...from({ app: 'set' }), ...requests(9090) },
    ];
    expect(policiesForSome(engineWith(rules({ ingress: twice }), clusterwide({ egress: [requests(80)] })))).toEqual([
      'CiliumNetworkPolicy shop/web',
      'CiliumClusterwideNetworkPolicy web',
    ]);
  });
  test('are none of those that open ports for every request', () => {
    expect(policiesForSome(engineWith(rules({ ingress: [from({ app: 'db' })] })))).toEqual([]);
    const closed = policy('shop/closed', '{podSelector: {}, policyTypes: [Ingress]}');
    expect(policiesForSome(engineWith(closed))).toEqual([]);
  });
});
