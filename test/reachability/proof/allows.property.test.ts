import fc from 'fast-check';
import type { Flow } from '../../../lib/policy/flow';
import type { LabelSelector, PolicyType } from '../../../lib/policy/manifest';
import type { AbsolutePeer } from '../../../lib/policy/peer';
import { Pods } from '../../../lib/policy/words';
import type { ProofVerdict } from '../../../lib/reachability/proof/verdict';
import { Reachability } from '../../../lib/reachability/reachability';
import { POD_KEYS, POD_VALUES, worlds } from '../../reference/arbitraries';
import { completions, type PartlyKnown, type PartlyKnownPod } from '../../reference/completions';
import { addressesAround, portsAround } from '../../reference/flows';
import { directionsOf, type Endpoint, isAllowed, isSelected, type World } from '../../reference/reference';
import { type Addresses, meetings, podsOf } from '../../reference/workloads';
import { worldText } from '../../reference/world-text';
import { expectShare, findNothing, runs, seed } from '../../support/property';
import { type AnyFlow, asReference } from '../any-endpoints';
import { claimedFlow } from './claims';
import { covers, isMeant } from './slow-claims';

const RUNS = runs(1000);

/** Flows of which at least one end is declared, mostly. */
const flowsIn = fc.tuple(claimedFlow, fc.nat(), fc.nat(), fc.boolean(), fc.boolean()).map(
  ([flow, one, other, isFromWorkload, isToWorkload]) =>
    (world: World): Flow => ({
      ...flow,
      ...(isFromWorkload && { from: workloadPeer(world, one) }),
      ...(isToWorkload && { to: workloadPeer(world, other) }),
    }),
);

test(`a flow is allowed if every declared pod has it, or the pod with just those labels (seed ${seed})`, () => {
  const counts = { holds: 0, fails: 0, undecided: 0 };
  findNothing(fc.tuple(worlds, flowsIn), RUNS, ([world, flowIn]) => {
    const flow = flowIn(world);
    const verdict = Reachability.of(world.cluster, { cni: world.cni }).allows(flow);
    counts[verdict.verdict]++;
    const problem = wrongCounterexample(world, flow, verdict) ?? missedDenial(world, flow, verdict);
    return problem && `${problem}\n\n${JSON.stringify(flow, null, 1)}\n\n${worldText(world)}`;
  });
  expectShare(counts.holds, RUNS, 0.1);
  expectShare(counts.fails, RUNS, 0.1);
});

function workloadPeer({ cluster: { workloads } }: World, number: number): AbsolutePeer {
  const { namespace, pods } = workloads[number % workloads.length] as (typeof workloads)[number];
  const labels = pods[0]?.labels ?? {};
  const selection = Object.keys(labels).length === 0 ? Pods.all() : Pods.labelled(labels);
  return selection.inNamespace(namespace);
}

function wrongCounterexample(world: World, claim: Flow, verdict: ProofVerdict): string | undefined {
  if (verdict.verdict !== 'fails') return undefined;
  const { source, destination, protocol, port } = verdict.counterexample;
  const flow = { from: asReference(source), to: asReference(destination), protocol, port };
  if (isAllowed(world, flow)) return `is allowed: ${JSON.stringify(flow)}`;
  return covers(claim, flow) ? undefined : `is not claimed: ${JSON.stringify(flow)}`;
}

function missedDenial(world: World, claim: Flow, verdict: ProofVerdict): string | undefined {
  if (verdict.verdict !== 'holds') return undefined;
  const ports = [...portsAround(world), 1, 2, 65534, 65535].flatMap((port) =>
    (['TCP', 'UDP', 'SCTP'] as const).map((protocol) => ({ protocol, port })),
  );
  for (const source of meant(world, claim.from)) {
    for (const destination of meant(world, claim.to)) {
      const pairs = meetings(source, destination);
      if (pairs.length === 0) return `never meet: ${JSON.stringify([source, destination])}`;
      for (const { from, to } of pairs) {
        for (const completion of completions(world, from, to)) {
          const { from: source, to: destination } = completion;
          const flows = ports.flatMap((on) =>
            bearing(destination, claim).map((to): AnyFlow => ({ from: source, to, ...on })),
          );
          for (const flow of flows) {
            if (covers(claim, flow) && !isAllowed(world, flow)) return `is denied: ${JSON.stringify(flow)}`;
          }
        }
      }
    }
  }
  return undefined;
}

