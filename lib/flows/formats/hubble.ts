import {
  type DenialCause,
  endFor,
  type FlowEnd,
  type FlowFormat,
  type FlowVerdict,
  type FormatContext,
  type JsonObject,
  type LineReading,
  records,
  skipped,
} from '../flow-record';
import { dnsAnswer } from './hubble-dns';
import {
  booleanIn,
  directionFrom,
  hasObject,
  inSnakeCase,
  isObject,
  numberIn,
  objectIn,
  objectsIn,
  portFrom,
  textIn,
  textsIn,
  timeFrom,
} from './json-fields';

/**
 * Cilium's Hubble, and Microsoft's Retina, which writes the same: `hubble observe -o jsonpb`, the older `-o json`, and the
 * files of the exporter. Source: cilium/cilium api/v1/flow/flow.proto, api/v1/observer/observer.proto.
 */
export const hubble: FlowFormat = { name: 'hubble', title: 'Cilium Hubble, Retina', isByItself: true, readJson };

function readJson(object: JsonObject, context: FormatContext): LineReading | undefined {
  if (hasObject(object, 'flow')) {
    const flow = objectIn(object, 'flow');
    // Goldmane has its flows under this name too, with a key.
    return hasObject(flow, 'Key') || hasObject(flow, 'key') ? undefined : flowOf(asProto(flow), context, object.time);
  }
  if (hasObject(object, 'lost_events')) {
    const lost = objectIn(object, 'lost_events');
    return { type: 'lost', source: textIn(lost, 'source') ?? 'Hubble', count: numberIn(lost, 'num_events_lost') ?? 1 };
  }
  for (const name of ['node_status', 'agent_event', 'debug_event']) {
    if (hasObject(object, name)) return skipped('a message that is no flow');
  }
  const isFlow = textIn(object, 'verdict') !== undefined && (hasObject(object, 'IP') || hasObject(object, 'source'));
  return isFlow && !hasObject(object, 'packet') ? flowOf(asProto(object), context) : undefined;
}

/** A flow with the names of its fields as Hubble writes them; others write those that protobuf's JSON has by default. */
function asProto(flow: JsonObject): JsonObject {
  if (!NAMES_IN_CAMEL_CASE.some((name) => name in flow)) return flow;
  const inner = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inner);
    return isObject(value) ? inSnakeCase(value) : value;
  };
  const ports = (l4: JsonObject) => Object.fromEntries(Object.entries(l4).map(([name, value]) => [name, inner(value)]));
  const all = Object.entries(inSnakeCase(flow)).map(([name, value]) => [
    name,
    name === 'l4' && isObject(value) ? ports(value) : inner(value),
  ]);
  return Object.fromEntries(all) as JsonObject;
}

const NAMES_IN_CAMEL_CASE = ['trafficDirection', 'eventType', 'isReply', 'nodeName', 'dropReasonDesc'];

const VERDICTS: ReadonlyMap<string, FlowVerdict> = new Map([
  ['FORWARDED', 'allowed'],
  ['REDIRECTED', 'allowed'],
  ['DROPPED', 'denied'],
  ['AUDIT', 'audit'],
]);

/** Events of what programs ask for; the packets that follow have records of their own. */
const OF_SOCKETS = 7;
const OF_LAYER_7 = 129;

