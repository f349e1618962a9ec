import type { DirectionExplanation } from '../../reachability/explanation/direction-explanation';
import type { Explanation } from '../../reachability/explanation/explanation';
import { titleOfPolicy } from '../../reachability/explanation/explanation-text';
import type { ModelWorld } from './model-world';
import { type PlannedPair, pairsOf, type UnplannedPair } from './planned-pair';
import type { WorkloadPod } from './running-pods';

/** What is tried, and how many workloads are as others that are tried. */
export interface BoundaryPairs {
  readonly pairs: readonly PlannedPair[];
  /** Workloads that are closed, and of which nothing can be tried. */
  readonly unplanned: readonly UnplannedPair[];
  readonly alike: number;
  /** How many are closed, and let in, or are let out to, each pod that may be probed. */
  readonly untried: number;
}

/**
 * For each class of workloads that the same policies close in a direction one connection that they deny, and one that they allow where
 * there is any. What policies do not close is not tried: that it is open shows nothing.
 */
export function boundaryPairs(world: ModelWorld): BoundaryPairs {
  const seen = new Set<string>();
  const alike = new Set<string>();
  const untried = new Set<string>();
  const unplanned: UnplannedPair[] = [];
  const pairs = world.workloads.flatMap((pod) =>
    WAYS.flatMap((way) => {
      const found = foundFor(world, pod, way);
      if (found === undefined) {
        const why = whyUntried(world, pod, way);
        const check = `${way} of ${pod.workload.id}`;
        if (why === 'all-allowed') untried.add(check);
        else if (why !== undefined) unplanned.push({ check, words: `denied: ${check}`, why });
        return [];
      }
      if (seen.has(found.boundary)) {
        alike.add(pod.workload.id);
        return [];
      }
      seen.add(found.boundary);
      return found.pairs();
    }),
  );
  const tried = new Set(pairs.flatMap(({ from, to }) => [from.workload.id, to?.workload.id]));
  return { pairs, unplanned, alike: [...alike].filter((id) => !tried.has(id)).length, untried: untried.size };
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

/** Why nothing of a workload is tried; undefined where the policies do not close it. */
function whyUntried(world: ModelWorld, pod: WorkloadPod, way: Way): 'all-allowed' | string | undefined {
  const other = world.workloads.find(({ workload }) => workload !== pod.workload);
  if (other === undefined) return undefined;
  const [from, to] = way === 'ingress' ? [other, pod] : [pod, other];
  // Whether a pod is closed does not turn on the port.
  const explanation = world.explain(from, to.addresses[0] ?? '', to.ports[0] ?? ANY_PORT);
  if (explanation === undefined) return 'so many pairs were judged that it was not looked at';
  if (closedBy(explanation[way]).length === 0) return undefined;
  const all = candidates(world, pod, way);
  if (all.length === 0) return 'no container declares a TCP port, and no Service leads to one';
  const verdicts = all.map((one) => {
    const [source, destination] = way === 'ingress' ? [one.other, pod] : [pod, one.other];
    return world.verdict(source, destination.addresses[0] ?? '', one.port);
  });
  if (verdicts.every((one) => one === 'allowed')) return 'all-allowed';
  return verdicts.includes('denied')
    ? 'each connection that is denied is denied by the other end'
    : 'what the policies say of it depends on something that they do not say';
}

const ANY_PORT = 1;

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
