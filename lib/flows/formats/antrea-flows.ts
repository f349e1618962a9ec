import {
  type FlowEnd,
  type FlowFormat,
  type FlowRecord,
  type JsonObject,
  type LineReading,
  records,
  skipped,
} from '../flow-record';
import { hasObject, isObject, numberFrom, numberIn, objectIn, portFrom, protocolFrom, textIn } from './json-fields';

/**
 * Records of Antrea's Flow Aggregator, a connection each: `antctl get flowrecords -o json`, JSON to a collector, the file of its
 * flow logger, and what it uploads to S3. IPFIX itself is binary, and not read.
 * Source: antrea-io/antrea docs/network-flow-visibility.md, pkg/flowaggregator/flowlogger, pkg/flowaggregator/s3uploader.
 */
export const antreaFlows: FlowFormat = {
  name: 'antrea-flows',
  title: "Antrea's Flow Aggregator (JSON, CSV)",
  readJson,
  readText,
};

/** A field by its name among the information elements of IPFIX; undefined where it is empty. */
type Field = (name: string) => string | undefined;

function readJson(object: JsonObject): LineReading | undefined {
  const given = hasObject(object, 'ipfix') ? objectIn(object, 'ipfix') : object;
  if (!('sourceTransportPort' in given) || !('destinationTransportPort' in given)) return undefined;
  return recordOf((name) => {
    const number = numberIn(given, name);
    return number === undefined ? textIn(given, name) : String(number);
  });
}

/** What stands in the columns of the flow logger, behind both times; releases add columns at the end. */
const OF_LOGGER =
  'flowStartSeconds flowEndSeconds sourceIP destinationIP sourceTransportPort destinationTransportPort protocolIdentifier sourcePodName sourcePodNamespace sourceNodeName destinationPodName destinationPodNamespace destinationNodeName destinationClusterIP destinationServicePort destinationServicePortName ingressNetworkPolicyName ingressNetworkPolicyNamespace ingressNetworkPolicyRuleName ingressNetworkPolicyRuleAction ingressNetworkPolicyType egressNetworkPolicyName egressNetworkPolicyNamespace egressNetworkPolicyRuleName egressNetworkPolicyRuleAction egressNetworkPolicyType'.split(
    ' ',
  );
/** And in those of a file in S3; labels are in quotes, and hold commas. */
const OF_S3 =
  'flowStartSeconds flowEndSeconds flowEndSecondsFromSourceNode flowEndSecondsFromDestinationNode flowEndReason sourceIP destinationIP sourceTransportPort destinationTransportPort protocolIdentifier packetTotalCount octetTotalCount packetDeltaCount octetDeltaCount reversePacketTotalCount reverseOctetTotalCount reversePacketDeltaCount reverseOctetDeltaCount sourcePodName sourcePodNamespace sourceNodeName destinationPodName destinationPodNamespace destinationNodeName destinationClusterIP destinationServicePort destinationServicePortName ingressNetworkPolicyName ingressNetworkPolicyNamespace ingressNetworkPolicyRuleName ingressNetworkPolicyRuleAction ingressNetworkPolicyType egressNetworkPolicyName egressNetworkPolicyNamespace egressNetworkPolicyRuleName egressNetworkPolicyRuleAction egressNetworkPolicyType tcpState flowType'.split(
    ' ',
  );
const LINE =
  /^\d{9,11},-?\d{9,12},(?:(-?\d{1,12},-?\d{1,12},\d{1,3},))?[0-9a-fA-F.:]{2,45},[0-9a-fA-F.:]{2,45},\d{1,5},\d{1,5},/;