function flowOf(flow: JsonObject, context: FormatContext, exportedAt?: unknown): LineReading {
  const said = textIn(flow, 'verdict') ?? '';
  const verdict = VERDICTS.get(said) ?? VERDICTS.get(said.toUpperCase());
  if (verdict === undefined) return skipped(`verdict ${said || 'absent'}`);
  const event = numberIn(objectIn(flow, 'event_type'), 'type');
  const type = textIn(flow, 'Type');
  if (event === OF_SOCKETS || type === 'SOCK') return skipped('an event of a socket, not of a packet');
  const isLayer7 = event === OF_LAYER_7 || type === 'L7';
  if (isLayer7 && verdict !== 'denied')
    return dnsAnswer(flow) ?? skipped('a request in a connection that has records of its own');
  const l4 = portsOf(objectIn(flow, 'l4'));
  if (l4 === undefined) return skipped('no protocol above IP');
  const direction = directionFrom(textIn(flow, 'traffic_direction'));
  const ip = objectIn(flow, 'IP');
  const why = causeOf(flow, verdict, isLayer7);
  const [from, to] = [objectIn(flow, 'source'), objectIn(flow, 'destination')];
  // The plugin that writes the record is in the cluster of the end at which it judges.
  const [here, there] = [from, to].map((end) => textIn(end, 'cluster_name'));
  const isBetween = here !== undefined && there !== undefined && here !== there;
  return records({
    time: timeFrom(flow.time ?? exportedAt),
    verdict,
    cause: why?.cause,
    causeName: why?.causeName,
    direction,
    source: endOf(
      from,
      {
        address: textIn(ip, 'source'),
        dnsNames: textsIn(flow, 'source_names'),
        ...(isBetween && direction !== 'Egress' && { otherCluster: here }),
      },
      context,
    ),
    destination: endOf(
      to,
      {
        address: textIn(ip, 'destination'),
        dnsNames: textsIn(flow, 'destination_names'),
        service: objectIn(flow, 'destination_service'),
        ...(isBetween && direction !== 'Ingress' && { otherCluster: there }),
      },
      context,
    ),
    protocol: l4.protocol,
    port: l4.port,
    sourcePort: l4.sourcePort,
    isReply: booleanIn(flow, 'is_reply') ?? (booleanIn(flow, 'reply') || l4.isReply),
    policies: policiesOf(flow, direction),
    count: countOf(objectIn(flow, 'aggregate')),
    observer: event === undefined ? undefined : String(event),
  });
}

/** What decided, where Cilium says it. */
function policiesOf(flow: JsonObject, direction: 'Ingress' | 'Egress' | undefined): readonly string[] | undefined {
  const at = direction === 'Egress' ? 'egress' : 'ingress';
  const [denied, allowed] = [objectsIn(flow, `${at}_denied_by`), objectsIn(flow, `${at}_allowed_by`)];
  const named = denied.length > 0 ? denied : allowed;
  return named.length === 0 ? undefined : named.map(policyName);
}

/** How many flows the exporter put into one: it counts them by direction. */
function countOf(aggregate: JsonObject): number | undefined {
  const counts = ['ingress_flow_count', 'egress_flow_count', 'unknown_direction_flow_count'];
  const all = counts.reduce((sum, name) => sum + (numberIn(aggregate, name) ?? 0), 0);
  return all > 0 ? all : undefined;
}

/** Retina reads the drops of iptables, whose rules are those of policies. */
const OF_POLICY: ReadonlySet<string> = new Set(['POLICY_DENIED', 'IPTABLE_RULE_DROP']);
const NUMBERED: ReadonlyMap<number | undefined, string> = new Map([
  [133, 'POLICY_DENIED'],
  [181, 'POLICY_DENY'],
]);

/**
 * Why packets were denied, or would be. A drop without a reason is one by policy only where the policy itself was asked. Audit mode
 * gives none but where a rule denies.
 */
function causeOf(
  flow: JsonObject,
  verdict: FlowVerdict,
  isLayer7: boolean,
): { readonly cause: DenialCause; readonly causeName?: string } | undefined {
  if (verdict === 'allowed') return undefined;
  const number = numberIn(flow, 'drop_reason');
  const described = textIn(flow, 'drop_reason_desc');
  const known = described === undefined || described === 'DROP_REASON_UNKNOWN' ? NUMBERED.get(number) : described;
  const causeName = known ?? described ?? (number === undefined || number === 0 ? undefined : `drop reason ${number}`);
  if (verdict === 'audit') return causeName === 'POLICY_DENY' ? { cause: 'explicit-deny', causeName } : undefined;
  if (isLayer7) return { cause: 'layer-7', ...(causeName && { causeName }) };
  if (causeName === undefined) {
    const isVerdictOfPolicy = numberIn(objectIn(flow, 'event_type'), 'type') === 5;
    return isVerdictOfPolicy ? { cause: 'policy' } : { cause: 'other', causeName: 'no reason given' };
  }
  if (OF_POLICY.has(causeName)) return { cause: 'policy', causeName };
  return { cause: causeName === 'POLICY_DENY' ? 'explicit-deny' : 'other', causeName };
}

interface Ports {
  readonly protocol: string;
  readonly port?: number;
  readonly sourcePort?: number;
  readonly isReply?: boolean;
}

function portsOf(l4: JsonObject): Ports | undefined {
  for (const protocol of ['TCP', 'UDP', 'SCTP']) {
    if (!hasObject(l4, protocol)) continue;
    const fields = objectIn(l4, protocol);
    const flags = objectIn(fields, 'flags');
    const [syn, ack] = [booleanIn(flags, 'SYN') === true, booleanIn(flags, 'ACK') === true];
    return {
      protocol,
      port: portFrom(numberIn(fields, 'destination_port')),
      sourcePort: portFrom(numberIn(fields, 'source_port')),
      isReply: syn ? ack : undefined,
    };
  }
  if (hasObject(l4, 'ICMPv4')) return { protocol: 'ICMP' };
  return hasObject(l4, 'ICMPv6') ? { protocol: 'ICMPV6' } : undefined;
}

