import { addressOwners } from '../../lib/cluster/address-owners';
import type { Cluster } from '../../lib/cluster/cluster';
import { clusterOfManifests } from '../../lib/cluster/load';
import { addressesBehind, targetsOf } from '../../lib/cluster/service-targets';
import { problems, warnings } from './cluster-lines';
import { maker, pod, policy } from './clusters';

const read = (...manifests: object[]): Cluster => {
  const cluster = clusterOfManifests(manifests);
  expect([problems(cluster), warnings(cluster)]).toEqual(['', '']);
  return cluster;
};
const service = (spec: object, status?: object, name = 'web') => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'shop' },
  spec,
  ...(status && { status }),
});
const node = (name: string, spec: object, addresses: object[]) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  spec,
  status: { addresses },
});
const at = (name: string, ...ips: string[]) => pod(name, { status: { podIPs: ips.map((ip) => ({ ip })) } });

describe('a Service', () => {
  const only = (manifest: object) => read(manifest).services[0];

  test('has its addresses inside and outside of the cluster, each once', () => {
    const spec = { clusterIP: '10.96.0.1', clusterIPs: ['10.96.0.1', 'fd00:0::1'], externalIPs: ['192.0.2.1'] };
    const status = { loadBalancer: { ingress: [{ ip: '203.0.113.1' }, { hostname: 'lb.example.com' }] } };
    expect(only(service({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', ...spec }, status))).toMatchObject({
      type: 'LoadBalancer',
      headless: false,
      clusterIps: ['10.96.0.1', 'fd00::1'],
      externalIps: ['192.0.2.1', '203.0.113.1'],
      externalTrafficPolicy: 'Local',
    });
  });

  test.each([{ clusterIP: 'None' }, { clusterIPs: ['None'] }])('with %j is headless and has none', (spec) => {
    expect(only(service(spec))).toMatchObject({ headless: true, clusterIps: [] });
  });

  test('that stands for a name elsewhere has none, and what is no address is none', () => {
    expect(only(service({ type: 'ExternalName', clusterIP: '10.96.0.1' }))?.clusterIps).toEqual([]);
    expect(only(service({ clusterIP: '', clusterIPs: ['x', '10.96.0.300'], externalIPs: 5 }))).toMatchObject({
      clusterIps: [],
      externalIps: [],
    });
  });
});

test('a node has its addresses and the blocks of its pods', () => {
  const cluster = read(
    node('b', { podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24', 'fd00:1::/64'] }, [
      { type: 'InternalIP', address: '172.18.0.3' },
      { type: 'ExternalIP', address: '203.0.113.3' },
      { type: 'Hostname', address: 'b' },
    ]),
    node('a', {}, [{ type: 'InternalIP', address: 'none' }, { type: 'InternalIP' }]),
  );
  expect(cluster.nodes).toEqual([
    { name: 'a', addresses: [], labels: {}, podCidrs: [], source: { type: 'value', index: 1 } },
    {
      name: 'b',
      addresses: ['172.18.0.3', '203.0.113.3'],
      labels: {},
      podCidrs: ['10.244.1.0/24', 'fd00:1::/64'],
      source: { type: 'value', index: 0 },
    },
  ]);
  expect([...cluster.namespaces.keys()]).toEqual([]);
});

describe('rule 31: an address of the input', () => {
  const cluster = read(
    at('web', '10.0.0.1', 'fd00::1'),
    pod('agent', { spec: { hostNetwork: true }, status: { hostIP: '172.18.0.2' } }),
    service({ clusterIP: '10.96.0.1' }),
    node('node0', {}, [{ type: 'InternalIP', address: '172.18.0.2' }]),
  );
  const whose = (address: string) =>
    addressOwners(cluster, address).map((owner) =>
      owner.type === 'pod' ? owner.workload.id : owner.type === 'node' ? owner.node.name : owner.service.name,
    );

  test.each([
    ['10.0.0.1', ['shop/web[Pod]']],
    ['fd00:0:0::1', ['shop/web[Pod]']],
    ['10.96.0.1', ['web']],
    ['172.18.0.2', ['node0', 'shop/agent[Pod]']],
    ['10.0.0.2', []],
    ['', []],
    ['10.0.0.1/32', []],
    ['__proto__', []],
  ])('%s is that of %j', (address, owners) => {
    expect(whose(address)).toEqual(owners);
  });

  test('leads to the pod with all of its addresses', () => {
    expect(addressOwners(cluster, 'fd00::1')).toMatchObject([{ type: 'pod', addresses: ['10.0.0.1', 'fd00::1'] }]);
  });
});

describe('rule 32: a port of a Service', () => {
  const targets = (spec: object, ...manifests: object[]) => {
    const cluster = read(service(spec), ...manifests);
    const [web] = cluster.services;
    return web?.ports.flatMap((port) =>
      targetsOf(cluster, web, port).map(({ workload, port: number, certain }) => `${workload.id} ${number} ${certain}`),
    );
  };
  const labels = { app: 'web' };

  test('leads to the target port of the pods that the Service selects', () => {
    const elsewhere = { ...pod('other', { labels }), metadata: { name: 'other', namespace: 'front', labels } };
    expect(
      targets(
        { selector: labels, ports: [{ port: 80, targetPort: 8080 }, { port: 443 }] },
        pod('a', { labels }),
        elsewhere,
        pod('b'),
      ),
    ).toEqual(['shop/a[Pod] 8080 true', 'shop/a[Pod] 443 true']);
  });

  test('leads, by a name, to the number that each pod has under it', () => {
    const spec = { selector: labels, ports: [{ port: 80, targetPort: 'http' }] };
    const ports = (containerPort: number, protocol = 'TCP') => [{ name: 'http', containerPort, protocol }];
    expect(
      targets(
        spec,
        pod('a', { labels, ports: ports(1) }),
        pod('b', { labels, ports: ports(2) }),
        pod('c', { labels, ports: ports(3, 'UDP') }),
        pod('d', { labels }),
      ),
    ).toEqual(['shop/a[Pod] 1 true', 'shop/b[Pod] 2 true']);
  });

  test('leads nowhere by itself where the Service is headless, or selects nothing', () => {
    const ports = [{ port: 80, targetPort: 8080 }];
    expect(targets({ clusterIP: 'None', selector: labels, ports }, pod('a', { labels }))).toEqual([]);
    expect(targets({ ports }, pod('a', { labels }))).toEqual([]);
  });

  test('of a Service that selects by what controllers add is certain only where that is known', () => {
    const ports = [{ port: 80 }];
    expect(targets({ selector: { 'pod-template-hash': 'x' }, ports }, maker('Deployment', 'a'))).toEqual([
      'shop/a[Deployment] 80 false',
    ]);
    const set = maker('StatefulSet', 'db', { spec: { replicas: 3 } });
    expect(targets({ selector: { 'statefulset.kubernetes.io/pod-name': 'db-1' }, ports }, set)).toEqual([
      'shop/db[StatefulSet] 80 true',
    ]);
  });

  test('of a Service without a selector leads to what Endpoints and EndpointSlices say', () => {
    const metadata = { name: 'web', namespace: 'shop' };
    const endpoints = {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata,
      subsets: [
        {
          addresses: [{ ip: '172.18.0.2' }, { ip: '10.0.0.9', targetRef: { kind: 'Pod' } }],
          ports: [{ name: 'https', port: 6443 }],
        },
      ],
    };
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'web-x', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
      endpoints: [{ addresses: ['172.18.0.3'] }, 5],
      ports: [
        { name: 'https', port: 6443, protocol: 'TCP' },
        { name: 'other', port: 1 },
      ],
    };
    const ports = [{ name: 'https', port: 443, targetPort: 6443 }];
    const behind = (spec: object) => {
      const [web] = read(endpoints, slice, service(spec)).services;
      return web?.ports.flatMap((port) => addressesBehind(web, port));
    };
    expect(behind({ ports })).toEqual([
      { addresses: ['172.18.0.2'], port: 6443 },
      { addresses: ['172.18.0.3'], port: 6443 },
    ]);
    expect(behind({ ports, selector: labels })).toEqual([]);
  });
});

describe('rule 12: the families that the input shows', () => {
  test.each<[string, object]>([
    ['an address of a pod', at('a', '10.0.0.1', 'fd00::1')],
    ['an address of a Service', service({ clusterIPs: ['fd00::1'] })],
    ['a Service that asks for it', service({ ipFamilies: ['IPv6'] })],
    ['an address of a node', node('a', {}, [{ type: 'InternalIP', address: 'fd00::1' }])],
    ['the blocks of a node', node('a', { podCIDRs: ['fd00::/64'] }, [])],
    ['a block of ingress', policy({ ingress: [{ from: [{ ipBlock: { cidr: '::/0' } }] }] })],
    ['a block of egress', policy({ egress: [{ to: [{ ipBlock: { cidr: '2001:db8::/32' } }] }] })],
  ])('IPv6 by %s', (_title, manifest) => {
    expect(read(manifest).families).toEqual(['IPv4', 'IPv6']);
  });

  test.each<[string, object]>([
    ['nothing', pod('a')],
    ['IPv4 alone', at('a', '10.0.0.1')],
    ['an IPv4 address in the form of IPv6', at('a', '::ffff:10.0.0.1')],
    ['a Service that asks for IPv4', service({ ipFamilies: ['IPv4'] })],
  ])('not by %s', (_title, manifest) => {
    expect(read(manifest).families).toEqual(['IPv4']);
  });
});
