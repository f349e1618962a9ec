import type { ClusterWorkload } from '../cluster/cluster';
import { isProtocol, type PolicyType, type Protocol } from '../policy/manifest';
import { portWord } from '../policy/port-word';
import type { DirectionExplanation } from '../reachability/explanation/direction-explanation';
import type { Explanation } from '../reachability/explanation/explanation';
import { titleOfPolicy } from '../reachability/explanation/explanation-text';
import { isDeniedByOther } from '../reachability/explanation/stage-explanation';
import type { Reachability } from '../reachability/reachability';
import { answerKey, endKey, type ResolvedEnd } from './flow-ends';
import type { FlowLog } from './flow-log';
import { type FlowTimes, timesOf, timesTogether } from './flow-times';
import { addressesOf, addressesTogether, type OutsideAddresses } from './outside-addresses';
import { type ResolvedFlow, resolvedFlows } from './resolved-flow';
import { scanned } from './scans';
import { ServedPorts } from './served-ports';

/** A connection that policies denied, and that a grant would allow. */
export interface MissingConnection extends FlowTimes {
  readonly from: ClusterWorkload;
  readonly to: ClusterWorkload;
  readonly protocol: Protocol;
  readonly port: number;
  /** How often it was tried, as far as the log says. */
  readonly count: number;
  /** A line of the log. */
  readonly evidence: string;
  /** Whether the network plugin let it through, and says that its policies would deny it. */
  readonly isAudit: boolean;
  /** The sides that the manifests close. */
  readonly closed: readonly PolicyType[];
  /** What the manifests say of it today: denied, or depending on something unknown. */
  readonly explanation: Explanation;
}

/**
 * Why denied traffic gets no grant.
 *
 * - `reply`: it answers a connection; replies are allowed with it
 * - `not-policy`: it was dropped for another reason
 * - `explicit-deny`: a rule denies it, which no rule that allows it can change
 * - `layer-7`: a proxy refused the request, not the connection
 * - `protocol`: NetworkPolicies know TCP, UDP and SCTP alone
 * - `node`: an end is a node, such as for a probe: traffic of a pod's own node is always allowed
 * - `host-network`: an end is on its node's network, where no selector matches it
 * - `outside`: an end is outside of the cluster; which addresses it may have has to be asked
 * - `scan`: one pod tried many ports that nothing declares
 * - `unknown-end`: it cannot be said what an end is
 * - `allowed-today`: the manifests allow it; they have changed, or are not what is in force
 * - `itself`: a pod and itself, where no policy applies
 * - `not-judged`: a policy of another API, or one that could not be read, may deny it as well
 * - `no-lasting-labels`: no label that lasts selects an end, or a policy for those labels would isolate other pods
 */
export type NotGrantedReason =
  | 'reply'
  | 'not-policy'
  | 'explicit-deny'
  | 'layer-7'
  | 'protocol'
  | 'node'
  | 'host-network'
  | 'outside'
  | 'scan'
  | 'unknown-end'
  | 'allowed-today'
  | 'itself'
  | 'not-judged'
  | 'no-lasting-labels';

/** Denied traffic that gets no grant. */
export interface NotGranted extends OutsideAddresses {
  readonly reason: NotGrantedReason;
  /** More about the reason, such as the log's word for it. */
  readonly detail?: string;
  readonly from: ResolvedEnd;
  readonly to: ResolvedEnd;
  readonly protocol: string;
  /** Several where they are one scan. */
  readonly ports: readonly number[];
  readonly count: number;
  readonly evidence: string;
}

/** What a log says was denied, in the light of the manifests. */
export interface Denials {
  readonly missing: readonly MissingConnection[];
  readonly notGranted: readonly NotGranted[];
}

/** The denied connections of a log: those that a grant would allow, and the others with the reason. */
export function denialsOf(log: Pick<FlowLog, 'connections'>, reachability: Reachability): Denials {
  const denied = resolvedFlows(log, reachability.cluster).filter(
    ({ verdict }) => verdict === 'denied' || verdict === 'audit',
  );
  return sorted(denied, reachability);
}

/** Sorts connections into those that a grant would allow, and the others. */
export function sorted(flows: readonly ResolvedFlow[], reachability: Reachability): Denials {
  const scans = scanned(flows, ServedPorts.of(reachability.cluster));
  // What a rule denies at one end a grant for the other end does not open.
  const ruledOut = new Map(
    flows.flatMap((flow) => (flow.cause === 'explicit-deny' ? [[questionKey(flow), flow]] : [])),
  );
  const missing = new Map<string, MissingConnection>();
  const notGranted: NotGranted[] = [];
  for (const flow of flows) {
    const denying = flow.cause === 'policy' || flow.cause === undefined ? ruledOut.get(questionKey(flow)) : undefined;
    const judged = scans.has(flow) ? refusal('scan') : judge(flow, reachability, denying);
    if ('reason' in judged) {
      notGranted.push({ ...judged, ...of(flow) });
      continue;
    }
    const key = [judged.from.id, judged.to.id, judged.protocol, judged.port].join(' ');
    const known = missing.get(key);
    missing.set(key, known === undefined ? judged : merged(known, judged));
  }
  return { missing: [...missing.values()], notGranted: together(notGranted) };
}

interface Refusal {
  readonly reason: NotGrantedReason;
  readonly detail?: string;
}

function refusal(reason: NotGrantedReason, detail?: string): Refusal {
  return { reason, ...(detail && { detail }) };
}

