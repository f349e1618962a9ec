import type { ClusterWorkload } from '../cluster/cluster';
import { grouped } from '../policy/grouped';
import { isProtocol, type Protocol } from '../policy/manifest';
import { portWord } from '../policy/port-word';
import type { Answer } from '../reachability/answers/condition';
import type { Explanation } from '../reachability/explanation/explanation';
import type { Endpoint } from '../reachability/pods/endpoint';
import type { Reachability } from '../reachability/reachability';
import type { Rule } from '../reachability/rules/policy-rules';
import { parseAddress } from '../reachability/sets/address-set';
import { questionKey } from './denied-flows';
import { answerKey, endKey, type ResolvedEnd } from './flow-ends';
import type { FlowLog } from './flow-log';
import { type FlowTimes, timesOf, timesTogether } from './flow-times';
import { addressesOf, addressesTogether, type OutsideAddresses } from './outside-addresses';
import { type ResolvedFlow, resolvedFlows } from './resolved-flow';

/** A connection that a log says was allowed, and that the manifests would deny, or may. */
export interface ReplayedConnection extends FlowTimes, OutsideAddresses {
  readonly from: ResolvedEnd;
  readonly to: ResolvedEnd;
  readonly protocol: Protocol;
  readonly port: number;
  readonly count: number;
  readonly evidence: string;
  readonly verdict: 'denied' | 'depends';
  readonly explanation: Explanation;
  /** Why it depends, besides what the explanation says. */
  readonly because?: string;
  /** What the manifests that it is compared with say of it. */
  readonly before?: Answer;
}

/** Allowed traffic of a log in the light of manifests. */
export interface Replay {
  readonly denied: readonly ReplayedConnection[];
  readonly depends: readonly ReplayedConnection[];
  /** How many connections of the log were judged, those that the manifests allow included. */
  readonly allowedConnections: number;
  /** Connections that could not be judged, by the reason. */
  readonly notJudged: ReadonlyMap<string, number>;
  /** The flows that are denied, for suggestions. */
  readonly deniedFlows: readonly ResolvedFlow[];
  /** The rules that allow any of the traffic. */
  readonly usedRules: ReadonlySet<string>;
}

/** How a log is replayed. */
export interface ReplayOptions {
  /**
   * What was in force when the log was written.
   * @default - not known
   */
  readonly against?: Reachability;
}

/** Which of the connections that were allowed in a log the manifests would deny. */
export function replayOf(
  log: Pick<FlowLog, 'connections'>,
  reachability: Reachability,
  { against }: ReplayOptions = {},
): Replay {
  const notJudged = new Map<string, number>();
  const usedRules = new Set<string>();
  const found = new Map<string, ReplayedConnection>();
  const deniedFlows: ResolvedFlow[] = [];
  const judged = new Set<string>();
  const skip = (why: string) => notJudged.set(why, (notJudged.get(why) ?? 0) + 1);
  const earlier = against && new Map(against.cluster.workloads.map((workload) => [workload.id, workload]));
  const flows = resolvedFlows(log, reachability.cluster);
  const denied = grouped(
    flows.filter(({ verdict, isReply }) => verdict === 'denied' && !isReply),
    questionKey,
  );
  for (const flow of flows) {
    const { verdict, isReply, protocol, port } = flow;
    if (verdict === 'denied') continue;
    if (!isReply && isOnlyHalfAllowed(flow, denied.get(questionKey(flow)) ?? [])) {
      skip('allowed at one end, and denied at the other');
      continue;
    }
    if (isReply) {
      skip('replies, which are allowed with the connection that they answer');
      continue;
    }
    if (flow.isItself) {
      skip('a pod and itself, where no policy applies');
      continue;
    }
    if (!isProtocol(protocol) || port === undefined) {
      skip(isProtocol(protocol) ? 'without a port' : 'neither TCP, UDP nor SCTP');
      continue;
    }
    const [from, to] = [askable(flow.source), askable(flow.destination)];
    if (typeof from === 'string' || typeof to === 'string') {
      skip(typeof from === 'string' ? from : (to as string));
      continue;
    }
    const explanation = reachability.explain(from, to, portWord(protocol, port));
    judged.add([endKey(flow.source), endKey(flow.destination), protocol, port].join('\u0001'));
    for (const rule of rulesUsed(explanation)) usedRules.add(ruleKey(rule));
    if (explanation.verdict === 'allowed') continue;
    const ofNode = [flow.source, flow.destination].some(({ type }) => type === 'node');
    const before = against && earlier && answerBefore(against, earlier, [from, to], { protocol, port });
    if (explanation.verdict === 'denied' && !ofNode) deniedFlows.push(flow);
    merge(found, {
      ...ofFlow(flow),
      protocol,
      port,
      verdict: ofNode ? 'depends' : explanation.verdict,
      explanation,
      ...(ofNode && { because: "a pod's own node always reaches it, and the log does not say which node it is" }),
      ...(before && { before }),
    });
  }
  const all = [...found.values()];
  return {
    denied: all.filter(({ verdict }) => verdict === 'denied'),
    depends: all.filter(({ verdict }) => verdict === 'depends'),
    allowedConnections: judged.size,
    notJudged,
    deniedFlows,
    usedRules,
  };
}

