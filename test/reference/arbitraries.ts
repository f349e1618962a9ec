import fc from 'fast-check';
import type {
  Cluster,
  ClusterNamespace,
  ClusterPolicy,
  ClusterWorkload,
  PodGroup,
  UnjudgedPolicy,
  UnknownLabel,
} from '../../lib/cluster/cluster';
import type { ContainerPort } from '../../lib/cluster/declared-pods';
import type { Source } from '../../lib/cluster/source';
import { Cni } from '../../lib/cni/cni';
import type { CniProfile } from '../../lib/cni/cni-profile';
import type { IpFamily } from '../../lib/policy/cidr';
import {
  type LabelSelector,
  NAMESPACE_NAME_LABEL,
  type NetworkPolicyPeer,
  type NetworkPolicyPort,
  type NetworkPolicySpec,
  type PolicyType,
  type Protocol,
  type StringMap,
} from '../../lib/policy/manifest';
import { selectorsOver } from './label-universe';
import type { World } from './reference';
import { isSmallerPart, readSlowly } from './slow-cidr';

/** Small clusters in which labels, ports and addresses collide, so that every rule decides something somewhere. */

export const NAMESPACES = ['default', 'shop', 'web'];
export const POD_KEYS = ['app', 'example.com/tier'];
export const POD_VALUES = ['a', 'a', 'b', ''];
export const NAMESPACE_KEYS = ['team', 'app'];
export const NAMESPACE_VALUES = ['a', 'b'];
const PORT_NAMES = ['http', 'dns'];
const PORT_NUMBERS = [1, 53, 80, 80, 81, 8080, 65535];

const V4_BLOCKS = [
  ...['0.0.0.0/0', '10.0.0.0/8', '10.0.0.0/16', '10.0.0.0/24', '10.0.1.0/24', '10.0.0.0/25', '10.0.0.128/25'],
  ...['10.0.0.2/31', '10.0.0.2/32', '10.0.0.3/32', '172.16.0.0/12', '192.168.0.0/16', '203.0.113.0/24'],
];
const V6_BLOCKS = [
  ...['::/0', 'fd00::/8', 'FD00::/64', 'fd00:0:0:1::/64', 'fd00::/65', 'fd00::8000:0:0:0/65', 'fd00::2/127'],
  ...['fd00::2/128', 'fd00::3/128', '2001:db8::/32'],
];
export const V4_ADDRESSES = ['10.0.0', '10.0.1', '192.168.7', '203.0.113'].flatMap((net) =>
  [1, 2, 3, 129].map((host) => `${net}.${host}`),
);
export const V6_ADDRESSES = ['fd00:', 'fd00:0:0:1:', 'fd12:', '2001:db8:'].flatMap((net) =>
  [1, 2, 3, 'ffff'].map((host) => `${net}:${host}`),
);
/** Nodes, which their pods on the node's network share. */
const NODES = [['172.16.0.1'], ['10.0.1.200', 'fd00::3'], ['198.51.100.7'], ['2001:db8::a']];

export const protocol = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Protocol>('TCP') },
  { weight: 2, arbitrary: fc.constant<Protocol>('UDP') },
  { weight: 1, arbitrary: fc.constant<Protocol>('SCTP') },
);
export const portNumber = fc.constantFrom(...PORT_NUMBERS);
export const portName = fc.constantFrom(...PORT_NAMES);
const namespace = fc.constantFrom('shop', ...NAMESPACES);
const source: Source = { type: 'value', index: 0 };

export const labelsOver = (keys: readonly string[], values: readonly string[]): fc.Arbitrary<StringMap> =>
  fc
    .record(Object.fromEntries(keys.map((key) => [key, fc.constantFrom(...values)])), { requiredKeys: [] })
    .map((labels) => labels as StringMap);

/** Mostly selectors that a pod or two of a small cluster match. */
const selectorOver = (keys: readonly string[], values: readonly string[]): fc.Arbitrary<LabelSelector> => {
  const key = fc.constantFrom(...keys);
  const value = fc.constantFrom(...values);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 4, arbitrary: fc.tuple(key, value).map(([key, value]) => ({ matchLabels: { [key]: value } })) },
    { weight: 2, arbitrary: selectorsOver(key, value) },
  );
};
export const podSelector = selectorOver(POD_KEYS, POD_VALUES);
export const namespaceSelector = fc.oneof(
  { weight: 2, arbitrary: selectorOver([NAMESPACE_NAME_LABEL], NAMESPACES) },
  { weight: 3, arbitrary: selectorOver(NAMESPACE_KEYS, NAMESPACE_VALUES) },
);

