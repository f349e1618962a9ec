import fc from 'fast-check';
import { clusterOfManifests } from '../../../lib/cluster/load';
import type { Flow } from '../../../lib/policy/flow';
import type { PolicyType, Protocol } from '../../../lib/policy/manifest';
import type { AbsolutePeer } from '../../../lib/policy/peer';
import { Flow as FlowWord, Port } from '../../../lib/policy/words';
import type { ProofVerdict } from '../../../lib/reachability/proof/verdict';
import { Reachability } from '../../../lib/reachability/reachability';
import { podsOf } from '../../reachability/proof/claims';
import { covers, isMeant } from '../../reachability/proof/slow-claims';
import { calicoWorlds, textWorlds } from '../../reference/calico-arbitraries';
import { calicoAnswers, completionsOf } from '../../reference/calico-completions';
import { calicoManifests } from '../../reference/calico-manifests';
import { calicoDecides } from '../../reference/calico-reference';
import type { CalicoWorld } from '../../reference/calico-world';
import { expectShare, findNothing, runs, seed } from '../../support/property';
import {
  type AnyEnd,
  type AnyPod,
  anyEnds,
  anyPods,
  claimedPeer,
  claimedPods,
  endpointOf,
  endsOf,
  worldOf,
} from './any-pods';

/** Claims about clusters with policies of Calico, against every pod of a universe in which all that selectors ask for occurs. */

const MOST_COMPLETIONS = 12;
const worlds = {
  'policies of several kinds': calicoWorlds.filter((world) => completionsOf(world).length <= MOST_COMPLETIONS),
  'texts of labels': textWorlds,
};

interface AnyFlow {
  readonly from: AnyEnd;
  readonly to: AnyEnd;
  readonly protocol: Protocol;
  readonly port: number;
}

/** A claim, and the connections that would break it if they were allowed. */
interface Claim {
  readonly text: unknown;
  readonly verdict: (reachability: Reachability) => ProofVerdict;
  readonly from?: AbsolutePeer;
  readonly to?: AbsolutePeer;
  readonly isAgainst: (flow: AnyFlow) => boolean;
}

const ports = fc.constantFrom(
  [Port.all()],
  [Port.tcp(80)],
  [Port.tcp(8080), Port.udp(53)],
  [Port.named('http', 'TCP')],
);
const flow: fc.Arbitrary<Flow> = fc
  .record({ from: claimedPeer, to: claimedPeer, ports })
  .map(({ from, to, ports: on }) => ({ ...FlowWord.from(from).to(to).on(Port.all()), ports: on }));
const flows = fc.array(flow, { maxLength: 2 });

const claimsOf: Readonly<Record<string, fc.Arbitrary<Claim>>> = {
  'nothing else reaches some pods': fc.tuple(claimedPods, flows).map(
    ([target, some]): Claim => ({
      text: { target, some },
      verdict: (reachability) => reachability.onlyAllowsInto(target, ...some),
      to: target,
      isAgainst: (one) => isMeant(target, endpointOf(one.to)) && !some.some((claim) => covers(claim, asFlow(one))),
    }),
  ),
  'some pods reach nothing else': fc.tuple(claimedPods, flows).map(
    ([subject, some]): Claim => ({
      text: { subject, some },
      verdict: (reachability) => reachability.onlyAllowsOutOf(subject, ...some),
      from: subject,
      isAgainst: (one) => isMeant(subject, endpointOf(one.from)) && !some.some((claim) => covers(claim, asFlow(one))),
    }),
  ),
  'a flow is denied': flow.map(
    (denied): Claim => ({
      text: { denied },
      verdict: (reachability) => reachability.denies(denied),
      from: denied.from,
      to: denied.to,
      isAgainst: (one) => covers(denied, asFlow(one)),
    }),
  ),
};

const draws = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom(['TCP', 80], ['TCP', 8080], ['UDP', 53])), {
  minLength: 40,
  maxLength: 40,
});

const CASES = Object.entries(worlds).flatMap(([what, among]) =>
  Object.entries(claimsOf).map(([claim, claims]) => [claim, what, claims, among] as const),
);
const RUNS = runs(150);