/** `reserved:` labels of what is on nodes. */
const ON_NODES: readonly string[] = ['host', 'remote-node', 'kube-apiserver', 'health', 'ingress'];

/** What a flow says of an end outside of the object that describes it. */
interface AboutEnd {
  readonly address: string | undefined;
  readonly dnsNames: readonly string[];
  readonly service?: JsonObject;
  readonly otherCluster?: string;
}

/** A pod has one identity and one set of labels while it has its address; of anything else the labels say what it is. */
function endOf(end: JsonObject, about: AboutEnd, context: FormatContext): FlowEnd {
  const { address, dnsNames, service, otherCluster } = about;
  const pod = textIn(end, 'pod_name');
  const own = pod === undefined ? textsIn(end, 'labels').join('\u0002') : `${numberIn(end, 'identity')}/${pod}`;
  const of = service === undefined || pod !== undefined ? '' : textIn(service, 'name');
  const key = `${textIn(end, 'namespace')}\u0001${own}\u0001${address}\u0001${dnsNames.join(' ')}\u0001${of}\u0001${otherCluster}`;
  return endFor(context, key, () => readEnd(end, about));
}

function readEnd(end: JsonObject, { address, dnsNames, service = {}, otherCluster }: AboutEnd): FlowEnd {
  const all = textsIn(end, 'labels');
  const reserved = all.flatMap((label) => (label.startsWith('reserved:') ? [label.slice('reserved:'.length)] : []));
  const pod = textIn(end, 'pod_name');
  const namespace = textIn(end, 'namespace') ?? namespaceIn(all);
  const common = {
    ...(address && { address }),
    ...(dnsNames.length > 0 && { dnsNames }),
    ...(otherCluster && { otherCluster }),
    ...(pod === undefined && namespace === undefined && serviceIn(service)),
  };
  if (pod === undefined && namespace === undefined) {
    const onNode = ON_NODES.find((name) => reserved.includes(name));
    // The API server comes with the label of its node.
    const name = reserved.includes('kube-apiserver') ? 'kube-apiserver' : onNode;
    if (name !== undefined) return { kind: 'node', name, ...common };
    const isOutside = reserved.includes('world') || all.some((label) => /^(cidr|fqdn|reserved:world)/.test(label));
    return isOutside ? { kind: 'outside', ...common } : common;
  }
  const [workload] = objectsIn(end, 'workloads');
  const name = workload && textIn(workload, 'name');
  const kind = workload && textIn(workload, 'kind');
  return {
    kind: 'pod',
    ...common,
    ...(namespace && { namespace }),
    ...(pod && { pod }),
    ...(name && { workload: { name, ...(kind && { kind }) } }),
    labels: labelsOf(all),
  };
}

function serviceIn(service: JsonObject): Pick<FlowEnd, 'service'> {
  const [namespace, name] = [textIn(service, 'namespace'), textIn(service, 'name')];
  return namespace === undefined || name === undefined ? {} : { service: { namespace, name } };
}

const NAMESPACE = 'k8s:io.kubernetes.pod.namespace=';

function namespaceIn(labels: readonly string[]): string | undefined {
  return labels.find((label) => label.startsWith(NAMESPACE))?.slice(NAMESPACE.length);
}

/** The labels of the pod among those that Cilium keeps of it, its namespace and its service account. */
function labelsOf(all: readonly string[]): Readonly<Record<string, string>> {
  const labels: [string, string][] = [];
  for (const label of all) {
    if (!label.startsWith('k8s:') || label.startsWith('k8s:io.kubernetes.') || label.startsWith('k8s:io.cilium.'))
      continue;
    const at = label.indexOf('=');
    labels.push(at < 0 ? [label.slice(4), ''] : [label.slice(4, at), label.slice(at + 1)]);
  }
  return Object.fromEntries(labels);
}

function policyName(policy: JsonObject): string {
  const namespace = textIn(policy, 'namespace');
  const kind = textIn(policy, 'kind');
  const name = `${namespace === undefined ? '' : `${namespace}/`}${textIn(policy, 'name') ?? '?'}`;
  return kind === undefined ? name : `${kind} ${name}`;
}
