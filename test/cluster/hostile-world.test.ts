import { addressOwners } from '../../lib/cluster/address-owners';
import { clusterOfManifests, clusterOfText } from '../../lib/cluster/load';
import { addressesBehind, targetsOf } from '../../lib/cluster/service-targets';
import { maker, pod } from './clusters';

const JUNK = [
  null,
  5,
  -1,
  1.5,
  true,
  '',
  'x',
  '__proto__',
  [],
  [null],
  [[]],
  {},
  { a: null },
  { __proto__: 1 },
  Number.NaN,
  1e300,
];

/** Kinds that are read, each with every part that is looked at. */
const WORLD: readonly object[] = [
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n' },
    spec: { podCIDR: 'x', podCIDRs: ['y'] },
    status: { addresses: [{ type: 'InternalIP', address: 'a' }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'e' },
    subsets: [{ addresses: [{ ip: '10.0.0.1', targetRef: { kind: 'X' } }], ports: [{ name: 'p', port: 1 }] }],
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 's', labels: { 'kubernetes.io/service-name': 'e' } },
    endpoints: [{ addresses: ['10.0.0.1'] }],
    ports: [{ port: 1 }],
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'e' },
    spec: {
      clusterIP: '10.0.0.9',
      clusterIPs: ['10.0.0.9'],
      externalIPs: ['10.0.0.8'],
      ipFamilies: ['IPv4'],
      ports: [{ name: 'p', port: 1 }],
      type: 'LoadBalancer',
    },
    status: { loadBalancer: { ingress: [{ ip: '10.0.0.7' }] } },
  },
  {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'p' },
    spec: { mtls: { mode: 'STRICT' }, portLevelMtls: { 80: { mode: 'STRICT' } } },
  },
  {
    apiVersion: 'k8s.ovn.org/v1',
    kind: 'UserDefinedNetwork',
    metadata: { name: 'u' },
    spec: { layer2: { role: 'Primary' } },
  },
  { apiVersion: 'kubeovn.io/v1', kind: 'Subnet', metadata: { name: 's' }, spec: { private: true, acls: [{}] } },
  { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', metadata: { name: 'v', namespace: 'a' } },
  maker('StatefulSet', 'db', { spec: { replicas: 3, ordinals: { start: 1 } } }),
  maker('Job', 'j', { spec: { completionMode: 'Indexed', completions: 3, manualSelector: false } }),
  {
    ...maker('Deployment', 'r', { spec: { selector: { matchLabels: { a: 'b' } } } }),
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
  },
  pod('web', {
    metadata: {
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'u', controller: true }],
    },
  }),
];

/** The object with each of its parts in turn replaced. */
function* spoilt(value: unknown, junk: unknown): Generator<unknown> {
  yield junk;
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    for (const part of spoilt((value as Record<string, unknown>)[key], junk)) {
      yield Array.isArray(value)
        ? value.map((old, index) => (String(index) === key ? part : old))
        : { ...value, [key]: part };
    }
  }
}

test.each(JUNK)('whatever stands somewhere, such as %p, nothing throws', (junk) => {
  for (const object of WORLD) {
    for (const manifest of spoilt(object, junk)) {
      const cluster = clusterOfManifests([...WORLD, manifest]);
      for (const service of cluster.services) {
        for (const port of service.ports) targetsOf(cluster, service, port);
        for (const port of service.ports) addressesBehind(service, port);
      }
      expect(addressOwners(cluster, '10.0.0.9').length).toBeLessThan(3);
      for (const { pods } of cluster.workloads) {
        expect(pods.length).toBeGreaterThan(0);
        for (const { replicas } of pods) expect(Number.isSafeInteger(replicas) && replicas >= 1).toBe(true);
      }
    }
  }
});

test('nothing reaches the prototype of anything', () => {
  clusterOfText(`
{apiVersion: v1, kind: Service, metadata: {name: __proto__, namespace: constructor}, spec: {selector: {__proto__: polluted}}}
---
{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: __proto__, __proto__: {polluted: yes}}}
---
{apiVersion: __proto__/v1, kind: constructor, metadata: {name: a}}
---
{apiVersion: extensions/v1beta1, kind: __proto__, metadata: {name: a}}`);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

describe('owners', () => {
  const owned = (kind: string, name: string, by: string) => {
    const ownerReferences = [{ apiVersion: 'apps/v1', kind, name: by, uid: '1', controller: true }];
    return maker(kind, name, { metadata: { ownerReferences } });
  };
  test('in a circle own nothing', () => {
    const circle = [owned('ReplicaSet', 'a', 'b'), owned('ReplicaSet', 'b', 'a'), owned('ReplicaSet', 'c', 'c')];
    const ofPod = pod('p', {
      metadata: { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'a', uid: '1' }] },
    });
    expect(clusterOfManifests([...circle, ofPod]).workloads.map(({ id }) => id)).toEqual([
      'shop/a[ReplicaSet]',
      'shop/b[ReplicaSet]',
      'shop/c[ReplicaSet]',
      'shop/p[Pod]',
    ]);
  });
  test('in a chain of thousands end somewhere', () => {
    const chain = Array.from({ length: 3000 }, (_, index) => owned('ReplicaSet', `r${index}`, `r${index + 1}`));
    expect(clusterOfManifests(chain).workloads.length).toBeGreaterThan(0);
  });
});

test('thousands of pods without their ReplicaSets each find their Deployment', () => {
  const many = 4000;
  const manifests = Array.from({ length: many }, (_, index) => {
    const labels = { app: `a${index}` };
    const ownerReferences = [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `d${index}-x`, uid: '1', controller: true },
    ];
    return [
      maker('Deployment', `d${index}`, { labels, spec: { selector: { matchLabels: labels } } }),
      pod(`d${index}-x-y`, { labels, metadata: { ownerReferences } }),
    ];
  }).flat();
  const { workloads } = clusterOfManifests(manifests);
  expect(workloads).toHaveLength(many);
  expect(workloads.every(({ kind, pods }) => kind === 'Deployment' && pods.length === 1)).toBe(true);
});