test.each(CASES)(`a proof that %s by %s holds against any pod, or shows one that breaks it (seed ${seed})`, (...of) => {
  const [, , claims, among] = of;
  const counts = { holds: 0, fails: 0, undecided: 0 };
  findNothing(fc.tuple(among, claims, draws), RUNS, ([world, claim, draw]) => {
    const verdict = claim.verdict(reachabilityOf(world));
    counts[verdict.verdict]++;
    const problem = wrongCounterexample(world, claim, verdict) ?? missedViolation(world, claim, verdict, draw);
    return problem && `${problem}\n${JSON.stringify(claim.text)}\n${JSON.stringify(world)}`;
  });
  expectShare(counts.holds, RUNS, 0.01);
  expectShare(counts.fails, RUNS, 0.1);
  expectShare(RUNS - counts.undecided, RUNS, 0.95);
});

function reachabilityOf(world: CalicoWorld): Reachability {
  const cluster = clusterOfManifests(calicoManifests(world));
  expect(cluster.problems).toEqual([]);
  return Reachability.of(cluster);
}

function asFlow({ from, to, ...on }: AnyFlow) {
  return { from: endpointOf(from), to: endpointOf(to), ...on };
}

/** In some completion. */
function mayBeAllowed(world: CalicoWorld, asked: AnyFlow): boolean {
  const around = worldOf(world, [asked.from, asked.to]);
  return completionsOf(world).some((completion) =>
    (['Egress', 'Ingress'] as const).every(
      (direction) => calicoDecides(around, completion, direction, asked).isAllowed,
    ),
  );
}

function wrongCounterexample(world: CalicoWorld, claim: Claim, verdict: ProofVerdict): string | undefined {
  if (verdict.verdict !== 'fails') return undefined;
  const { source, destination, protocol, port } = verdict.counterexample;
  const all = endsOf(source, world, true).flatMap((from) =>
    endsOf(destination, world, false).map((to): AnyFlow => ({ from, to, protocol, port })),
  );
  const found = all.filter((one) => claim.isAgainst(one));
  if (found.length === 0) return `is not against the claim: ${JSON.stringify(verdict.counterexample)}`;
  return found.some((one) => mayBeAllowed(world, one)) ? undefined : `is not allowed: ${JSON.stringify(found[0])}`;
}

function missedViolation(
  world: CalicoWorld,
  claim: Claim,
  verdict: ProofVerdict,
  draw: readonly (readonly [number, number, readonly (string | number)[]])[],
): string | undefined {
  if (verdict.verdict !== 'holds') return undefined;
  const ends = anyEnds(world);
  const meant = (peer: AbsolutePeer | undefined) =>
    peer === undefined ? ends : ends.filter((end) => isMeant(peer, endpointOf(end)));
  const [sources, destinations] = [meant(claim.from), meant(claim.to)];
  for (const [one, other, on] of draw) {
    const [from, to] = [sources[one % sources.length], destinations[other % destinations.length]];
    if (from === undefined || to === undefined || from === to) continue;
    if (typeof from === 'string' && typeof to === 'string') continue;
    const [protocol, port] = on as [Protocol, number];
    const asked = { from, to, protocol, port };
    if (claim.isAgainst(asked) && mayBeAllowed(world, asked)) return `holds, and is broken by ${JSON.stringify(asked)}`;
  }
  return undefined;
}

const accessPorts = fc.constantFrom(['TCP', 80], ['TCP', 8080], ['UDP', 53]);

test(`a flow between declared pods is proved where the reference allows all of it (seed ${seed})`, () => {
  const counts = { holds: 0, fails: 0, undecided: 0 };
  findNothing(fc.tuple(calicoWorlds, fc.nat(), fc.nat(), accessPorts), RUNS, ([world, one, other, on]) => {
    const [from, to] = [likePod(world, one), likePod(world, other)];
    const meant = (peer: AbsolutePeer) => world.pods.filter((pod) => isMeant(peer, endpointOf(known(world, pod))));
    const [sources, destinations] = [meant(from), meant(to)];
    if (sources.length === 0 || destinations.length === 0) return undefined;
    const [protocol, port] = on as [Protocol, number];
    const completions = completionsOf(world);
    // A pod has replicas, which are others.
    const answers = sources.flatMap((source) =>
      destinations.map((destination) =>
        calicoAnswers(world, completions, { from: source, to: destination, protocol, port }),
      ),
    );
    const word = protocol === 'TCP' ? Port.tcp(port) : Port.udp(port);
    const { verdict } = reachabilityOf(world).allows(FlowWord.from(from).to(to).on(word));
    counts[verdict]++;
    const isAllowed = answers.every(({ answer }) => answer === 'allowed');
    const isSo = isAllowed === (verdict === 'holds') || (isAllowed && answers.some(({ inBoth }) => inBoth));
    return isSo ? undefined : `${verdict}: ${JSON.stringify([from, to, on, answers, world])}`;
  });
  expectShare(counts.holds, RUNS, 0.01);
  expectShare(counts.fails, RUNS, 0.01);
});

