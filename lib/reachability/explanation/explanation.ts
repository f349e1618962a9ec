import { ADMIN_POLICY_GROUP } from '../../dialects/cluster-network-policy/cluster-network-policy';
import { PROTOCOLS } from '../../policy/manifest';
import type { PortWord } from '../../policy/port';
import { quote } from '../../policy/unknown-value';
import { answerOn, type Connections, waysOn } from '../answers/answer';
import type { Answer, Condition, ConnectedPods } from '../answers/condition';
import { connectionsOfPods, type EndpointPair, meetings, podPairs } from '../connections';
import type { Engine } from '../engine';
import type { Endpoint } from '../pods/endpoint';
import type { ConcreteFlow } from '../proof/counterexample';
import { ConnectionSet } from '../sets/connection-set';
import type { End } from '../unknowns/box';
import {
  type AskedEnd,
  type AskedPods,
  askedDestination,
  askedSource,
  isOnePodTwice,
  othersThan,
  type ThroughService,
} from './asked-ends';
import { type DirectionExplanation, explainDirection } from './direction-explanation';
import { type GrantSuggestion, suggestedGrant } from './suggestion';

/** Why a connection is allowed or denied, or what it depends on, as data; `explanationText` says it in sentences. */
export interface Explanation {
  /** The connection that is explained; of pods that differ, one that is not allowed. */
  readonly flow: ConcreteFlow;
  /** What the ends are called, where they are workloads of the cluster. */
  readonly names?: FlowNames;
  /** The answer for all pods of both ends, whatever is unknown. */
  readonly verdict: Answer;
  /** Where the verdict depends: the connection is allowed where all conditions of one of these hold. */
  readonly ways: readonly (readonly Condition[])[];
  /** Set where pods of an end differ: the verdict for which. */
  readonly groups?: readonly GroupVerdict[];
  /** Set where the port of a Service was asked about: the flow has the port to which it leads. */
  readonly through?: ThroughService;
  /** Set where the two ends are one pod, which always reaches itself. */
  readonly itself?: true;
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

/** The verdict for some pods of either end. */
export interface GroupVerdict {
  /** Undefined for all pods of the source. */
  readonly source?: readonly ConnectedPods[];
  /** Undefined for all pods of the destination. */
  readonly destination?: readonly ConnectedPods[];
  readonly verdict: Answer;
  readonly ways: readonly (readonly Condition[])[];
}

/** Explains one connection between endpoints, declared or not. */
export function explainFlow(engine: Engine, flow: ConcreteFlow, names?: FlowNames): Explanation {
  const { source, destination, protocol, port } = flow;
  const answered = engine.judge.answer(source, destination);
  return explained(engine, flow, answered, { protocol, port }, names);
}

function explained(
  engine: Engine,
  flow: ConcreteFlow,
  answered: Connections,
  { protocol, port }: Pick<ConcreteFlow, 'protocol' | 'port'>,
  names: FlowNames | undefined,
): Explanation {
  const egress = explainDirection('Egress', flow, engine);
  const ingress = explainDirection('Ingress', flow, engine);
  const verdict = answerOn(answered, protocol, port);
  const groups = answered.groups?.map(({ source, destination, ...group }): GroupVerdict => {
    const ends = { ...(source && { source }), ...(destination && { destination }) };
    return { ...ends, verdict: answerOn(group, protocol, port), ways: waysOn(group, protocol, port) };
  });
  const grant = verdict === 'allowed' ? undefined : suggestedGrant(engine, flow, { egress, ingress });
  return {
    flow,
    ...(names && { names }),
    verdict,
    ways: waysOn(answered, protocol, port),
    // Otherwise they differ on other ports alone.
    ...(groups && verdict === 'depends' && { groups }),
    egress,
    ingress,
    ...(grant && { grant }),
  };
}

/**
 * Explains one connection between workloads, Services and endpoints. Where pods of a workload are judged otherwise than
 * others, or one of their addresses otherwise than another, it is explained where it is not allowed.
 * @throws RangeError for a workload of another cluster, for anything but one port, for a Service as source, and for one that
 * does not have the port
 */
export function explain(engine: Engine, from: AskedEnd, to: AskedEnd, on: PortWord): Explanation {
  const source = askedSource(engine, from);
  const { asked: destination, through, ...port } = askedDestination(engine, to, onePort(on));
  const names = { source: source.name, destination: destination.name };
  const explanation = isOnePodTwice(source, destination)
    ? ((through && deniedThroughService(engine, source, destination, port, names)) ??
      toItself({ source: source.pods[0]?.endpoints[0] as Endpoint, ...port }, names))
    : betweenPods(engine, source, destination, port, names);
  return through === undefined ? explanation : { ...explanation, through };
}

/** What policies of administrators deny of a pod that reaches itself through a Service (rule 49): it is like another replica to them. */
function deniedThroughService(
  engine: Engine,
  source: AskedPods,
  { workload: _own, ...other }: AskedPods,
  port: Pick<ConcreteFlow, 'protocol' | 'port'>,
  names: FlowNames,
): Explanation | undefined {
  if (engine.stages === undefined) return undefined;
  const explanation = betweenPods(engine, source, other, port, names);
  const reasons = [explanation.egress, explanation.ingress].flatMap(({ stages }) => stages?.decidedBy ?? []);
  const isDenied = reasons.some(({ outcome, policy }) => outcome === 'deny' && policy.group === ADMIN_POLICY_GROUP);
  return isDenied ? explanation : undefined;
}

function betweenPods(
  engine: Engine,
  from: AskedPods,
  to: AskedPods,
  { protocol, port }: Pick<ConcreteFlow, 'protocol' | 'port'>,
  names: FlowNames,
): Explanation {
  const isSame = from.workload !== undefined && from.workload === to.workload && !from.onePod && !to.onePod;
  const [sources, destinations] = [othersThan(to, from), othersThan(from, to)];
  const met = podPairs(sources, destinations, isSame).flatMap(meetingsOf);
  const answerOf = ([source, destination]: Meeting) =>
    answerOn(engine.judge.answer(source, destination), protocol, port);
  const shown = ['denied', 'depends'].map((answer) => met.find((ends) => answerOf(ends) === answer));
  const [source, destination] = (shown[0] ?? shown[1] ?? met[0]) as Meeting;
  const answered = withOwnNode(
    connectionsOfPods(engine, sources, destinations, isSame),
    ownNodeConditions([from, source], [to, destination], engine.ownNode),
  );
  return explained(engine, { source, destination, protocol, port }, answered, { protocol, port }, names);
}

/** Traffic between a pod and its own node is always allowed (rule 16; Cilium differs), and where a pod runs the input need not say. */
function withOwnNode(answered: Connections, own: readonly Condition[]): Connections {
  const connections = ConnectionSet.all.difference(answered.certain);
  if (own.length === 0 || connections.isEmpty) return answered;
  return { ...answered, depends: [...answered.depends, ...own.map((one) => ({ connections, conditions: [one] }))] };
}

type ShownEnd = readonly [AskedPods, Endpoint];

/** The ways in which one end is the other's own node: by its address, or as a pod on the network of that node. */
function ownNodeConditions(from: ShownEnd, to: ShownEnd, { nodeToPod, podToNode }: Engine['ownNode']): Condition[] {
  const ofPod = (end: End, [, pod]: ShownEnd, [{ nodes, onNodes }, other]: ShownEnd): Condition[] => {
    const isUnnamed =
      pod.type === 'pod' && !pod.hostNetwork && (onNodes || (other.type === 'pod' && other.hostNetwork));
    return [
      ...nodes.map((node) => ({ type: 'same-node', end, node }) as const),
      ...(isUnnamed ? [{ type: 'same-node', end } as const] : []),
    ];
  };
  return [...(nodeToPod ? ofPod('destination', to, from) : []), ...(podToNode ? ofPod('source', from, to) : [])];
}

function toItself({ source, ...on }: Omit<ConcreteFlow, 'destination'>, names: FlowNames): Explanation {
  const nothing = {
    state: 'itself',
    isolatedBy: [],
    perhapsIsolatedBy: [],
    allowedBy: [],
    perhapsAllowedBy: [],
    unjudged: { open: [], close: [] },
    nearMisses: [],
  } as const;
  return {
    flow: { source, destination: source, ...on },
    names,
    verdict: 'allowed',
    ways: [],
    itself: true,
    egress: { direction: 'Egress', ...nothing },
    ingress: { direction: 'Ingress', ...nothing },
  };
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

type Meeting = readonly [source: Endpoint, destination: Endpoint];

/** How two ends can meet, or would if they had a family in common. */
function meetingsOf(pair: EndpointPair): readonly Meeting[] {
  const met = meetings(pair);
  return met.length > 0 ? met : [[pair[0][0], pair[1][0]] as Meeting];
}
