import fc from 'fast-check';
import { clusterOfManifests } from '../../../lib/cluster/load';
import { Cni } from '../../../lib/cni/cni';
import type { Protocol } from '../../../lib/policy/manifest';
import { Flow, Pods, Port } from '../../../lib/policy/words';
import { Reachability } from '../../../lib/reachability/reachability';
import { API_SERVER, ciliumWorlds } from '../../reference/cilium-arbitraries';
import type { CiliumAddress, CiliumEnd, CiliumWorldManifests } from '../../reference/cilium-manifests';
import { ciliumDecides } from '../../reference/cilium-reference';
import { objectsOf } from '../../reference/cilium-world-objects';
import type { PodOfWorld } from '../../reference/small-worlds';
import { findNothing, runs, seed } from '../../support/property';

/** Namespaces that no manifest declares, which may have any labels. */
const UNDECLARED = { n3: { team: 'x' }, n4: {} };
/** Ports that a policy of these worlds may name and that may bear a name. */
const MAY_BEAR = [
  { protocol: 'TCP', port: 9999 },
  { protocol: 'TCP', port: 80 },
  { protocol: 'TCP', port: 85 },
  { protocol: 'UDP', port: 53 },
  { protocol: 'UDP', port: 80 },
] as const;

/** Every pod that the policies of a world can distinguish. */
function everyPod(
  { cilium, network }: CiliumWorldManifests,
  asked: Pick<Claim, 'protocol' | 'port'>,
): readonly PodOfWorld[] {
  const text = JSON.stringify([cilium, network]);
  const bearing = { protocol: asked.protocol === 'tcp' ? ('TCP' as const) : ('UDP' as const), port: asked.port };
  // A name may be that of any port.
  const named = text.includes('"port":"http"') ? [bearing, ...MAY_BEAR] : [bearing];
  const either = <T>(word: string, one: T, other: T): readonly T[] => (text.includes(word) ? [one, other] : [one]);
  return ['n1', 'n2', ...Object.keys(UNDECLARED)].flatMap((namespace) =>
    ['a', 'b'].flatMap((app) =>
      either('tier', undefined, 't').flatMap((tier) =>
        either('pod-template-hash', undefined, 'h').flatMap((hash) =>
          either('serviceaccount', 'default', 'sa').flatMap((serviceAccount) =>
            named.map((port) => ({
              namespace,
              name: JSON.stringify([app, tier, hash, serviceAccount, port]),
              labels: { app, ...(tier && { tier }), ...(hash && { 'pod-template-hash': hash }) },
              serviceAccount,
              address: '10.0.0.9',
              ports: [{ name: 'http', ...port }],
            })),
          ),
        ),
      ),
    ),
  );
}
const ADDRESSES: readonly CiliumAddress[] = [
  ...['203.0.113.7', '203.0.113.8', '8.8.8.8', '172.20.0.1', '10.9.9.9', API_SERVER].map((address) => ({
    address,
    isNode: false,
  })),
  { address: '172.18.0.2', isNode: true },
];

interface Side {
  readonly namespace: string;
  readonly app: string;
}
const side: fc.Arbitrary<Side> = fc.record({ namespace: fc.constantFrom('n1', 'n2'), app: fc.constantFrom('a', 'b') });
const PORT_WORDS = { tcp: Port.tcp, udp: Port.udp };
const claim = fc.record({
  type: fc.constantFrom('denies', 'allows', 'onlyAllowsInto', 'onlyAllowsOutOf'),
  from: side,
  to: side,
  protocol: fc.constantFrom('tcp', 'udp'),
  port: fc.constantFrom(80, 85, 53),
});
type Claim = typeof claim extends fc.Arbitrary<infer T> ? T : never;

const wordOf = ({ namespace, app }: Side) => Pods.labelled({ app }).inNamespace(namespace);

const isMeant = (end: CiliumEnd, { namespace, app }: Side) =>
  'labels' in end && end.namespace === namespace && end.labels.app === app;