/** Pods with the labels of a declared one. */
function likePod({ pods }: CalicoWorld, number: number): AbsolutePeer {
  const { labels, namespace } = pods[number % pods.length] as CalicoWorld['pods'][number];
  return podsOf({ matchLabels: labels }, { matchLabels: { 'kubernetes.io/metadata.name': namespace } });
}

function known(world: CalicoWorld, pod: CalicoWorld['pods'][number]) {
  return { ...pod, namespaceLabels: world.namespaces[pod.namespace] ?? {}, accountLabels: {} };
}

/** Ports that rules name, that they do not name, and that are between those of ranges. */
const PORTS = ['TCP', 'UDP'].flatMap((protocol) => [4321, 80, 85, 8080, 53].map((port) => [protocol, port] as const));

/** As it is, and with a port of UDP that has the name of one of TCP. */
function withPorts(pod: AnyPod): AnyPod[] {
  return [pod, { ...pod, ports: [...pod.ports, { name: 'http', protocol: 'UDP', port: 53 }] }];
}

const isolated = fc.tuple(fc.constantFrom('n1', 'n2'), fc.constantFrom<PolicyType>('Ingress', 'Egress'));

test.each(Object.entries(worlds))(
  `that all pods of a namespace are isolated by %s is proved where none is left open (seed ${seed})`,
  (_, among) => {
    const counts = { holds: 0, fails: 0, undecided: 0 };
    findNothing(fc.tuple(among, isolated, draws), RUNS, ([world, [namespace, direction], draw]) => {
      const proof = reachabilityOf(world).isolates(namespace, direction);
      counts[proof.verdict]++;
      const completions = completionsOf(world).map((one) => ({ ...one, ignoresAllows: true as const }));
      const ends = anyEnds(world);
      const own = anyPods(world).filter((pod) => pod.namespace === namespace);
      const openOn = (pod: AnyEnd, other: AnyEnd, on: readonly (readonly (string | number)[])[]) => {
        const around = worldOf(world, [pod, other]);
        const [from, to] = direction === 'Ingress' ? [other, pod] : [pod, other];
        return on.some(([protocol, port]) => {
          const asked = { from, to, protocol: protocol as Protocol, port: port as number };
          return completions.some((one) => calicoDecides(around, one, direction, asked).isOpen);
        });
      };
      if (proof.verdict === 'holds') {
        const open = draw.find(([one, other, on]) => {
          return openOn(own[one % own.length] as AnyEnd, ends[other % ends.length] as AnyEnd, [on]);
        });
        return open && `holds, and leaves open ${JSON.stringify([own[open[0] % own.length], open, world])}`;
      }
      if (proof.verdict === 'undecided') return proof.reason;
      // The proof says the labels alone: the pod may have any account and any address.
      const accounts = new Map(own.map((pod) => [JSON.stringify([pod.serviceAccount, pod.accountLabels]), pod]));
      const shown = [...accounts.values()].flatMap((pod) =>
        [pod.address, '10.0.0.202'].flatMap((address) => withPorts({ ...pod, labels: proof.labels, address })),
      );
      const others = ends.flatMap((end): AnyEnd[] =>
        typeof end === 'string'
          ? [end]
          : [end.address, '10.0.0.1', '10.0.1.9'].flatMap((address) => withPorts({ ...end, address })),
      );
      const isShown = shown.some((pod) => others.some((end) => openOn(pod, end, PORTS)));
      return isShown ? undefined : `is not left open: ${JSON.stringify([proof.labels, world])}`;
    });
    expectShare(counts.holds, RUNS, 0.01);
    expectShare(counts.fails, RUNS, 0.1);
  },
);
