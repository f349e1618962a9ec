import { clusterOfManifests } from '../../../lib/cluster/load';
import type { Protocol } from '../../../lib/policy/manifest';
import { explanationText } from '../../../lib/reachability/explanation/explanation-text';
import type { Endpoint } from '../../../lib/reachability/pods/endpoint';
import { Reachability } from '../../../lib/reachability/reachability';
import { type Address, parseAddress } from '../../../lib/reachability/sets/address-set';
import { daemonSet, deployment, namespace, node, pod, policy } from '../../support/manifests';

/** What a question is about: workloads, Services, and the addresses of pods, Services and nodes (rules 31 and 32). */

const HTTP = [{ name: 'http', port: 8080, protocol: 'TCP' }] as const;
const web = pod('shop/web', { labels: { app: 'web' }, addresses: ['10.0.0.1'] });
const db = deployment('shop/db', 2, { labels: { app: 'db' }, ports: HTTP });
const service = (spec: object = {}, name = 'db') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec: { clusterIP: '172.20.0.1', selector: { app: 'db' }, ports: [{ port: 80, targetPort: 'http' }], ...spec },
});
const slice = (addresses: readonly string[], port: number, name = 'db') => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, namespace: 'shop', labels: { 'kubernetes.io/service-name': 'db' } },
  addressType: 'IPv4',
  endpoints: addresses.map((address) => ({ addresses: [address] })),
  ports: [{ port, protocol: 'TCP' }],
});
const closed = (to = '{}', from = '') =>
  policy('shop/closed', `podSelector: ${to}\npolicyTypes: [Ingress]\ningress: [${from && `{from: [${from}]}`}]`);

/** @param to a workload or an address; `svc/db` for a Service */
function asked(manifests: readonly object[], from: string, to: string, on = 'TCP 80') {
  const cluster = clusterOfManifests(manifests);
  expect(cluster.problems).toEqual([]);
  const end = (name: string) =>
    cluster.workloads.find((one) => `${one.namespace}/${one.name}` === name) ??
    cluster.services.find((one) => `svc/${one.name}` === name) ??
    ({ type: 'address', address: parseAddress(name) as Address } as const);
  const [protocol, port] = on.split(' ') as [Protocol, string];
  return Reachability.of(cluster).explain(end(from) as Endpoint, end(to), {
    type: 'port',
    protocol,
    port: Number(port),
  });
}

/** The lines of the text before those of the directions. */
const headOf = (...args: Parameters<typeof asked>) => {
  const lines = explanationText(asked(...args)).split('\n');
  const directions = lines.findIndex((line) => line.startsWith('  egress of the source'));
  return directions === -1 ? lines : lines.slice(0, directions);
};

