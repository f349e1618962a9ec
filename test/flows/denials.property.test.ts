import fc from 'fast-check';
import { denialsOf } from '../../lib/flows/denied-flows';
import { grantsFor } from '../../lib/flows/missing-grants';
import { provedGrants, withPolicies } from '../../lib/flows/proved-grants';
import { replayOf } from '../../lib/flows/replayed-flows';
import { Reachability } from '../../lib/reachability/reachability';
import { endId } from '../../lib/report/flows/flow-log-document';
import { AUDITED, type LoggedPacket, type LoggedPod, SEEN, WRITERS } from '../support/flow-lines';
import { flowLogOf } from '../support/flow-log-of';
import { clusterIn, portOf, type World, worlds } from '../support/flow-worlds';
import { assertProperty, runs } from '../support/property';

const ASKED = (['TCP', 'UDP'] as const).flatMap((protocol) =>
  [80, 5432, 8080, 9090].map((port) => [protocol, port] as const),
);

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
        // The engine once more, by single questions. Of each pair one is explained, which takes longer.
        const after = Reachability.of(
          withPolicies(
            cluster,
            grants.flatMap(({ manifests }) => manifests),
          ),
        );
        for (const source of world.pods) {
          for (const [index, destination] of world.pods.entries()) {
            if (source === destination) continue;
            const [from, to] = [workload(source), workload(destination)];
            const [before, now] = [reachability, after].map((one) => one.connections(from, to).certain);
            const wrong = ASKED.filter(([protocol, port]) => {
              const isWanted = expected.has(`${from.id} ${to.id} ${protocol} ${port}`);
              return now?.has(protocol, port) !== (isWanted || before?.has(protocol, port));
            });
            expect([from.id, to.id, wrong]).toEqual([from.id, to.id, []]);
            const [protocol, port] = ASKED[index % ASKED.length] as (typeof ASKED)[number];
            const ends = [from, to, portOf(protocol, port)] as const;
            const isWanted = expected.has(`${from.id} ${to.id} ${protocol} ${port}`);
            expect(after.explain(...ends).verdict).toBe(isWanted ? 'allowed' : reachability.explain(...ends).verdict);
          }
        }
      }),
      runs(300),
    );
    expect(Math.min(met.denied, met.allowed, met.bothSides)).toBeGreaterThan(0);
  });
});

/** What a world is meant to have, with the engine's verdict for each connection. */
function judged(world: World) {
  const cluster = clusterIn(world);
  const reachability = Reachability.of(cluster);
  const workload = ({ deployment, namespace }: LoggedPod) =>
    cluster.workloads.find(
      (one) => one.name === deployment && one.namespace === namespace,
    ) as (typeof cluster.workloads)[number];
  const wanted = world.wanted.map(({ from, to, protocol, port }, index) => {
    const [source, destination] = [world.pods[from] as LoggedPod, world.pods[to] as LoggedPod];
    const ends = [workload(source), workload(destination)] as const;
    const { verdict } = reachability.explain(...ends, portOf(protocol, port));
    const packet: LoggedPacket = {
      verdict: 'allowed',
      direction: 'ingress',
      from: source,
      to: destination,
      protocol,
      port,
      sourcePort: 40000 + index,
    };
    return { packet, isDenied: verdict === 'denied', key: `${ends[0].id} ${ends[1].id} ${protocol} ${port}` };
  });
  const denied = [...new Set(wanted.flatMap(({ isDenied, key }) => (isDenied ? [key] : [])))].sort();
  return { reachability, wanted, denied };
}

describe('the replay of a log', () => {
  const writers = { ...WRITERS, ...SEEN };

  test('denies exactly what the policies deny of the traffic that was allowed, in every format', () => {
    const met = { denied: 0, allowed: 0 };
    assertProperty(
      fc.property(worlds, fc.constantFrom(...Object.keys(writers)), (world, format) => {
        const { reachability, wanted, denied } = judged(world);
        const lines = wanted.flatMap(({ packet }) => writers[format as keyof typeof writers]?.(packet) ?? []);
        const found = replayOf(flowLogOf(lines), reachability);
        expect(
          found.denied.map(({ from, to, protocol, port }) => `${endId(from)} ${endId(to)} ${protocol} ${port}`).sort(),
        ).toEqual(denied);
        expect(found.depends).toEqual([]);
        expect(found.allowedConnections).toBe(new Set(wanted.map(({ key }) => key)).size);
        met.denied += denied.length;
        met.allowed += found.allowedConnections - denied.length;
      }),
      runs(200),
    );
    expect(Math.min(met.denied, met.allowed)).toBeGreaterThan(0);
  });

  test.each(Object.keys(AUDITED))('what %s says would be denied is what lacks a grant', (format) => {
    let met = 0;
    assertProperty(
      fc.property(worlds, (world) => {
        const { reachability, wanted, denied } = judged(world);
        const lines = wanted.flatMap(({ packet, isDenied }) =>
          isDenied ? (AUDITED[format]?.(packet) ?? []) : (WRITERS[format]?.(packet) ?? []),
        );
        const { missing, notGranted } = denialsOf(flowLogOf(lines), reachability);
        expect(missing.map(({ from, to, protocol, port }) => `${from.id} ${to.id} ${protocol} ${port}`).sort()).toEqual(
          denied,
        );
        expect(missing.every(({ isAudit }) => isAudit)).toBe(true);
        expect(notGranted).toEqual([]);
        met += denied.length;
      }),
      runs(40),
    );
    expect(met).toBeGreaterThan(0);
  });
});