/** Whether a claim holds by the reference: one of safety of all pods that there could be, one of access of those that there are. */
function holds(declared: CiliumWorldManifests, { type, from, to, protocol, port }: Claim): boolean {
  const world = { ...declared, namespaces: { ...declared.namespaces, ...UNDECLARED } };
  const decided = (
    source: CiliumEnd,
    destination: CiliumEnd,
    on: Protocol = protocol === 'tcp' ? 'TCP' : 'UDP',
    number: number = port,
  ) => ciliumDecides(world, { from: source, to: destination, protocol: on, port: number }).answer;
  const pods = everyPod(world, { protocol, port });
  const podsOf = (some: Side) => pods.filter((pod) => isMeant(pod, some));
  const pairs = podsOf(from).flatMap((source) => podsOf(to).map((destination) => [source, destination] as const));
  if (type === 'allows') {
    const [sources, destinations] = [
      world.pods.filter((pod) => isMeant(pod, from)),
      world.pods.filter((pod) => isMeant(pod, to)),
    ];
    return sources.every((source) => destinations.every((one) => decided(source, one) === 'allowed'));
  }
  if (type === 'denies') return pairs.every(([source, destination]) => decided(source, destination) === 'denied');
  const isInto = type === 'onlyAllowsInto';
  const others = [...pods, ...ADDRESSES];
  // One port for each part that the policies distinguish.
  const all = (
    [
      ['TCP', 80],
      ['TCP', 85],
      ['TCP', 8080],
      ['TCP', 9999],
      ['UDP', 80],
      ['UDP', 53],
      ['SCTP', 9999],
    ] as const
  ).flatMap(([on, number]) =>
    podsOf(isInto ? to : from).flatMap((own) =>
      others.map((other) => (isInto ? ([other, own, on, number] as const) : ([own, other, on, number] as const))),
    ),
  );
  return all.every(
    ([source, destination, on, number]) =>
      (isMeant(source, from) && isMeant(destination, to) && on === protocol.toUpperCase() && number === port) ||
      decided(source, destination, on, number) === 'denied',
  );
}

test(`a claim about policies of Cilium holds where the reference says so of every pod, and nowhere else (seed ${seed})`, () => {
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  findNothing(
    fc.record({ world: ciliumWorlds, claims: fc.array(claim, { minLength: 4, maxLength: 4 }) }),
    runs(48, 24),
    (drawn) => {
      // Any address may be that of a pod that is not declared, so that blocks that match pods are another question.
      const isOfPods = drawn.world.setup?.policyCIDRMatchMode?.includes('pods');
      const world = isOfPods ? { ...drawn.world, setup: {} } : drawn.world;
      const cluster = clusterOfManifests(objectsOf(world));
      const reachability = Reachability.of(cluster, { cni: Cni.cilium(world.setup) });
      const isDeclared = (some: Side) => world.pods.some((pod) => isMeant(pod, some));
      for (const one of drawn.claims) {
        // Of pods that are not declared, access is claimed for one with just these labels, which is another question.
        if (one.type === 'allows' && !(isDeclared(one.from) && isDeclared(one.to))) continue;
        const flow = Flow.from(wordOf(one.from))
          .to(wordOf(one.to))
          .on(PORT_WORDS[one.protocol as 'tcp' | 'udp'](one.port));
        const { verdict } =
          one.type === 'denies'
            ? reachability.denies(flow)
            : one.type === 'allows'
              ? reachability.allows(flow)
              : one.type === 'onlyAllowsInto'
                ? reachability.onlyAllowsInto(wordOf(one.to), flow)
                : reachability.onlyAllowsOutOf(wordOf(one.from), flow);
        const expected = holds(world, one) ? 'holds' : 'fails';
        count(`${one.type} ${verdict}`);
        if (verdict !== expected) {
          return `${JSON.stringify(one)}\nreference: ${expected}\nproof: ${verdict}\n\n${JSON.stringify({ setup: world.setup, services: world.services, groups: world.groups, apiServer: world.apiServer, cilium: world.cilium, network: world.network }, undefined, 1)}`;
        }
      }
      return undefined;
    },
  );
  process.stdout.write(`${[...counts].map(([what, number]) => `${what} ${number}`).join(', ')}\n`);
  const [holding, failing] = ['holds', 'fails'].map((verdict) =>
    [...counts.keys()].filter((name) => name.endsWith(verdict)),
  );
  // Of some types few claims hold.
  expect((holding ?? []).length).toBeGreaterThan(1);
  expect((failing ?? []).length).toBeGreaterThan(1);
});