describe('a Service', () => {
  const through = (to: string, port = 8080) =>
    `  TCP 80 of Service shop/db leads to TCP ${port} of ${to}; most network plugins judge that`;

  test.each(['svc/db', '172.20.0.1'])('asked about as %s, is its pods on the port to which it leads', (to) => {
    expect(headOf([web, db, service()], 'shop/web', to)).toEqual([
      'allowed: shop/web[Pod] to shop/db[Deployment] on TCP 8080',
      through('its pods'),
    ]);
    expect(asked([web, db, service()], 'shop/web', to)).toMatchObject({
      flow: { port: 8080 },
      through: { service: 'shop/db', port: 80, to: 'pods' },
    });
  });

  test('is judged as its pods are', () => {
    expect(asked([web, db, service(), closed('{matchLabels: {app: db}}')], 'shop/web', 'svc/db').verdict).toBe(
      'denied',
    );
    expect(asked([web, db, service(), closed('{matchLabels: {app: web}}')], 'shop/web', 'svc/db').verdict).toBe(
      'allowed',
    );
  });

  test('without a port for all of them is its pods on any port, and translates nothing', () => {
    const headless = service({ clusterIP: 'None' });
    expect(headOf([web, db, headless], 'shop/web', 'svc/db', 'UDP 5353')).toEqual([
      'allowed: shop/web[Pod] to shop/db[Deployment] on UDP 5353',
    ]);
    expect(asked([web, db, headless], 'shop/web', 'svc/db')).not.toHaveProperty('through');
  });

  test('that selects some pods of a workload, or those of several, has a name of its own', () => {
    const part = (name: string, role: string) => ({
      ...pod(`shop/${name}`, { labels: { app: 'db', role } }),
      metadata: {
        ...{ name, namespace: 'shop', labels: { app: 'db', role } },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'set', uid: 'u', controller: true }],
      },
    });
    const ofRole = service({ selector: { app: 'db', role: 'main' }, ports: [{ port: 80, targetPort: 8080 }] });
    const names = (...manifests: object[]) => headOf([web, ...manifests], 'shop/web', 'svc/db')[0];
    const some = 'allowed: shop/web[Pod] to the pods of Service shop/db on TCP 8080';
    expect(names(part('set-0', 'main'), part('set-1', 'other'), ofRole)).toBe(some);
    expect(names(part('set-0', 'main'), part('set-1', 'main'), ofRole)).toBe(
      'allowed: shop/web[Pod] to shop/set[StatefulSet] on TCP 8080',
    );
    expect(names(part('set-0', 'main'), pod('shop/x', { labels: { app: 'db', role: 'main' } }), ofRole)).toBe(some);
  });

  test('whose pods are not declared is what has their labels', () => {
    const numbered = service({ ports: [{ port: 80, targetPort: 8080 }] });
    expect(headOf([web, numbered], 'shop/web', 'svc/db')).toEqual([
      'allowed: shop/web[Pod] to what is behind Service shop/db on TCP 8080',
      through('what is behind it, which the input does not show'),
    ]);
    const verdict = (labels: string) => asked([web, numbered, closed(labels)], 'shop/web', 'svc/db').verdict;
    expect(verdict('{matchLabels: {app: db}}')).toBe('denied');
    expect(verdict('{matchLabels: {app: web}}')).toBe('allowed');
  });

  test('without a selector is something in no policy’s reach', () => {
    const bare = service({ selector: {}, ports: [{ port: 80, targetPort: 8080 }] });
    expect(asked([web, bare, closed()], 'shop/web', 'svc/db')).toMatchObject({
      verdict: 'allowed',
      through: { to: 'unknown' },
      ingress: { state: 'on-node' },
    });
  });

  test('without a selector is the addresses that its EndpointSlices have', () => {
    const bare = service({ selector: {}, ports: [{ port: 80 }] });
    const head = (...addresses: string[]) =>
      headOf(
        [web, db, bare, slice(addresses, 8080), node('n1', {}, ['InternalIP', '192.168.0.1'])],
        'shop/web',
        'svc/db',
      );
    expect(head('192.0.2.1')).toEqual([
      'allowed: shop/web[Pod] to address 192.0.2.1 on TCP 8080',
      through('what is behind it'),
    ]);
    expect(head('192.0.2.1', '192.0.2.2')[0]).toBe(
      'allowed: shop/web[Pod] to the addresses behind Service shop/db on TCP 8080',
    );
    expect(head('192.168.0.1')[0]).toBe('allowed: shop/web[Pod] to node n1 at 192.168.0.1 on TCP 8080');
    expect(head('10.0.0.1')).toEqual([
      'allowed: shop/web[Pod] to shop/web[Pod] at 10.0.0.1 on TCP 8080',
      through('what is behind it'),
      '  a pod always reaches itself, whatever the policies say',
    ]);
  });

  test.each([
    [
      'that opens no connections',
      'svc/db',
      'shop/web',
      'TCP 80',
      service(),
      'Service shop/db opens no connections: ask about the pods that do',
    ],
    [
      'that opens none, by its address',
      '172.20.0.1',
      'shop/web',
      'TCP 80',
      service(),
      'Service shop/db opens no connections: ask about the pods that do',
    ],
    [
      'without the port',
      'shop/web',
      'svc/db',
      'TCP 81',
      service(),
      'Service shop/db has no port 81/TCP: its ports are 80/TCP',
    ],
    [
      'without the protocol',
      'shop/web',
      'svc/db',
      'UDP 80',
      service({
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 53, protocol: 'UDP' },
        ],
      }),
      'Service shop/db has no port 80/UDP: its ports are 80/TCP, 53/UDP',
    ],
    [
      'that stands for a name',
      'shop/web',
      'svc/db',
      'TCP 80',
      service({ type: 'ExternalName', externalName: 'db.example', clusterIP: undefined, selector: undefined }),
      'Service shop/db stands for a name outside of the cluster: ask about its address',
    ],
    [
      'whose port is a name that no pod has',
      'shop/web',
      'svc/db',
      'TCP 80',
      service({ ports: [{ port: 80, targetPort: 'grpc' }] }),
      'Service shop/db leads to a port named grpc, and no pod of the input behind it has one: ask about the number',
    ],
  ] as const)('%s is an error', (_, from, to, on, document, message) => {
    expect(() => asked([web, db, document], from, to, on)).toThrow(message);
  });

  test('that leads to other ports on other pods is an error', () => {
    const other = deployment('shop/other', 1, {
      labels: { app: 'db' },
      ports: [{ name: 'http', port: 90, protocol: 'TCP' }],
    });
    expect(() => asked([web, db, other, service()], 'shop/web', 'svc/db')).toThrow(
      'port 80/TCP of Service shop/db leads to several ports, pod by pod: 90, 8080; ask about the pods',
    );
    const bare = service({ selector: {}, ports: [{ port: 80 }] });
    expect(() =>
      asked([web, bare, slice(['192.0.2.1'], 1), slice(['192.0.2.2'], 2, 'more')], 'shop/web', 'svc/db'),
    ).toThrow('leads to several ports, pod by pod: 1, 2; ask about the pods');
  });
});

