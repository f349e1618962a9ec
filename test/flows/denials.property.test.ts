import fc from 'fast-check';
import { clusterOfManifests } from '../../lib/cluster/load';
import { denialsOf } from '../../lib/flows/denied-flows';
import { grantsFor } from '../../lib/flows/missing-grants';
import { provedGrants, withPolicies } from '../../lib/flows/proved-grants';
import { Port } from '../../lib/policy/words';
import { Reachability } from '../../lib/reachability/reachability';
import { type LoggedPacket, type LoggedPod, WRITERS } from '../support/flow-lines';
import { flowLogOf } from '../support/flow-log-of';
import { assertProperty, runs } from '../support/property';

/** A cluster of Deployments, the policies that isolate some of them, and the connections that it is meant to have. */
interface World {
  readonly pods: readonly LoggedPod[];
  readonly policies: readonly {
    readonly pod: number;
    readonly direction: 'Ingress' | 'Egress';
    readonly open: readonly number[];
  }[];
  readonly wanted: readonly {
    readonly from: number;
    readonly to: number;
    readonly protocol: 'TCP' | 'UDP';
    readonly port: number;
  }[];
  readonly format: string;
}

const worlds: fc.Arbitrary<World> = fc.integer({ min: 3, max: 6 }).chain((count) => {
  const pod = fc.nat(count - 1);
  return fc.record({
    pods: fc
      .tuple(
        ...Array.from({ length: count }, () =>
          fc.tuple(fc.constantFrom('front', 'shop'), fc.constantFrom('api', 'db')),
        ),
      )
      .map((all) =>
        all.map(([namespace, tier], index) => ({
          namespace,
          deployment: `d${index}`,
          labels: { app: `a${index}`, tier },
          address: `10.0.0.${index + 1}`,
        })),
      ),
    policies: fc.array(
      fc.record({
        pod,
        direction: fc.constantFrom('Ingress' as const, 'Egress' as const),
        open: fc.array(pod, { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    wanted: fc.array(
      fc
        .record({
          from: pod,
          to: pod,
          protocol: fc.constantFrom('TCP' as const, 'UDP' as const),
          port: fc.constantFrom(80, 5432, 8080, 9090),
        })
        .filter(({ from, to }) => from !== to),
      { minLength: 1, maxLength: 6 },
    ),
    format: fc.constantFrom(...Object.keys(WRITERS)),
  });
});

const peerOf = ({ namespace, labels }: LoggedPod) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels: { app: labels.app as string } },
});

function clusterIn({ pods, policies }: World) {
  return clusterOfManifests([
    ...['front', 'shop'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    ...pods.flatMap(({ namespace, deployment, labels, address }) => [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: deployment, namespace },
        spec: {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'c' }] } },
        },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: `${deployment}-5d9f8c7b6-x1z9k`,
          namespace,
          labels,
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment, uid: '1', controller: true },
          ],
        },
        spec: { containers: [{ name: 'c', image: 'c' }] },
        status: { phase: 'Running', podIP: address, podIPs: [{ ip: address }] },
      },
    ]),
    ...policies.map(({ pod, direction, open }, index) => {
      const subject = pods[pod] as LoggedPod;
      const peers = open.map((one) => peerOf(pods[one] as LoggedPod));
      const rule = direction === 'Ingress' ? { from: peers } : { to: peers };
      return {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: `p${index}`, namespace: subject.namespace },
        spec: {
          podSelector: { matchLabels: { app: subject.labels.app as string } },
          policyTypes: [direction],
          [direction.toLowerCase()]: peers.length === 0 ? [] : [rule],
        },
      };
    }),
  ]);
}

const portOf = (protocol: 'TCP' | 'UDP', port: number) => (protocol === 'TCP' ? Port.tcp(port) : Port.udp(port));

describe('the denials of a log', () => {
  test('are exactly the connections that were wanted and that the policies deny, in every format, and grants open just these', () => {
    const met = { denied: 0, allowed: 0, bothSides: 0 };
    assertProperty(
      fc.property(worlds, (world) => {
        const cluster = clusterIn(world);
        const reachability = Reachability.of(cluster);
        const workload = (pod: LoggedPod) =>
          cluster.workloads.find(
            ({ name, namespace }) => name === pod.deployment && namespace === pod.namespace,
          ) as (typeof cluster.workloads)[number];
        const expected = new Set<string>();
        const lines = world.wanted.flatMap(({ from, to, protocol, port }, index) => {
          const [source, destination] = [world.pods[from] as LoggedPod, world.pods[to] as LoggedPod];
          const { verdict, egress, ingress } = reachability.explain(
            workload(source),
            workload(destination),
            portOf(protocol, port),
          );
          const denied = verdict === 'denied';
          if (denied) expected.add(`${workload(source).id} ${workload(destination).id} ${protocol} ${port}`);
          met[denied ? 'denied' : 'allowed']++;
          if (egress.state === 'denied' && ingress.state === 'denied') met.bothSides++;
          const packet: LoggedPacket = {
            verdict: denied ? 'denied' : 'allowed',
            direction: egress.state === 'denied' ? 'egress' : 'ingress',
            from: source,
            to: destination,
            protocol,
            port,
            sourcePort: 40000 + index,
          };
          // Each is tried again, and what was allowed is answered.
          const again = WRITERS[world.format]?.(packet) ?? [];
          const answer = {
            ...packet,
            from: destination,
            to: source,
            port: packet.sourcePort,
            sourcePort: port,
            isReply: true,
          };
          return [...again, ...again, ...(denied ? [] : (WRITERS[world.format]?.(answer) ?? []))];
        });
        const found = denialsOf(flowLogOf(lines), reachability);
        const missing = found.missing.map((one) => `${one.from.id} ${one.to.id} ${one.protocol} ${one.port}`);
        expect([...missing].sort()).toEqual([...expected].sort());
        expect(found.notGranted).toEqual([]);

        const { grants, closed } = provedGrants(
          grantsFor(found.missing, new Set(cluster.policies.map(({ id }) => id))),
          reachability,
        );
        expect(closed).toEqual([]);
        expect(grants.map(({ opens }) => [opens.stillClosed, opens.unwanted])).toEqual(grants.map(() => [0, []]));
        // The engine once more, by single questions.
        const after = Reachability.of(
          withPolicies(
            cluster,
            grants.flatMap(({ manifests }) => manifests),
          ),
        );
        for (const source of world.pods) {
          for (const destination of world.pods) {
            if (source === destination) continue;
            for (const protocol of ['TCP', 'UDP'] as const) {
              for (const port of [80, 5432, 8080, 9090]) {
                const ends = [workload(source), workload(destination), portOf(protocol, port)] as const;
                const before = reachability.explain(...ends).verdict;
                const isWanted = expected.has(`${ends[0].id} ${ends[1].id} ${protocol} ${port}`);
                expect(after.explain(...ends).verdict).toBe(isWanted ? 'allowed' : before);
              }
            }
          }
        }
      }),
      runs(300),
    );
    expect(Math.min(met.denied, met.allowed, met.bothSides)).toBeGreaterThan(0);
  });
});
