import type { DirectionExplanation } from '../../reachability/explanation/direction-explanation';
import type { Explanation } from '../../reachability/explanation/explanation';
import { titleOfPolicy } from '../../reachability/explanation/explanation-text';
import type { ModelWorld } from './model-world';
import { type PlannedPair, pairsOf, type UnplannedPair } from './planned-pair';
import { PROBED_PROTOCOLS, type ProbedProtocol, type ProbePort, portTitle } from './probe-port';
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
 * there is any; for those that are closed outwards a question to the cluster's DNS server besides. What policies do not close is not
 * tried: that it is open shows nothing.
 */
export function boundaryPairs(world: ModelWorld): BoundaryPairs {
  const seen = new Set<string>();
  const alike = new Set<string>();
  const untried = new Set<string>();
  const unplanned: UnplannedPair[] = [];
  const pairs = world.workloads.flatMap((pod) =>
    WAYS.flatMap((way) => {
      const found = PROBED_PROTOCOLS.flatMap((protocol) => foundFor(world, pod, way, protocol) ?? []);
      if (found.length === 0 && !(way === 'egress' && isShownByDns(world, pod))) {
        const why = whyUntried(world, pod, way);
        const check = `${way} of ${pod.workload.id}`;
        if (why === 'all-allowed') untried.add(check);
        else if (why !== undefined) unplanned.push({ check, words: `denied: ${check}`, why });
      }
      return found.flatMap((one) => {
        if (seen.has(one.boundary)) {
          alike.add(pod.workload.id);
          return [];
        }
        seen.add(one.boundary);
        return one.pairs();
      });
    }),
  );
  for (const pod of world.workloads) {
    const { pairs: asked, unplanned: unasked } = questions(world, pod, seen);
    pairs.push(...asked);
    unplanned.push(...unasked);
  }
  const tried = new Set(pairs.flatMap(({ from, to }) => [from.workload.id, to?.workload.id]));
  return { pairs, unplanned, alike: [...alike].filter((id) => !tried.has(id)).length, untried: untried.size };
}

/** What a workload that is closed outwards asks the cluster's DNS server, unless one that is closed alike does. */
function questions(world: ModelWorld, pod: WorkloadPod, seen: Set<string>): Pick<BoundaryPairs, 'pairs' | 'unplanned'> {
  const none = { pairs: [], unplanned: [] };
  const question = questionOf(world, pod);
  if (question === undefined) return none;
  const { to, port, explanation } = question;
  const policies = closedBy(explanation.egress);
  const boundary = ['dns', pod.namespace, ...policies].join(' ');
  if (policies.length === 0 || seen.has(boundary)) return none;
  seen.add(boundary);
  const check = `DNS of ${pod.workload.id}`;
  const expected = explanation.verdict;
  return expected === 'depends'
    ? { ...none, unplanned: [{ check, words: check, why: DEPENDS, expected, port: portTitle(port) }] }
    : { ...none, pairs: pairsOf(world, { check, from: pod, to, port, expected }) };
}

interface Question {
  readonly to: WorkloadPod;
  readonly port: ProbePort;
  readonly explanation: Explanation;
}

function questionOf(world: ModelWorld, pod: WorkloadPod): Question | undefined {
  for (const to of world.dnsServers) {
    const port = to.ports.find(({ protocol }) => protocol === 'UDP');
    if (port === undefined || to.workload === pod.workload) continue;
    const explanation = world.explain(pod, to.addresses[0] ?? '', port);
    if (explanation !== undefined) return { to, port, explanation };
  }
  return undefined;
}

/** Whether a question that is asked shows as well that a workload is closed outwards. */
function isShownByDns(world: ModelWorld, pod: WorkloadPod): boolean {
  const explanation = questionOf(world, pod)?.explanation;
  return explanation?.verdict === 'denied' && isClosed(explanation.egress);
}

type Way = 'ingress' | 'egress';
const WAYS: readonly Way[] = ['ingress', 'egress'];

interface FoundBoundary {
  /** Equal for pods of a namespace that the same policies close. */
  readonly boundary: string;
  /** Made only for those that are tried. */
  readonly pairs: () => PlannedPair[];
}

function foundFor(world: ModelWorld, pod: WorkloadPod, way: Way, protocol: ProbedProtocol): FoundBoundary | undefined {
  const found: { denied?: Found; allowed?: Found } = {};
  for (const candidate of candidates(world, pod, way, protocol)) {
    if (found.denied?.isAlone && found.allowed !== undefined) break;
    const [from, to] = way === 'ingress' ? [candidate.other, pod] : [pod, candidate.other];
    const explanation = world.explain(from, to.addresses[0] ?? '', candidate.port);
    if (explanation === undefined || explanation.verdict === 'depends') continue;
    const boundary = [way, protocol, pod.namespace, ...closedBy(explanation[way])].join(' ');
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
  const all = PROBED_PROTOCOLS.flatMap((protocol) => candidates(world, pod, way, protocol));
  if (all.length === 0) return 'no container declares a port of TCP or of DNS, and no Service leads to one';
  const verdicts = all.map((one) => {
    const [source, destination] = way === 'ingress' ? [one.other, pod] : [pod, one.other];
    return world.verdict(source, destination.addresses[0] ?? '', one.port);
  });
  if (verdicts.every((one) => one === 'allowed')) return 'all-allowed';
  return verdicts.includes('denied') ? 'each connection that is denied is denied by the other end' : DEPENDS;
}

const DEPENDS = 'what the policies say of it depends on something that they do not say';

const ANY_PORT: ProbePort = { protocol: 'TCP', port: 1 };

function closedBy({ isolatedBy, stages }: DirectionExplanation): string[] {
  const deciding = (stages?.decidedBy ?? []).map(({ policy }) => titleOfPolicy(policy));
  return [...isolatedBy.map(({ policy }) => policy.id), ...deciding].sort();
}

interface Found {
  readonly from: WorkloadPod;
  readonly to: WorkloadPod;
  readonly port: ProbePort;
  readonly isAlone: boolean;
  readonly boundary: string;
}

interface Candidate {
  readonly other: WorkloadPod;
  readonly port: ProbePort;
}

const MOST_PORTS = 3;

/** Other workloads, those of the same namespace first, with ports that the destination declares. */
function candidates({ workloads }: ModelWorld, pod: WorkloadPod, way: Way, protocol: ProbedProtocol): Candidate[] {
  const others = workloads.filter(({ workload }) => workload !== pod.workload);
  const near = others.filter(({ namespace }) => namespace === pod.namespace);
  const far = others.filter(({ namespace }) => namespace !== pod.namespace);
  return [...near, ...far].flatMap((other) =>
    (way === 'ingress' ? pod : other).ports
      .filter((port) => port.protocol === protocol)
      .slice(0, MOST_PORTS)
      .map((port) => ({ other, port })),
  );
}

function isClosed({ state }: DirectionExplanation): boolean {
  return state === 'denied';
}

function isAlone(explanation: Explanation, way: Way): boolean {
  return !isClosed(explanation[way === 'ingress' ? 'egress' : 'ingress']);
}
