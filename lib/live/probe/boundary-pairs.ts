import type { DirectionExplanation } from '../../reachability/explanation/direction-explanation';
import type { Explanation } from '../../reachability/explanation/explanation';
import { titleOfPolicy } from '../../reachability/explanation/explanation-text';
import type { ModelWorld } from './model-world';
import { type PlannedPair, pairsOf } from './planned-pair';
import type { WorkloadPod } from './running-pods';

/** What is tried, and how many workloads are as others that are tried. */
export interface BoundaryPairs {
  readonly pairs: readonly PlannedPair[];
  readonly alike: number;
}

/**
 * For each class of workloads that the same policies close in a direction one connection that they deny, and one that they allow where
 * there is any. What policies do not close is not tried: that it is open shows nothing.
 */
export function boundaryPairs(world: ModelWorld): BoundaryPairs {
  const seen = new Set<string>();
  const alike = new Set<string>();
  const pairs = world.workloads.flatMap((pod) =>
    WAYS.flatMap((way) => {
      const found = foundFor(world, pod, way);
      if (found === undefined) return [];
      if (seen.has(found.boundary)) {
        alike.add(pod.workload.id);
        return [];
      }
      seen.add(found.boundary);
      return found.pairs();
    }),
  );
  const tried = new Set(pairs.flatMap(({ from, to }) => [from.workload.id, to?.workload.id]));
  return { pairs, alike: [...alike].filter((id) => !tried.has(id)).length };
}

type Way = 'ingress' | 'egress';
const WAYS: readonly Way[] = ['ingress', 'egress'];

interface FoundBoundary {
  /** Equal for pods of a namespace that the same policies close. */
  readonly boundary: string;
  /** Made only for those that are tried. */
  readonly pairs: () => PlannedPair[];
}

function foundFor(world: ModelWorld, pod: WorkloadPod, way: Way): FoundBoundary | undefined {
  const found: { denied?: Found; allowed?: Found } = {};
  for (const candidate of candidates(world, pod, way)) {
    if (found.denied?.isAlone && found.allowed !== undefined) break;
    const [from, to] = way === 'ingress' ? [candidate.other, pod] : [pod, candidate.other];
    const explanation = world.explain(from, to.addresses[0] ?? '', candidate.port);
    if (explanation === undefined || explanation.verdict === 'depends') continue;
    const boundary = [way, pod.namespace, ...closedBy(explanation[way])].join(' ');
    const one: Found = { from, to, port: candidate.port, isAlone: isAlone(explanation, way), boundary };
    if (explanation.verdict === 'allowed') found.allowed ??= one;
    // One that this end alone denies shows more than one that the other end denies as well.
    else if (isClosed(explanation[way]) && (found.denied === undefined || (one.isAlone && !found.denied.isAlone)))
      found.denied = one;
  }
  const { denied, allowed } = found;
  if (denied === undefined) return undefined;
  const check = `${way} of ${pod.workload.id}`;
  return {
    boundary: denied.boundary,
    pairs: () => [
      ...pairsOf(world, { check, ...denied, expected: 'denied' }),
      ...(allowed === undefined ? [] : pairsOf(world, { check, ...allowed, expected: 'allowed' })),
    ],
  };
}

function closedBy({ isolatedBy, stages }: DirectionExplanation): string[] {
  const deciding = (stages?.decidedBy ?? []).map(({ policy }) => titleOfPolicy(policy));
  return [...isolatedBy.map(({ policy }) => policy.id), ...deciding].sort();
}

interface Found {
  readonly from: WorkloadPod;
  readonly to: WorkloadPod;
  readonly port: number;
  readonly isAlone: boolean;
  readonly boundary: string;
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
