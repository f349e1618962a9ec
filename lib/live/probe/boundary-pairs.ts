import type { DirectionExplanation } from '../../reachability/explanation/direction-explanation';
import type { Explanation } from '../../reachability/explanation/explanation';
import type { ModelWorld } from './model-world';
import { type PlannedPair, pairsOf } from './planned-pair';
import type { WorkloadPod } from './running-pods';

/**
 * For each workload that policies close in a direction one connection that they deny, and one that they allow where there is any.
 * What policies do not close is not tried: that it is open shows nothing.
 */
export function boundaryPairs(world: ModelWorld): PlannedPair[] {
  return world.workloads.flatMap((pod) => [...ways(world, pod, 'ingress'), ...ways(world, pod, 'egress')]);
}

type Way = 'ingress' | 'egress';

function ways(world: ModelWorld, pod: WorkloadPod, way: Way): PlannedPair[] {
  const found: { denied?: Found; allowed?: Found } = {};
  for (const candidate of candidates(world, pod, way)) {
    if (found.denied?.isAlone && found.allowed !== undefined) break;
    const [from, to] = way === 'ingress' ? [candidate.other, pod] : [pod, candidate.other];
    const explanation = world.explain(from, to.addresses[0] ?? '', candidate.port);
    if (explanation === undefined || explanation.verdict === 'depends') continue;
    const one: Found = { from, to, port: candidate.port, isAlone: isAlone(explanation, way) };
    if (explanation.verdict === 'allowed') found.allowed ??= one;
    // One that this end alone denies shows more than one that the other end denies as well.
    else if (isClosed(explanation[way]) && (found.denied === undefined || (one.isAlone && !found.denied.isAlone)))
      found.denied = one;
  }
  if (found.denied === undefined) return [];
  const check = `${way} of ${pod.workload.id}`;
  return [
    ...pairsOf(world, { check, ...found.denied, expected: 'denied' }),
    ...(found.allowed === undefined ? [] : pairsOf(world, { check, ...found.allowed, expected: 'allowed' })),
  ];
}

interface Found {
  readonly from: WorkloadPod;
  readonly to: WorkloadPod;
  readonly port: number;
  readonly isAlone: boolean;
}

interface Candidate {
  readonly other: WorkloadPod;
  readonly port: number;
}

const MOST_PORTS = 3;

/** Other workloads, those of the same namespace first, with ports that the destination declares. */
function candidates({ workloads }: ModelWorld, pod: WorkloadPod, way: Way): Candidate[] {
  const others = workloads.filter(({ workload }) => workload !== pod.workload);
  const near = others.filter(({ namespace }) => namespace === pod.namespace);
  const far = others.filter(({ namespace }) => namespace !== pod.namespace);
  return [...near, ...far].flatMap((other) =>
    (way === 'ingress' ? pod : other).ports.slice(0, MOST_PORTS).map((port) => ({ other, port })),
  );
}

function isClosed({ state }: DirectionExplanation): boolean {
  return state === 'denied';
}

function isAlone(explanation: Explanation, way: Way): boolean {
  return !isClosed(explanation[way === 'ingress' ? 'egress' : 'ingress']);
}