/**
 * Whether every attempt that one end let through was denied at the other: the log has it denied at ends at which it never has it
 * allowed, or from the very ports from which it was tried.
 */
function isOnlyHalfAllowed({ directions, triedFrom }: ResolvedFlow, denials: readonly ResolvedFlow[]): boolean {
  if (denials.length === 0) return false;
  const deniedAt = denials.map((one) => one.directions);
  const isOtherEnd = deniedAt.every((at) => at.size > 0 && [...at].every((one) => !directions.has(one)));
  if (directions.size > 0 && isOtherEnd) return true;
  return triedFrom.size > 0 && [...triedFrom].every((port) => denials.some((one) => one.triedFrom.has(port)));
}

/** The rules of policies that allow none of the traffic of a log, where their policies are in one of the namespaces. */
export function unusedRules(rules: readonly Rule[], { usedRules }: Pick<Replay, 'usedRules'>): Rule[] {
  return rules.filter((rule) => !usedRules.has(ruleKey(rule)));
}

function ruleKey({ policy, direction, index }: Rule): string {
  return `${policy.id} ${direction} ${index}`;
}

function rulesUsed({ egress, ingress }: Explanation): Rule[] {
  return [egress, ingress].flatMap(({ allowedBy, perhapsAllowedBy }) => [
    ...allowedBy,
    ...perhapsAllowedBy.map(({ rule }) => rule),
  ]);
}

/** What can be judged of an end, or why it cannot. */
export function askable(end: ResolvedEnd): ClusterWorkload | Endpoint | string {
  switch (end.type) {
    case 'workload':
    case 'on-node':
      return end.workload;
    case 'node':
    case 'outside': {
      const address = end.address === undefined ? undefined : parseAddress(end.address);
      return address === undefined
        ? `with ${end.type === 'node' ? 'a node' : 'an end outside'} of unknown address`
        : { type: 'address', address };
    }
    case 'service':
      return 'from a Service';
    case 'unknown':
      return end.why;
  }
}

function answerBefore(
  against: Reachability,
  earlier: ReadonlyMap<string, ClusterWorkload>,
  ends: readonly [ClusterWorkload | Endpoint, ClusterWorkload | Endpoint],
  { protocol, port }: { readonly protocol: Protocol; readonly port: number },
): Answer | undefined {
  const [from, to] = ends.map((end) => ('id' in end ? earlier.get(end.id) : end));
  return from && to && against.explain(from, to, portWord(protocol, port)).verdict;
}

function ofFlow(flow: ResolvedFlow) {
  const { source, destination, count, evidence } = flow;
  return {
    from: source,
    to: destination,
    count,
    ...timesOf(flow),
    evidence,
    ...addressesOf(source, destination),
  };
}

/** Addresses outside of one name or network that have the same answer are one. */
function merge(found: Map<string, ReplayedConnection>, one: ReplayedConnection): void {
  const ends = [one.from, one.to].map(answerKey);
  const key = [one.verdict, one.before, ...ends, one.protocol, one.port].join('\u0001');
  const known = found.get(key);
  if (known === undefined) {
    found.set(key, one);
    return;
  }
  found.set(key, {
    ...known,
    count: known.count + one.count,
    ...timesTogether(known, one),
    ...addressesTogether(known, one),
  });
}
