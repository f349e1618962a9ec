import fc from 'fast-check';
import { clusterOfManifests } from '../../../lib/cluster/load';
import { Cni } from '../../../lib/cni/cni';
import { Port } from '../../../lib/policy/words';
import { Reachability } from '../../../lib/reachability/reachability';
import { parseAddress } from '../../../lib/reachability/sets/address-set';
import { listDocument } from '../../../lib/report/list-document';
import { API_SERVER, ciliumWorlds } from '../../reference/cilium-arbitraries';
import { isPod } from '../../reference/cilium-identities';
import type { CiliumAddress, CiliumEnd, CiliumWorldManifests } from '../../reference/cilium-manifests';
import { ciliumDecides } from '../../reference/cilium-reference';
import { objectsOf } from '../../reference/cilium-world-objects';
import { isWithinBlock } from '../../reference/slow-selectors';
import { assertProperty, drawn, runs } from '../../support/property';

const PORTS = [
  ['TCP', 80],
  ['TCP', 85],
  ['TCP', 8080],
  ['UDP', 80],
  ['UDP', 53],
] as const;
const ADDRESSES: readonly CiliumAddress[] = [
  ...['203.0.113.7', '8.8.8.8', API_SERVER].map((address) => ({ address, isNode: false })),
  { address: '172.18.0.2', isNode: true },
];
const word = { TCP: Port.tcp, UDP: Port.udp };
/** Clusters, of which fewer may miss what is seldom. They are drawn as those that are judged, and cost little. */
const ENOUGH = runs(1_000, 1_000);

/** What a policy may have that is looked for by its field or by a text in it. */
const FEATURES = [
  'Endpoints',
  'Entities',
  'CIDR"',
  'CIDRSet',
  'cidrGroup',
  'Nodes',
  'toServices',
  'toFQDNs',
  'toGroups',
  'toPorts',
  'endPort',
  '"http"',
  'method',
  'serverNames',
  'listener',
  'icmps',
  'authentication',
  'ingressDeny',
  'egressDeny',
  'enableDefaultDeny',
  'nodeSelector',
  'specs',
  'Clusterwide',
  'kube-apiserver',
  'remote-node',
  'reserved:',
  'policy.cluster',
  'serviceaccount',
  'namespace.labels',
  'pod.namespace',
  'pod-template-hash',
] as const;

function featuresOf({ cilium, network, setup, apiServer }: CiliumWorldManifests): string[] {
  const text = JSON.stringify(cilium);
  return [
    ...FEATURES.filter((feature) => text.includes(feature)),
    ...(network.length > 0 ? ['NetworkPolicy'] : []),
    ...(apiServer === undefined ? [] : ['API server known']),
    ...Object.keys(setup ?? {}),
  ];
}

test('every flow of random clusters with policies of Cilium and Kubernetes is answered as the reference answers it', () => {
  const met = new Map<string, number>();
  const count = (name: string) => met.set(name, (met.get(name) ?? 0) + 1);
  let [flows, pairs] = [0, 0];
  assertProperty(
    fc.property(ciliumWorlds, (world) => {
      const cluster = clusterOfManifests(objectsOf(world));
      expect(cluster.problems).toEqual([]);
      expect(cluster.unjudged).toEqual([]);
      // Without a profile, what is there says that it is Cilium.
      const isSaid = cluster.dialectObjects.some(({ kind }) => kind !== 'CiliumCIDRGroup');
      const cni = world.setup === undefined && isSaid ? undefined : Cni.cilium(world.setup);
      const reachability = Reachability.of(cluster, { cni });
      const { peers, connections } = listDocument(reachability);
      const listed = new Map(connections.map((one) => [`${one.from} ${one.to}`, one]));
      const idOf = (end: CiliumEnd) => {
        if (isPod(end)) return `${end.namespace}/${end.name}[Pod]`;
        const { address } = end;
        const isIn = (cidr: string) => !cidr.includes(':') && isWithinBlock(address, cidr);
        return peers.find((peer) => 'cidrs' in peer && peer.cidrs.some(isIn))?.id;
      };
      const ofEnd = (end: CiliumEnd) => {
        if (!isPod(end)) return { type: 'address', address: parseAddress(end.address) as never } as const;
        return cluster.workloads.find(({ id }) => id === idOf(end)) as (typeof cluster.workloads)[number];
      };
      for (const from of [...world.pods, ...ADDRESSES]) {
        for (const to of [...world.pods, ...ADDRESSES]) {
          if (from === to || (!isPod(from) && !isPod(to))) continue;
          pairs++;
          const where = `${idOf(from)} ${idOf(to)}`;
          const { ports = [], depends = [] } = listed.get(where) ?? {};
          for (const [index, [protocol, port]] of PORTS.entries()) {
            const isIt = (one: { protocol: string; port: number; endPort?: number }) =>
              one.protocol === protocol && one.port <= port && port <= (one.endPort ?? one.port);
            const open = ports.find(isIt);
            const perhaps = depends.some((one) => one.ports.some(isIt));
            const { answer, l7 } = ciliumDecides(world, { from, to, protocol, port });
            const asked = { where, protocol, port };
            const listedAs = open ? 'allowed' : perhaps ? 'depends' : 'denied';
            expect({ ...asked, answer: listedAs, l7: open?.l7 ?? false }).toEqual({
              ...asked,
              answer,
              l7: answer === 'allowed' && l7,
            });
            // What is between a pod and its own node is more than what policies say. Explaining each port would take long.
            if (index === pairs % PORTS.length && (isPod(from) || !from.isNode) && (isPod(to) || !to.isNode)) {
              expect({
                ...asked,
                verdict: reachability.explain(ofEnd(from), ofEnd(to), word[protocol](port)).verdict,
              }).toEqual({ ...asked, verdict: answer });
            }
            flows++;
            count(answer);
            if (answer === 'allowed' && l7) count('allowed for some requests');
          }
        }
      }
    }),
    runs(176),
  );
  process.stdout.write(`${flows} flows: ${[...met].map(([name, times]) => `${name} ${times}`).join(', ')}\n`);
  // In a share of the runs, an answer may be seldom.
  const least = flows < 20_000 ? 0 : 0.01;
  for (const name of ['allowed', 'denied', 'depends', 'allowed for some requests'])
    expect([name, (met.get(name) ?? 0) / flows > least]).toEqual([name, true]);
});

test('each feature of these policies is in more than 1 % of the clusters', () => {
  const clusters = drawn(ciliumWorlds, ENOUGH).map(featuresOf);
  const shares = [...FEATURES, 'NetworkPolicy', 'API server known'].map((name) => {
    return [name, clusters.filter((features) => features.includes(name)).length / ENOUGH] as const;
  });
  process.stdout.write(
    `clusters in %: ${shares.map(([name, share]) => `${name} ${Math.round(1_000 * share) / 10}`).join(', ')}\n`,
  );
  for (const [name, share] of shares) expect([name, share > 0.01]).toEqual([name, true]);
});