/** Equal for connections between the same ends on the same port. */
export function questionKey({ source, destination, protocol, port }: ResolvedFlow): string {
  return [endKey(source), endKey(destination), protocol, port].join('\u0001');
}

function judge(
  flow: ResolvedFlow,
  reachability: Reachability,
  denying: ResolvedFlow | undefined,
): MissingConnection | Refusal {
  const { source, destination, protocol, port, cause, causeName, policies } = flow;
  if (cause === 'other') return refusal('not-policy', causeName);
  if (flow.isReply) return refusal('reply');
  if (cause === 'explicit-deny') return refusal('explicit-deny', policies.join(', ') || causeName);
  if (denying !== undefined) return refusal('explicit-deny', denying.policies.join(', ') || denying.causeName);
  if (cause === 'layer-7') return refusal('layer-7', causeName);
  if (!isProtocol(protocol)) return refusal('protocol', protocol);
  if (flow.isItself) return refusal('itself');
  if (source.type === 'unknown') return refusal('unknown-end', source.why);
  if (destination.type === 'unknown')
    return refusal('unknown-end', `${destination.why}${port === DNS ? DNS_OF_NODE : ''}`);
  if (destination.type === 'node')
    return refusal('node', [destination.name, ...nodePortOf(flow, reachability)].join(', '));
  if (source.type === 'node') return refusal('node', source.name);
  for (const end of [source, destination]) if (end.type === 'on-node') return refusal('host-network', end.workload.id);
  for (const end of [source, destination]) if (end.type === 'outside') return refusal('outside');
  if (source.type !== 'workload' || destination.type !== 'workload') return refusal('unknown-end');
  if (port === undefined) return refusal('unknown-end', 'the log does not say the port');
  const explanation = reachability.explain(source.workload, destination.workload, portWord(protocol, port));
  if (explanation.itself) return refusal('itself');
  if (explanation.verdict === 'allowed') return refusal('allowed-today');
  const { grant, egress, ingress } = explanation;
  const closed = [egress, ingress]
    .filter(({ state }) => state === 'denied' || state === 'depends')
    .map(({ direction }) => direction);
  if (grant === undefined) {
    const denying = [egress, ingress].flatMap(deniedBy);
    if (denying.length > 0) return refusal('explicit-deny', [...new Set(denying)].join(', '));
    const unjudged = [...egress.unjudged.close, ...ingress.unjudged.close];
    if (unjudged.length > 0) return refusal('not-judged');
    const isolating = [egress, ingress].flatMap(({ state, isolatedBy }) => (state === 'denied' ? isolatedBy : []));
    const policies = [...new Set(isolating.map(({ policy }) => policy.id))];
    return refusal('no-lasting-labels', policies.length === 0 ? undefined : `isolated by ${policies.join(', ')}`);
  }
  const { count, evidence, verdict } = flow;
  return {
    from: source.workload,
    to: destination.workload,
    protocol,
    port,
    count,
    ...timesOf(flow),
    evidence,
    isAudit: verdict === 'audit',
    closed,
    explanation,
  };
}

const DNS = 53;
/** Caches and servers of platforms have addresses that nothing in the input has. */
const DNS_OF_NODE = '; where it is a DNS server of the node or the platform, AllowDns with a DnsServer opens it';

/** The Service behind a port of a node: who comes through it has the address of a node, or one outside. */
function nodePortOf({ protocol, port }: ResolvedFlow, { cluster }: Reachability): string[] {
  const behind = cluster.services.filter(({ ports }) =>
    ports.some((one) => one.nodePort !== undefined && one.nodePort === port && one.protocol === protocol),
  );
  return behind.map(({ namespace, name }) => `a port of Service ${namespace}/${name}`);
}

/** The policies of other APIs that deny a connection, or may, before a NetworkPolicy could allow it. */
function deniedBy({ stages }: DirectionExplanation): string[] {
  return (stages?.decidedBy ?? []).filter(isDeniedByOther).map(({ policy }) => titleOfPolicy(policy));
}

/** A connection that was denied and, by other records, would be. */
function merged(known: MissingConnection, one: MissingConnection): MissingConnection {
  return {
    ...known,
    count: known.count + one.count,
    isAudit: known.isAudit && one.isAudit,
    ...timesTogether(known, one),
  };
}

function of({ source, destination, protocol, port, count, evidence }: ResolvedFlow) {
  return { from: source, to: destination, protocol, ports: port === undefined ? [] : [port], count, evidence };
}

/** Those of one reason, two ends and one port together; all addresses of one name, and all ports of one scan. */
function together(all: readonly NotGranted[]): NotGranted[] {
  const groups = new Map<string, { one: NotGranted; count: number; ports: Set<number>; outside: OutsideAddresses }>();
  for (const one of all) {
    const ends = [one.from, one.to].map(answerKey);
    const port = one.reason === 'scan' || one.reason === 'reply' ? '' : one.ports.join();
    const key = [one.reason, one.detail, ...ends, one.protocol, port].join('\u0001');
    const group = groups.get(key) ?? { one, count: 0, ports: new Set(), outside: {} };
    groups.set(key, group);
    group.count += one.count;
    for (const port of one.ports) group.ports.add(port);
    group.outside = addressesTogether(group.outside, addressesOf(one.from, one.to));
  }
  return [...groups.values()].map(({ one, count, ports, outside }) => ({
    ...one,
    count,
    ports: [...ports].sort((a, b) => a - b),
    ...outside,
  }));
}
