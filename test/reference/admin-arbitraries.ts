import fc from 'fast-check';
import type { ClusterNode } from '../../lib/cluster/cluster';
import { clusterOfManifests } from '../../lib/cluster/load';
import type {
  AdminManifest,
  AdminPeerManifest,
  AdminRuleManifest,
  PortManifest,
  ProtocolManifest,
} from './admin-reference';
import { namespaceSelector, podSelector, portName, portNumber, protocol, worlds } from './arbitraries';
import type { World } from './reference';

/** Worlds in which policies of several APIs meet, so that tiers, priorities, ties and names decide something somewhere. */

const pods: fc.Arbitrary<AdminPeerManifest> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ namespaces: {} }) },
  { weight: 2, arbitrary: fc.record({ namespaces: namespaceSelector }) },
  { weight: 3, arbitrary: fc.record({ pods: fc.record({ namespaceSelector, podSelector }) }) },
);

/** Of a newer version of the API. */
const ofNewerVersion: fc.Arbitrary<AdminPeerManifest> = fc.constant({ realms: {} } as AdminPeerManifest);

const ingressPeer: fc.Arbitrary<AdminPeerManifest> = fc.oneof(
  { weight: 12, arbitrary: pods },
  { weight: 1, arbitrary: ofNewerVersion },
);

const networks = fc.uniqueArray(
  fc.constantFrom(
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/8',
    '10.0.0.0/24',
    '10.0.0.128/25',
    '192.168.0.0/16',
    'fd00::/64',
    '203.0.113.0/24',
  ),
  { minLength: 1, maxLength: 2 },
);

const egressPeer: fc.Arbitrary<AdminPeerManifest> = fc.oneof(
  { weight: 8, arbitrary: ingressPeer },
  { weight: 6, arbitrary: fc.record({ networks }) },
  { weight: 2, arbitrary: fc.constant({ nodes: {} }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom({ domainNames: ['x.example'] }, { domainNames: ['*.y.example', 'x.example'] }),
  },
);

const range = fc
  .tuple(portNumber, portNumber)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));

const protocolMatch: fc.Arbitrary<ProtocolManifest> = fc.oneof(
  portName.map((name) => ({ destinationNamedPort: name })),
  fc.tuple(protocol, portNumber).map(([of, number]) => ({ [of.toLowerCase()]: { destinationPort: { number } } })),
  fc.tuple(protocol, range).map(([of, range]) => ({ [of.toLowerCase()]: { destinationPort: { range } } })),
);

const portMatch: fc.Arbitrary<PortManifest> = fc.oneof(
  portName.map((namedPort) => ({ namedPort })),
  fc.record({ portNumber: fc.record({ protocol, port: portNumber }, { requiredKeys: ['port'] }) }),
  fc.tuple(protocol, range).map(([protocol, { start, end }]) => ({ portRange: { protocol, start, end } })),
);

const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 2 });

function rule(peers: 'from' | 'to', actions: readonly AdminRuleManifest['action'][], ports: 'protocols' | 'ports') {
  const match: fc.Arbitrary<readonly (ProtocolManifest | PortManifest)[] | undefined> = fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 3, arbitrary: ports === 'protocols' ? few(protocolMatch) : few(portMatch) },
  );
  return fc
    .record({ action: fc.constantFrom(...actions), peers: few(peers === 'from' ? ingressPeer : egressPeer), match })
    .map(
      ({ action, peers: list, match }): AdminRuleManifest => ({
        action,
        [peers]: (match?.some(isNamed) ? list.map(withNames) : list).map(
          peers === 'to' && ports === 'ports' ? withoutDomains : (peer) => peer,
        ),
        ...(match && { [ports]: match }),
      }),
    );
}

function isNamed(match: ProtocolManifest | PortManifest): boolean {
  return 'destinationNamedPort' in match || 'namedPort' in match;
}

/** Names of ports are refused beside nodes and domain names. */
function withNames(peer: AdminPeerManifest): AdminPeerManifest {
  return peer.nodes === undefined && peer.domainNames === undefined ? peer : { namespaces: {} };
}

/** BaselineAdminNetworkPolicies have no such peer. */
function withoutDomains(peer: AdminPeerManifest): AdminPeerManifest {
  return peer.domainNames === undefined ? peer : { nodes: {} };
}

function policyOf(
  kind: AdminManifest['kind'],
  more: fc.Arbitrary<Pick<AdminManifest['spec'], 'tier' | 'priority'>>,
  actions: readonly AdminRuleManifest['action'][],
): fc.Arbitrary<Omit<AdminManifest, 'metadata'>> {
  const ports = kind === 'ClusterNetworkPolicy' ? 'protocols' : 'ports';
  const rules = (peers: 'from' | 'to') => fc.array(rule(peers, actions, ports), { maxLength: 3 });
  return fc
    .record({ subject: pods, ingress: rules('from'), egress: rules('to'), more })
    .map(({ more, ...spec }) => ({ kind, spec: { ...more, ...spec } }));
}

const priority = fc.constantFrom(0, 1, 1, 2);
const clusterPolicy = policyOf(
  'ClusterNetworkPolicy',
  fc.record({ tier: fc.constantFrom<'Admin' | 'Baseline'>('Admin', 'Baseline'), priority }),
  ['Accept', 'Deny', 'Pass'],
);
const adminPolicy = policyOf('AdminNetworkPolicy', fc.record({ priority }), ['Allow', 'Deny', 'Pass']);
const baselinePolicy = policyOf('BaselineAdminNetworkPolicy', fc.constant({}), ['Allow', 'Deny']);

const manifests: fc.Arbitrary<AdminManifest[]> = fc
  .tuple(
    fc.array(fc.oneof({ weight: 3, arbitrary: clusterPolicy }, { weight: 1, arbitrary: adminPolicy }), {
      minLength: 1,
      maxLength: 4,
    }),
    fc.option(baselinePolicy, { nil: undefined, freq: 2 }),
  )
  .map(([some, baseline]) => [
    ...some.map((policy, index) => ({ ...policy, metadata: { name: `p${index}` } })),
    ...(baseline === undefined ? [] : [{ ...baseline, metadata: { name: 'default' } }]),
  ]);

/** Nodes of the input, among the addresses that rules distinguish and apart from them. */
const nodes = fc.constantFrom([], [{ name: 'n0', addresses: ['10.0.0.7', '203.0.113.9'], labels: {}, podCidrs: [] }]);

export const worldsWithAdmin: fc.Arbitrary<World> = fc
  .tuple(worlds, manifests, nodes)
  .map(([world, admin, declared]) => {
    const source = { file: 'nodes.yaml' } as unknown as ClusterNode['source'];
    const cluster = { ...world.cluster, nodes: declared.map((node) => ({ ...node, source })) };
    return withAdmin({ ...world, cluster }, admin);
  });

export function withAdmin(world: World, admin: readonly AdminManifest[]): World {
  const { dialectObjects, problems } = clusterOfManifests(admin.map(asWritten));
  if (problems.length > 0) throw new Error(JSON.stringify(problems.map(({ finding }) => finding)));
  return { ...world, admin, cluster: { ...world.cluster, dialectObjects } };
}

function asWritten(policy: AdminManifest) {
  const version = policy.kind === 'ClusterNetworkPolicy' ? 'v1alpha2' : 'v1alpha1';
  return { apiVersion: `policy.networking.k8s.io/${version}`, ...policy };
}