export const policyPort: fc.Arbitrary<NetworkPolicyPort> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ protocol, port: portNumber }, { requiredKeys: ['port'] }) },
  { weight: 5, arbitrary: fc.record({ protocol, port: portName }, { requiredKeys: ['port'] }) },
  { weight: 2, arbitrary: fc.record({ protocol }, { requiredKeys: [] }) },
  {
    weight: 2,
    arbitrary: fc
      .record({ protocol, port: portNumber, endPort: portNumber }, { requiredKeys: ['port', 'endPort'] })
      .map(({ port, endPort, ...rest }) => ({
        ...rest,
        port: Math.min(port, endPort),
        endPort: Math.max(port, endPort),
      })),
  },
);

export const ipBlock = fc
  .constantFrom(V4_BLOCKS, V6_BLOCKS)
  .chain((blocks) =>
    fc.constantFrom(...blocks).chain((cidr) => {
      const parts = blocks.filter((other) => isPart(other, cidr));
      return fc.record({
        cidr: fc.constant(cidr),
        except: fc.subarray(parts, { maxLength: Math.min(2, parts.length) }),
      });
    }),
  )
  .map(({ cidr, except }) => (except.length === 0 ? { cidr } : { cidr, except }));

function isPart(inner: string, outer: string): boolean {
  const [part, whole] = [readSlowly(inner), readSlowly(outer)];
  return part !== undefined && whole !== undefined && isSmallerPart(part, whole);
}

const peer: fc.Arbitrary<NetworkPolicyPeer> = fc.oneof(
  fc.record({ podSelector }),
  fc.record({ namespaceSelector }),
  fc.record({ podSelector, namespaceSelector }),
  fc.record({ ipBlock }),
  fc.record({ ipBlock }),
);

/** With something in it, or absent, emptied or empty. */
const list = <T>(item: fc.Arbitrary<T>, weight: number): fc.Arbitrary<readonly T[] | undefined> =>
  fc.oneof(
    { weight, arbitrary: fc.array(item, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constantFrom(undefined, [], null as unknown as undefined) },
  );

const spec: fc.Arbitrary<NetworkPolicySpec> = fc
  .record({
    podSelector: fc.option(podSelector, { nil: undefined, freq: 8 }),
    policyTypes: fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom(undefined, []) },
      { weight: 3, arbitrary: fc.subarray<PolicyType>(['Ingress', 'Egress'], { minLength: 1 }) },
    ),
    ingress: list(fc.record({ from: list(peer, 9), ports: list(policyPort, 3) }).map(withoutAbsent), 4),
    egress: list(fc.record({ to: list(peer, 9), ports: list(policyPort, 3) }).map(withoutAbsent), 4),
  })
  .map(withoutAbsent);

/** A field that is undefined is not written at all, as in a file. */
function withoutAbsent<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

const policies: fc.Arbitrary<ClusterPolicy[]> = fc
  .array(fc.record({ namespace, spec, bare: fc.boolean() }), { minLength: 1, maxLength: 5, size: 'max' })
  .map((all) =>
    all
      .map(({ namespace, spec, bare }, index): ClusterPolicy => {
        const name = `p${index}`;
        const metadata = namespace === 'default' && bare ? { name } : { name, namespace };
        const manifest = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec } as const;
        return { id: `${namespace}/${name}`, name, namespace, manifest, source };
      })
      .sort((a, b) => compare(a.id, b.id)),
  );

/** Ports whose names and protocols together are unique; one name may be a port of TCP and another of UDP. */
const containerPorts: fc.Arbitrary<ContainerPort[]> = fc.uniqueArray(
  fc.record({ name: fc.option(portName, { nil: undefined, freq: 5 }), port: portNumber, protocol }),
  { minLength: 1, maxLength: 3, size: 'max', selector: ({ name, port, protocol }) => `${name ?? port} ${protocol}` },
);

/** Pods whose addresses are still to be dealt out, for each pod how many of each family. */
interface Draft extends Omit<PodGroup, 'addresses'> {
  readonly known: readonly { readonly v4: boolean; readonly v6: boolean }[];
  readonly node: readonly string[];
}

/** Labels as a controller adds them: certainly there, and with values that are not known. */
const unknownLabels: fc.Arbitrary<readonly UnknownLabel[] | undefined> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc
      .record({
        key: fc.constantFrom(...POD_KEYS),
        except: fc.constantFrom(undefined, new Set(['a']), new Set(['b', ''])),
      })
      .map(({ key, except }) => [except === undefined ? { key } : { key, except }]),
  },
);

const draft: fc.Arbitrary<Draft> = fc
  .record({
    labels: labelsOver(POD_KEYS, POD_VALUES),
    unknownLabels,
    ports: containerPorts,
    hostNetwork: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    replicas: fc.constantFrom(1, 1, 2, 3),
    known: fc.array(
      fc.record({ v4: fc.boolean(), v6: fc.boolean() }).filter(({ v4, v6 }) => v4 || v6),
      { maxLength: 2 },
    ),
    node: fc.constantFrom(...NODES),
  })
  .map(({ known, unknownLabels, labels, ...group }) => {
    const unknown = (unknownLabels ?? []).filter(({ key }) => !Object.hasOwn(labels, key));
    const more = unknown.length > 0 && { unknownLabels: unknown };
    return { ...group, labels, ...more, known: known.slice(0, group.replicas) };
  });

