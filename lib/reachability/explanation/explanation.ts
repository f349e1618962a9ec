import type { ClusterWorkload } from '../../cluster/cluster';
import type { PolicyType, Protocol } from '../../policy/manifest';
import { type EndPair, meetings, type Pods, podPairs } from '../connections';
import type { Endpoint } from '../pods/endpoint';
import type { ConcreteFlow } from '../proof/counterexample';
import type { Reachability } from '../reachability';
import type { PairJudge } from '../rules/pair-judge';
import type { PolicyRules, Rule } from '../rules/policy-rules';
import { rulesFor } from '../rules/policy-set';
import { ConnectionSet, PROTOCOLS } from '../sets/connection-set';
import { type NearMiss, nearestMisses } from './near-miss';
import { type GrantSuggestion, suggestedGrant } from './suggestion';
import { endpointText } from './words';

/** Why a connection is allowed or denied, as data; `explanationText` says it in sentences. */
export interface Explanation {
  readonly flow: ConcreteFlow;
  /** What the ends are called, where they are workloads of the cluster. */
  readonly names?: FlowNames;
  readonly verdict: 'allowed' | 'denied';
  /** Set where it is allowed between other pods of the same workloads, or at other addresses of these. */
  readonly onlySomePods?: true;
  /** The source's way out. */
  readonly egress: EndExplanation;
  /** The destination's way in. */
  readonly ingress: EndExplanation;
  /** The smallest grant that would allow the connection; absent where it is allowed, or where no policy can allow it. */
  readonly grant?: GrantSuggestion;
}

export interface FlowNames {
  readonly source?: string;
  readonly destination?: string;
}

/** What policies say of one end in its direction. */
export interface EndExplanation {
  readonly direction: PolicyType;
  /**
   * - `outside`: an address that no policy protects
   * - `on-node`: a pod on its node's network, which no policy selects
   * - `open`: a pod that no policy isolates
   * - `allowed`, `denied`: a pod that policies isolate
   */
  readonly state: 'outside' | 'on-node' | 'open' | 'allowed' | 'denied';
  readonly isolatedBy: readonly PolicyRules[];
  readonly allowedBy: readonly Rule[];
  /** Rules that would allow it if the address of a pod were known, and in their block. */
  readonly perhapsAllowedBy: readonly Rule[];
  readonly nearMisses: readonly NearMiss[];
}

/** Explains one connection between endpoints, declared or not. */
export function explainFlow(reachability: Reachability, flow: ConcreteFlow, names?: FlowNames): Explanation {
  const { judge, cautious } = reachability;
  const egress = explainEnd('Egress', flow, judge, cautious);
  const ingress = explainEnd('Ingress', flow, judge, cautious);
  const verdict = judge.connections(flow.source, flow.destination).has(flow.protocol, flow.port) ? 'allowed' : 'denied';
  const isDenied = { egress: egress.state === 'denied', ingress: ingress.state === 'denied' };
  const grant = verdict === 'denied' ? suggestedGrant(reachability, flow, isDenied) : undefined;
  return { flow, ...(names && { names }), verdict, egress, ingress, ...(grant && { grant }) };
}

function explainEnd(
  direction: PolicyType,
  { source, destination, protocol, port }: ConcreteFlow,
  judge: PairJudge,
  cautious: PairJudge,
): EndExplanation {
  const [subject, peer] = direction === 'Ingress' ? [destination, source] : [source, destination];
  const { isolatedBy } = judge.end(direction, source, destination);
  const allowedBy = allowing(judge);
  const nothing = { direction, isolatedBy, allowedBy, perhapsAllowedBy: [], nearMisses: [] };
  if (subject.type === 'address') return { ...nothing, state: 'outside' };
  if (judge.match.isOnNode(subject)) return { ...nothing, state: 'on-node' };
  if (isolatedBy.length === 0) return { ...nothing, state: 'open' };
  if (allowedBy.length > 0) return { ...nothing, state: 'allowed' };
  const rules = isolatedBy.flatMap((policy) => rulesFor(direction, policy) ?? []);
  return {
    ...nothing,
    state: 'denied',
    perhapsAllowedBy: allowing(cautious),
    nearMisses: nearestMisses(rules, { peer, destination, protocol, port }, judge.match),
  };

  function allowing(by: PairJudge): Rule[] {
    return by
      .end(direction, source, destination)
      .allowedBy.filter(({ ports }) => ports.has(protocol, port))
      .map(({ rule }) => rule);
  }
}

/**
 * Explains one connection between workloads, or a workload and an endpoint. Where pods of a workload are judged
 * otherwise than others, or one of their addresses otherwise than another, it is explained where it is denied.
 * @throws RangeError for a workload of another cluster, and for a port outside of 1 to 65535
 */
export function explain(
  reachability: Reachability,
  from: ClusterWorkload | Endpoint,
  to: ClusterWorkload | Endpoint,
  protocol: Protocol,
  port: number,
): Explanation {
  if (!PROTOCOLS.includes(protocol) || !ConnectionSet.all.has(protocol, port)) {
    throw new RangeError(`${protocol} ${port} is no port: write TCP, UDP or SCTP and a number from 1 to 65535`);
  }
  const pairs = podPairs(podsOf(reachability, from), podsOf(reachability, to), from === to);
  const ways = pairs.flatMap(waysOf);
  const denied = ways.filter((ends) => !reachability.judge.connections(...ends).has(protocol, port));
  const [source, destination] = (denied[0] ?? ways[0]) as Way;
  const flow = { source, destination, protocol, port };
  const explanation = explainFlow(reachability, flow, { source: nameOf(from), destination: nameOf(to) });
  return denied.length > 0 && denied.length < ways.length ? { ...explanation, onlySomePods: true } : explanation;
}

type Way = readonly [source: Endpoint, destination: Endpoint];

/** How two ends can meet, or would if they had a family in common. */
function waysOf(pair: EndPair): readonly Way[] {
  const met = meetings(pair);
  return met.length > 0 ? met : [[pair[0][0], pair[1][0]] as Way];
}

function podsOf({ pods }: Reachability, party: ClusterWorkload | Endpoint): readonly Pods[] {
  return isWorkload(party) ? pods.kindsOf(party) : [{ endpoints: [party], count: 1 }];
}

function nameOf(party: ClusterWorkload | Endpoint): string {
  return isWorkload(party) ? party.id : endpointText(party);
}

function isWorkload(party: ClusterWorkload | Endpoint): party is ClusterWorkload {
  return 'pods' in party;
}