const LABELS = /,'(\{[^']{0,20000}\})?','(\{[^']{0,20000}\})?',/;

function readText(line: string): LineReading | undefined {
  const head = LINE.exec(line);
  if (head === null) return undefined;
  const names = head[1] === undefined ? OF_LOGGER : OF_S3;
  const values = line.split(',', names.length);
  if (values.length < names.length) return skipped('a line that cannot be read');
  const fields = new Map(names.map((name, index) => [name, values[index]?.trim()]));
  const [, ofSource, ofDestination] = LABELS.exec(line) ?? [];
  fields.set('sourcePodLabels', ofSource).set('destinationPodLabels', ofDestination);
  return recordOf((name) => fields.get(name) || undefined);
}

function recordOf(field: Field): LineReading {
  const [source, destination] = [endOf(field, 'source'), endOf(field, 'destination')];
  if (source.address === undefined || destination.address === undefined) return skipped('a flow without addresses');
  const denied = (['Egress', 'Ingress'] as const).find((direction) => isDenied(field, direction));
  const [port, sourcePort] = ['destinationTransportPort', 'sourceTransportPort'].map((name) =>
    portFrom(numberFrom(field(name))),
  );
  const seconds = numberFrom(field(denied === undefined ? 'flowStartSeconds' : 'flowEndSeconds'));
  const policies = (denied === undefined ? (['Egress', 'Ingress'] as const) : [denied]).flatMap((direction) =>
    policyOf(field, direction),
  );
  return records({
    ...(seconds !== undefined && seconds > 0 && { time: seconds * 1000 }),
    verdict: denied === undefined ? 'allowed' : 'denied',
    ...(denied && isOfAntrea(field, denied) && { cause: 'explicit-deny' as const }),
    ...(denied && { direction: denied }),
    source,
    destination,
    protocol: protocolFrom(field('protocolIdentifier')),
    ...(port !== undefined && { port }),
    ...(sourcePort !== undefined && { sourcePort }),
    // A connection that is open for long has several records.
    count: denied === undefined ? 1 : Math.max(1, numberFrom(field('packetDeltaCount')) ?? 1),
    // Both ends are named by who opened the connection; what is denied may be its answer, after a restart of the agent.
    ...(denied === undefined && { isReply: false }),
    ...(policies.length > 0 && { policies }),
  });
}

type Direction = NonNullable<FlowRecord['direction']>;

function about(field: Field, direction: Direction, what: string): string | undefined {
  return field(`${direction.toLowerCase()}NetworkPolicy${what}`);
}

/** Numbers, or words where the flow logger prints them. */
function isDenied(field: Field, direction: Direction): boolean {
  return /^([23]|drop|reject)$/i.test(about(field, direction, 'RuleAction') ?? '');
}

/** Whether a policy of Antrea's own denied it, by a rule; NetworkPolicies have no rules that deny, and isolation has no name. */
function isOfAntrea(field: Field, direction: Direction): boolean {
  return /^([23]|antrea(cluster)?networkpolicy)$/i.test(about(field, direction, 'Type') ?? '');
}

function policyOf(field: Field, direction: Direction): string[] {
  const name = about(field, direction, 'Name');
  const namespace = about(field, direction, 'Namespace');
  return name === undefined ? [] : [namespace === undefined ? name : `${namespace}/${name}`];
}

/** Types of flows, by number: those that leave the cluster, and those that come into it. */
const OUTSIDE = { source: '4', destination: '3' } as const;

function endOf(field: Field, end: 'source' | 'destination'): FlowEnd {
  const address = field(`${end}IPv4Address`) ?? field(`${end}IPv6Address`) ?? field(`${end}IP`);
  const common = address === undefined ? {} : { address };
  const [pod, namespace] = [field(`${end}PodName`), field(`${end}PodNamespace`)];
  // Whatever is no pod has no name: outside addresses, nodes, and pods that an agent does not know.
  if (pod === undefined || namespace === undefined)
    return field('flowType') === OUTSIDE[end] ? { kind: 'outside', ...common } : common;
  const labels = labelsIn(field(`${end}PodLabels`));
  return { kind: 'pod', ...common, namespace, pod, ...(labels && { labels }) };
}

/** Labels as a text of JSON. */
function labelsIn(text: string | undefined): FlowEnd['labels'] {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return undefined;
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return undefined;
  }
}