describe('what is behind a Service', () => {
  test('are the pods that have its port, of those with equal labels', () => {
    const named = (name: string, port?: number) => ({
      ...pod(`shop/${name}`, { labels: { app: 'db' }, ports: port === undefined ? [] : [{ ...HTTP[0], port }] }),
      metadata: {
        ...{ name, namespace: 'shop', labels: { app: 'db' } },
        ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'set', uid: 'u', controller: true }],
      },
    });
    const onHttp = policy('shop/in', 'podSelector: {matchLabels: {app: db}}\ningress: [{ports: [{port: http}]}]');
    const world = [web, named('set-0', 8080), named('set-1'), service(), onHttp];
    expect(asked(world, 'shop/web', 'svc/db').verdict).toBe('allowed');
    expect(asked(world, 'shop/web', 'shop/set', 'TCP 8080').verdict).toBe('depends');
  });
  test('is not the pod that asks where that is one of several', () => {
    const own = service({ selector: {}, ports: [{ port: 80, targetPort: 80 }] });
    const toAll = { ...own, spec: { ...own.spec, selector: { of: 'all' } } };
    const one = (name: string) => pod(`shop/${name}`, { labels: { app: name, of: 'all' } });
    expect(asked([one('a'), one('b'), toAll, closed()], 'shop/a', 'svc/db')).toMatchObject({ verdict: 'denied' });
    expect(asked([one('a'), toAll, closed()], 'shop/a', 'svc/db')).toMatchObject({ verdict: 'allowed', itself: true });
  });
  test('may be addresses that are judged each by itself', () => {
    const out = policy(
      'shop/out',
      'podSelector: {}\npolicyTypes: [Egress]\negress: [{to: [{ipBlock: {cidr: 192.0.2.1/32}}]}]',
    );
    const bare = service({ selector: {}, ports: [{ port: 80 }] });
    const { verdict, groups } = asked([web, bare, slice(['192.0.2.1', '192.0.2.2'], 80), out], 'shop/web', 'svc/db');
    expect(verdict).toBe('depends');
    expect(groups?.map((group) => [group.verdict, group.destination?.map(({ addresses }) => `${addresses}`)])).toEqual([
      ['allowed', ['192.0.2.1/32']],
      ['denied', ['192.0.2.2/32']],
    ]);
  });
});

describe('an address', () => {
  const outside = '192.0.2.1';
  test('that a pod has is that pod', () => {
    expect(headOf([web, db], '10.0.0.1', 'shop/db')).toEqual([
      'allowed: shop/web[Pod] at 10.0.0.1 to shop/db[Deployment] on TCP 80',
    ]);
    expect(asked([web, db, closed('{}', '{podSelector: {}}')], '10.0.0.1', 'shop/db').verdict).toBe('allowed');
    expect(asked([web, db, closed('{}', '{podSelector: {}}')], outside, 'shop/db').verdict).toBe('denied');
  });
  test('that nothing has is outside', () => {
    expect(headOf([web], outside, '192.0.2.2')).toEqual([`allowed: address ${outside} to address 192.0.2.2 on TCP 80`]);
    expect(headOf([web], outside, 'shop/web')).toEqual([`allowed: address ${outside} to shop/web[Pod] on TCP 80`]);
  });
  test('of a node reaches the pods that run on it, and they reach it', () => {
    const world = [web, node('n1', {}, ['InternalIP', '192.168.0.1']), closed()];
    expect(headOf(world, '192.168.0.1', 'shop/web')).toEqual([
      'depends: node n1 at 192.168.0.1 to shop/web[Pod] on TCP 80',
      '  allowed if the pod of shop/web[Pod] runs on node n1',
    ]);
    const shut = policy('shop/closed', 'podSelector: {}\npolicyTypes: [Egress]');
    expect(headOf([web, world[1] as object, shut], 'shop/web', '192.168.0.1')).toEqual([
      'depends: shop/web[Pod] to node n1 at 192.168.0.1 on TCP 80',
      '  allowed if the pod of shop/web[Pod] runs on node n1',
    ]);
  });
  test('of a node is no matter where policies let everyone in', () => {
    const world = [web, node('n1', {}, ['InternalIP', '192.168.0.1'])];
    expect(headOf(world, '192.168.0.1', 'shop/web')).toEqual([
      'allowed: node n1 at 192.168.0.1 to shop/web[Pod] on TCP 80',
    ]);
  });
  test('of pods on the network of a node is of a node, also where that is not declared', () => {
    const agent = (name: string) => ({
      ...pod(`shop/${name}`, { hostNetwork: true, addresses: ['192.168.0.9'] }),
    });
    const byPods = closed('{}', '{podSelector: {}}');
    for (const agents of [[agent('a')], [agent('a'), agent('b')]]) {
      expect(headOf([web, ...agents, byPods], '192.168.0.9', 'shop/web')).toEqual([
        'depends: address 192.168.0.9 to shop/web[Pod] on TCP 80',
        '  allowed if the pod of shop/web[Pod] runs on the node of address 192.168.0.9',
      ]);
    }
  });
});

