import type { ClusterWorkload } from '../../cluster/cluster';
import type { PolicyType } from '../../policy/manifest';
import { PROTOCOLS } from '../../policy/manifest';
import type { PortWord } from '../../policy/port';
import { quote } from '../../policy/unknown-value';
import { type EndpointPair, meetings, type Pods, podPairs } from '../connections';
import type { Engine } from '../engine';
import type { Endpoint } from '../pods/endpoint';
import type { ConcreteFlow } from '../proof/counterexample';
import type { PairJudge } from '../rules/pair-judge';
import type { PolicyRules, Rule } from '../rules/policy-rules';
import { rulesInDirection } from '../rules/policy-set';
import { ConnectionSet } from '../sets/connection-set';
import { type NearMiss, nearestMisses } from './near-miss';
import { type GrantSuggestion, suggestedGrant } from './suggestion';
import { endpointText } from './text';

/** Why a connection is allowed or denied, as data; `explanationText` says it in sentences. */
export interface Explanation {
  readonly flow: ConcreteFlow;
  /** What the ends are called, where they are workloads of the cluster. */
  readonly names?: FlowNames;
  readonly verdict: 'allowed' | 'denied';
  /** Set where it is allowed between other pods of the same workloads, or at other addresses of these. */
  readonly onlySomePods?: true;
  /** The source's way out. */
  readonly egress: DirectionExplanation;
  /** The destination's way in. */
  readonly ingress: DirectionExplanation;
  /** The smallest grant that would allow the connection; absent where it is allowed, or where no policy can allow it. */
  readonly grant?: GrantSuggestion;
}

/** The names of both ends of a flow, where they are workloads of the cluster. */
export interface FlowNames {
  readonly source?: string;
  readonly destination?: string;
}

/** What policies say of one end in its direction. */
export interface DirectionExplanation {
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
export function explainFlow(engine: Engine, flow: ConcreteFlow, names?: FlowNames): Explanation {
  const { judge, cautious } = engine;
  const egress = explainEnd('Egress', flow, judge, cautious);
  const ingress = explainEnd('Ingress', flow, judge, cautious);
  const verdict = judge.connections(flow.source, flow.destination).has(flow.protocol, flow.port) ? 'allowed' : 'denied';
  const isDenied = { egress: egress.state === 'denied', ingress: ingress.state === 'denied' };
  const grant = verdict === 'denied' ? suggestedGrant(engine, flow, isDenied) : undefined;
  return { flow, ...(names && { names }), verdict, egress, ingress, ...(grant && { grant }) };
}

function explainEnd(
  direction: PolicyType,
  { source, destination, protocol, port }: ConcreteFlow,
  judge: PairJudge,
  cautious: PairJudge,
): DirectionExplanation {
  const [subject, peer] = direction === 'Ingress' ? [destination, source] : [source, destination];
  const { isolatedBy } = judge.end(direction, source, destination);
  const allowedBy = allowing(judge);
  const nothing = { direction, isolatedBy, allowedBy, perhapsAllowedBy: [], nearMisses: [] };
  if (subject.type === 'address') return { ...nothing, state: 'outside' };
  if (judge.match.isOnNode(subject)) return { ...nothing, state: 'on-node' };
  if (isolatedBy.length === 0) return { ...nothing, state: 'open' };
  if (allowedBy.length > 0) return { ...nothing, state: 'allowed' };
  const rules = isolatedBy.flatMap((policy) => rulesInDirection(direction, policy) ?? []);
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
 * @throws RangeError for a workload of another cluster, and for anything but one port
 */
export function explain(
  engine: Engine,
  from: ClusterWorkload | Endpoint,
  to: ClusterWorkload | Endpoint,
  on: PortWord,
): Explanation {
  const { protocol, port } = onePort(on);
  const pairs = podPairs(podsOf(engine, from), podsOf(engine, to), from === to);
  const ways = pairs.flatMap(waysOf);
  const denied = ways.filter((ends) => !engine.judge.connections(...ends).has(protocol, port));
  const [source, destination] = (denied[0] ?? ways[0]) as Way;
  const flow = { source, destination, protocol, port };
  const explanation = explainFlow(engine, flow, { source: nameOf(from), destination: nameOf(to) });
  return denied.length > 0 && denied.length < ways.length ? { ...explanation, onlySomePods: true } : explanation;
}

function onePort(word: PortWord): Pick<ConcreteFlow, 'protocol' | 'port'> {
  if (word?.type !== 'port') {
    throw new RangeError(`one port is explained, not ${quote(word)}: write one such as Port.tcp(8080)`);
  }
  const { protocol, port } = word;
  if (!PROTOCOLS.includes(protocol) || !ConnectionSet.all.has(protocol, port)) {
    throw new RangeError(
      `${quote(protocol)} ${quote(port)} is no port: write TCP, UDP or SCTP and a number from 1 to 65535`,
    );
  }
  return { protocol, port };
}

type Way = readonly [source: Endpoint, destination: Endpoint];

/** How two ends can meet, or would if they had a family in common. */
function waysOf(pair: EndpointPair): readonly Way[] {
  const met = meetings(pair);
  return met.length > 0 ? met : [[pair[0][0], pair[1][0]] as Way];
}

function podsOf({ pods }: Engine, party: ClusterWorkload | Endpoint): readonly Pods[] {
  return isWorkload(party) ? pods.kindsOf(party) : [{ endpoints: [party], count: 1 }];
}

function nameOf(party: ClusterWorkload | Endpoint): string {
  return isWorkload(party) ? party.id : endpointText(party);
}

function isWorkload(party: ClusterWorkload | Endpoint): party is ClusterWorkload {
  return 'pods' in party;
}