/** Every declared pod that a peer means, or one of the pods that are not declared; of a block, addresses in it. */
function meant(world: World, peer: AbsolutePeer): Addresses[] {
  if (peer.type === 'ipBlock') {
    const outside = addressesAround(world).map((address): PartlyKnown => ({ type: 'outside', address }));
    return outside.filter((endpoint) => isMeant(peer, endpoint)).map((endpoint) => [endpoint]);
  }
  const { cluster, cni } = world;
  const declared = cluster.workloads
    .flatMap(({ id }) => podsOf(cluster, id))
    .filter(([first]) => first?.type === 'pod' && (!first.hostNetwork || cni.selectorsMatchHostNetwork))
    .filter(([first]) => mayBeMeant(peer, first as PartlyKnown));
  if (declared.length > 0) return declared;
  const { matchLabels, matchExpressions = [] } = peer.selector;
  return matchExpressions.length > 0
    ? []
    : [...cluster.namespaces.values()]
        .map(({ name, labels, declared: namespaceDeclared }): PartlyKnown => {
          const known = { namespace: name, namespaceLabels: labels, namespaceDeclared, unknownLabels: [], ports: [] };
          return { type: 'pod', ...known, hostNetwork: false, labels: { ...matchLabels } };
        })
        .filter((endpoint) => isMeant(peer, endpoint))
        .map((endpoint) => [endpoint]);
}

/** Whether a peer means a pod, or may where some labels are unknown. */
function mayBeMeant(peer: AbsolutePeer, endpoint: PartlyKnown): boolean {
  if (endpoint.type !== 'pod' || peer.type !== 'pods') return isMeant(peer, endpoint);
  const namespaces = peer.place.in === 'namespaces' ? peer.place.namespaces.selector : {};
  const values = ({ matchLabels, matchExpressions }: LabelSelector, key: string) => [
    ...Object.entries(matchLabels ?? {}).flatMap(([name, value]) => (name === key ? [value] : [])),
    ...(matchExpressions ?? []).flatMap((one) => (one.key === key ? (one.values ?? []) : [])),
    'z',
  ];
  const pods = endpoint.unknownLabels.reduce<PartlyKnownPod[]>(
    (all, { key, except }) =>
      all.flatMap((pod) =>
        values(peer.selector, key)
          .filter((value) => !except?.has(value))
          .map((value) => ({ ...pod, labels: { ...pod.labels, [key]: value } })),
      ),
    [endpoint],
  );
  const keys = endpoint.namespaceDeclared
    ? []
    : [...Object.keys(namespaces.matchLabels ?? {}), ...(namespaces.matchExpressions ?? []).map(({ key }) => key)];
  const everywhere = keys.reduce<PartlyKnownPod[]>(
    (all, key) =>
      all.flatMap((pod) => [
        pod,
        ...values(namespaces, key).map((value) => ({
          ...pod,
          namespaceLabels: { ...pod.namespaceLabels, [key]: value },
        })),
      ]),
    pods,
  );
  return everywhere.some((pod) => isMeant(peer, pod));
}

/** A pod of no workload with some numbers for each name of the claim; others as they are. */
function bearing(to: Endpoint, claim: Flow): Endpoint[] {
  if (to.type !== 'pod' || to.ports.length > 0) return [to];
  const named = claim.ports.filter((word) => word.type === 'named-port');
  return [
    to,
    ...[1, 2, 53, 80, 443, 65535].map((port) => ({
      ...to,
      ports: named.map(({ name, protocol }) => ({ name, protocol, port })),
    })),
  ];
}

test(`a namespace is isolated if some policy selects every pod that could be in it (seed ${seed})`, () => {
  const values = [...new Set(POD_VALUES), 'any-other', undefined];
  const everyPod = POD_KEYS.reduce<Record<string, string>[]>(
    (pods, key) => pods.flatMap((pod) => values.map((value) => (value === undefined ? pod : { ...pod, [key]: value }))),
    [{}],
  );
  const counts = { true: 0, false: 0 };
  findNothing(worlds, RUNS, ({ cluster, cni }) => {
    const reachability = Reachability.of(cluster, { cni });
    const wrong = ['default', 'shop', 'web', 'elsewhere'].flatMap((namespace) =>
      (['Ingress', 'Egress'] as const).filter((direction: PolicyType) => {
        const policies = cluster.policies.filter(
          (policy) => policy.namespace === namespace && directionsOf(policy.manifest.spec).includes(direction),
        );
        const expected = everyPod.every((labels) =>
          policies.some(({ manifest }) => isSelected(manifest.spec.podSelector ?? {}, labels)),
        );
        counts[`${expected}`]++;
        const proof = reachability.isolates(namespace, direction);
        if (proof.verdict !== 'fails') return (proof.verdict === 'holds') !== expected;
        return policies.some(({ manifest }) => isSelected(manifest.spec.podSelector ?? {}, proof.labels));
      }),
    );
    return wrong.length === 0 ? undefined : `${wrong}\n\n${worldText({ cluster, cni })}`;
  });
  expect(counts.true).toBeGreaterThan(RUNS / 4);
  expect(counts.false).toBeGreaterThan(RUNS / 4);
});