describe('a pod and itself', () => {
  const itself = (manifests: readonly object[], from: string, to: string) =>
    asked([...manifests, closed()], from, to).itself === true;
  const at = (name: string, addresses: readonly string[], labels = {}) => ({
    ...pod(`shop/${name}`, { labels, addresses }),
    metadata: {
      ...{ name, namespace: 'shop', labels },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'set', uid: 'u', controller: true }],
    },
  });
  test('are one where the workload has no other', () => {
    expect(itself([web], '10.0.0.1', 'shop/web')).toBe(true);
    expect(itself([web], 'shop/web', '10.0.0.1')).toBe(true);
    expect(itself([web, db], 'shop/db', 'shop/db')).toBe(false);
    expect(itself([web, pod('shop/other')], 'shop/web', 'shop/other')).toBe(false);
  });
  test('are explained by no policy', () => {
    expect(asked([web, closed()], 'shop/web', 'shop/web')).toMatchObject({
      egress: { direction: 'Egress', state: 'itself', isolatedBy: [] },
      ingress: { direction: 'Ingress', state: 'itself', isolatedBy: [] },
    });
  });
  test('are one by any of its addresses', () => {
    const set = [at('set-0', ['10.1.0.1', 'fd00::1']), at('set-1', ['10.1.0.2', 'fd00::2'])];
    expect(itself(set, '10.1.0.1', '10.1.0.1')).toBe(true);
    expect(itself(set, '10.1.0.1', 'fd00::1')).toBe(true);
    expect(itself(set, '10.1.0.1', '10.1.0.2')).toBe(false);
    expect(itself(set, 'shop/set', 'shop/set')).toBe(false);
  });
  test('are not meant where one of the pods of a workload is asked about with the workload', () => {
    const set = [at('set-0', ['10.1.0.1']), at('set-1', ['10.1.1.1'])];
    const own = closed('{}', '{ipBlock: {cidr: 10.1.0.0/24}}');
    const verdict = (from: string, to: string) => asked([...set, own], from, to).verdict;
    expect(verdict('10.1.0.1', 'shop/set')).toBe('allowed');
    expect(verdict('10.1.1.1', 'shop/set')).toBe('denied');
    expect(verdict('shop/set', '10.1.0.1')).toBe('denied');
    expect(verdict('shop/set', '10.1.1.1')).toBe('allowed');
    expect(verdict('shop/set', 'shop/set')).toBe('depends');
  });
  test('are not meant where it is one of several alike', () => {
    const set = [at('set-0', ['10.1.0.1']), at('set-1', ['10.1.0.2'])];
    expect(asked([...set, closed()], '10.1.0.1', 'shop/set').verdict).toBe('denied');
  });
});

describe('pods on the network of a node', () => {
  const agent = daemonSet('shop/agent', { labels: { app: 'agent' }, hostNetwork: true });
  test('reach pods of that node, which are not on the network of the node themselves', () => {
    const both = [agent, daemonSet('shop/other', { labels: { app: 'other' }, hostNetwork: true }), web, closed()];
    expect(asked(both, 'shop/agent', 'shop/web').verdict).toBe('depends');
    expect(asked(both, 'shop/agent', 'shop/other').ways).toEqual([]);
    expect(asked(both, 'shop/agent', 'shop/other').verdict).toBe('allowed');
  });
  test('are no matter between other pods', () => {
    expect(asked([namespace('shop'), agent, web, db, closed()], 'shop/web', 'shop/db').verdict).toBe('denied');
  });
});