const drafts = fc.uniqueArray(draft, {
  minLength: 1,
  maxLength: 2,
  selector: ({ labels, ports, hostNetwork }) => JSON.stringify([labels, ports, hostNetwork]),
});

const workloads: fc.Arbitrary<ClusterWorkload[]> = fc
  .tuple(
    fc.array(fc.record({ namespace, kind: fc.constantFrom('Deployment', 'Pod'), groups: drafts }), {
      minLength: 1,
      maxLength: 4,
    }),
    fc.shuffledSubarray(V4_ADDRESSES, { minLength: V4_ADDRESSES.length }),
    fc.shuffledSubarray(V6_ADDRESSES, { minLength: V6_ADDRESSES.length }),
  )
  .map(([all, ...pools]) => {
    const [v4 = [], v6 = []] = pools.map((pool) => [...pool]);
    const addressesOf = ({ known, hostNetwork, node }: Draft) =>
      known.map((families) =>
        hostNetwork ? node : [...v4.splice(0, families.v4 ? 1 : 0), ...v6.splice(0, families.v6 ? 1 : 0)],
      );
    return all
      .map(({ namespace, kind, groups }, index): ClusterWorkload => {
        const name = `w${index}`;
        const pods = groups.map((group): PodGroup => {
          const { known: _, node: __, ...fields } = group;
          return { ...fields, addresses: addressesOf(group) };
        });
        return { id: `${namespace}/${name}[${kind}]`, kind, name, namespace, pods, source };
      })
      .sort((a, b) => compare(a.id, b.id));
  });

const namespaceLabels = labelsOver(NAMESPACE_KEYS, NAMESPACE_VALUES);
const declared: fc.Arbitrary<Readonly<Record<string, StringMap>>> = fc.record(
  { default: namespaceLabels, shop: namespaceLabels, web: namespaceLabels },
  { requiredKeys: [] },
);

const cluster: fc.Arbitrary<Cluster> = fc
  .record({ declared, workloads, policies, families: fc.constantFrom<IpFamily[]>(['IPv4'], ['IPv4', 'IPv6']) })
  .map(({ declared, workloads, policies, families }) => {
    const names = [...Object.keys(declared), ...[...workloads, ...policies].map(({ namespace }) => namespace)];
    const namespaces = new Map<string, ClusterNamespace>();
    for (const name of [...new Set(names)].sort()) {
      const labels = { ...declared[name], [NAMESPACE_NAME_LABEL]: name };
      namespaces.set(name, { name, labels, declared: Object.hasOwn(declared, name) });
    }
    return {
      type: 'cluster',
      namespaces,
      workloads,
      services: [],
      endedPods: [],
      podsByAddress: new Map(),
      nodes: [],
      serviceAccounts: new Map(),
      policies,
      dialectObjects: [],
      unjudged: [],
      ignored: [],
      notShown: [],
      callers: [],
      families,
      warnings: [],
      problems: [],
    };
  });

const cni: fc.Arbitrary<CniProfile> = fc
  .record(
    {
      ipBlocksMatchPods: fc.boolean(),
      podCidrs: fc.constantFrom(
        ['10.0.0.0/16'],
        ['10.0.0.2/31', 'fd00::/64'],
        ['10.0.0.0/24', '10.0.1.0/24'],
        ['::/0'],
      ),
      selectorsMatchHostNetwork: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  .map(Cni.specification);

/** Worlds in which all policies are judged. */
export const worlds: fc.Arbitrary<World> = fc.record({ cluster, cni });

const unjudged: fc.Arbitrary<UnjudgedPolicy> = fc
  .record({
    canOpen: fc.boolean(),
    canClose: fc.boolean(),
    directions: fc.subarray<PolicyType>(['Ingress', 'Egress'], { minLength: 1 }),
    reach: fc.oneof(
      fc.constant({ type: 'cluster' } as const),
      namespace.map((name) => ({ type: 'namespace', namespace: name }) as const),
    ),
  })
  .map((fields) => ({ ...fields, reason: 'other-api', group: 'example.com', kind: 'Wall', name: 'wall', source }));

/** The same with a policy or two that are not judged, most often. */
export const worldsWithUnjudged: fc.Arbitrary<World> = fc
  .tuple(worlds, fc.array(unjudged, { maxLength: 2 }))
  .map(([world, unjudged]) => ({ ...world, cluster: { ...world.cluster, unjudged } }));

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
