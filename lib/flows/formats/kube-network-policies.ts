import { detached } from '../../policy/own-text';
import {
  type FlowEnd,
  type FlowFormat,
  type FlowRecord,
  type FormatContext,
  type JsonObject,
  type LineReading,
  type PendingRecords,
  records,
  skipped,
} from '../flow-record';
import { directionFrom, numberFrom, numberIn, objectIn, portFrom, protocolFrom, textIn, timeFrom } from './json-fields';

/**
 * kube-network-policies, and kindnet with it, at `-v=2`: the packet in one line, the verdict in another with the same id.
 * Source: kubernetes-sigs/kube-network-policies docs/json-logging.md, pkg/networkpolicy/engine.go.
 */
export const kubeNetworkPolicies: FlowFormat = {
  name: 'kube-network-policies',
  title: 'kube-network-policies',
  readJson,
  readText,
};

/** Which node's agent wrote a line is not in it, and ids begin anew on each node, and after each restart. */
const keyOf = (id: string, { origin = '' }: FormatContext) => `${origin} ${id}`;

/** The packet behind `packet=<`, on a line of its own: `[9] 10.0.1.7:40112 10.0.2.9:8080 TCP`. */
const PACKET = /^\s+\[(\d{1,15})\] (\S{1,60}):(\d{1,5}) (\S{1,60}):(\d{1,5}) ?(\S{0,10})\s*$/;
/** The rest of the packet, as `hexdump -C` has it, and what ends the value. */
const REST = /^\s+[0-9a-f]{8}( {2}[0-9a-f]|\s*$)|^ >(\s|$)/;
/** Packets whose verdict has not come: a line may be lost, and ids repeat after a restart. */
const MOST_PENDING = 10_000;
/** So many agents may number their packets alike. */
const MOST_ALIKE = 64;

const VERDICT = /^packet (accepted|denied)(?: by (ingress|egress) policy)?/;

function readJson(object: JsonObject, context: FormatContext): LineReading | undefined {
  const message = textIn(object, 'msg');
  const id = numberIn(object, 'id');
  if (message === undefined || id === undefined) return undefined;
  if (message === 'Evaluating packet') {
    const packet = objectIn(object, 'packet');
    const time = timeFrom(object.ts);
    return first(String(id), context, {
      ...(time !== undefined && { time }),
      verdict: 'seen',
      ...directionOf(textIn(object, 'direction')),
      source: endOf(textIn(object, 'srcPod'), textIn(packet, 'SrcIP')),
      destination: endOf(textIn(object, 'dstPod'), textIn(packet, 'DstIP')),
      protocol: protocolFrom(packet.Proto ?? packet.proto),
      port: portFrom(numberIn(packet, 'DstPort')),
      sourcePort: portFrom(numberIn(packet, 'SrcPort')),
    });
  }
  const said = message.toLowerCase();
  return VERDICT.test(said) ? second(String(id), said, context) : skipped('a message that is no verdict');
}

/** `I1128 10:00:00.1 1 engine.go:60] "Evaluating packet" id=9 direction="Egress" srcPod="front/web" ...`, as klog writes it. */
function readText(line: string, context: FormatContext): LineReading | undefined {
  if (!/^[IWE]\d{4} /.test(line)) return readPacket(line, context);
  const [, message] = /\] "([^"]{1,100})"/.exec(line) ?? [];
  const [, id] = / id=(\d{1,15})/.exec(line) ?? [];
  if (message === undefined || id === undefined) return undefined;
  const field = (name: string) => new RegExp(` ${name}="([^"]{0,400})"`).exec(line)?.[1];
  if (message === 'Evaluating packet') {
    const packet = field('packet') ?? line;
    const inPacket = (name: string) => new RegExp(`${name}[:=] ?"?([0-9A-Za-z.:]{1,60})"?`).exec(packet)?.[1];
    const [, port] = /(?:DstPort|dport)[:=] ?(\d{1,5})/.exec(packet) ?? [];
    const [, whole] = / packet="(\[[^"\\]{1,200})/.exec(line) ?? [];
    if (whole !== undefined) return readPacket(` ${whole}`, context, field) ?? skipped('a packet that cannot be read');
    return first(id, context, {
      verdict: 'seen',
      ...directionOf(field('direction')),
      source: endOf(field('srcPod'), inPacket('SrcIP')),
      destination: endOf(field('dstPod'), inPacket('DstIP')),
      protocol: protocolFrom(inPacket('Proto')),
      port: portFrom(port === undefined ? undefined : Number(port)),
    });
  }
  const said = message.toLowerCase();
  return VERDICT.test(said) ? second(id, said, context) : undefined;
}

/** The line of a packet, whose pods the line before it names. */
function readPacket(
  line: string,
  context: FormatContext,
  field?: (name: string) => string | undefined,
): LineReading | undefined {
  const [, id, source = '', sourcePort, destination = '', port, protocol] = PACKET.exec(line) ?? [];
  if (id === undefined) return REST.test(line) ? NOTHING : undefined;
  const begun = context.pending.get(keyOf(id, context))?.records.at(-1);
  const withAddress = (end: FlowEnd | undefined, address: string) => ({
    ...end,
    address: address.replace(/^\[|\]$/g, ''),
  });
  const ends = field && { source: endOf(field('srcPod'), undefined), destination: endOf(field('dstPod'), undefined) };
  return first(id, context, {
    verdict: 'seen',
    ...directionOf((field ?? (() => begun?.direction))('direction')),
    source: withAddress((ends ?? begun)?.source, source),
    destination: withAddress((ends ?? begun)?.destination, destination),
    protocol: protocolFrom(protocol),
    port: portFrom(numberFrom(port)),
    sourcePort: portFrom(numberFrom(sourcePort)),
  });
}

/** Where a packet was evaluated, in words of any case. */
function directionOf(text: string | undefined): Pick<FlowRecord, 'direction'> {
  const direction = directionFrom(text);
  return direction === undefined ? {} : { direction };
}

const NOTHING: LineReading = { type: 'records', records: [] };

function first(id: string, context: FormatContext, { port, sourcePort, ...record }: FlowRecord): LineReading {
  const { pending } = context;
  const isFull = pending.size >= MOST_PENDING;
  const lost = isFull ? [...pending.values()].reduce((sum, { records: all }) => sum + all.length, 0) : 0;
  if (isFull) pending.clear();
  const key = keyOf(id, context);
  const known = pending.get(key);
  pending.set(key, withPacket(known, detached({ ...record, port, sourcePort })));
  return lost === 0 ? NOTHING : skipped('a packet whose verdict is not in the log', lost);
}

/** One packet is evaluated on its way out and on its way in; another one is of the agent of another node. */
function withPacket(known: PendingRecords | undefined, packet: FlowRecord): PendingRecords {
  if (known === undefined) return { records: [packet], seconds: [], isMixed: false };
  const at = known.records.findIndex((one) => isSame(one, packet));
  if (at >= 0) {
    const all = known.records.map((one, index) => (index === at ? together(one, packet) : one));
    return { ...known, records: all };
  }
  // What names pods in one line and addresses in the next cannot be distinguished from that of another agent.
  const all = [...known.records, packet];
  const isMixed = known.isMixed || all.length > MOST_ALIKE || all.some(({ source }) => source.address === undefined);
  return { ...known, records: isMixed ? known.records : all, isMixed };
}

/** A packet of which two lines say something each. */
function together(known: FlowRecord | undefined, packet: FlowRecord): FlowRecord {
  if (known === undefined) return packet;
  const { source, destination, port, sourcePort, protocol } = known;
  const { direction, ...more } = packet;
  return {
    ...more,
    // Evaluated in both directions, it has one verdict.
    ...(direction !== undefined && direction === known.direction && { direction }),
    source: { ...source, ...packet.source },
    destination: { ...destination, ...packet.destination },
    protocol: packet.protocol === 'unknown' ? protocol : packet.protocol,
    ...(port !== undefined && { port }),
    ...(sourcePort !== undefined && { sourcePort }),
  };
}

function isSame(a: FlowRecord, b: FlowRecord): boolean {
  const both = (one: string | number | undefined, other: string | number | undefined) =>
    one === undefined || other === undefined || one === other;
  const ends = [
    [a.source, b.source],
    [a.destination, b.destination],
  ] as const;
  return (
    both(a.port, b.port) &&
    both(a.sourcePort, b.sourcePort) &&
    ends.every(([one, other]) => both(one.address, other.address) && both(one.pod, other.pod))
  );
}

function second(id: string, message: string, context: FormatContext): LineReading {
  const key = keyOf(id, context);
  const known = context.pending.get(key);
  if (known === undefined) return skipped('a verdict whose packet is not in the log');
  if (known.isMixed) return skipped('a verdict that may be of several packets with one id');
  const seconds = [...known.seconds, message];
  if (seconds.length < known.records.length) {
    context.pending.set(key, { ...known, seconds });
    return NOTHING;
  }
  context.pending.delete(key);
  // Where all have the same verdict, it does not matter which is whose.
  if (new Set(seconds).size > 1) return skipped('a verdict that may be of several packets with one id', seconds.length);
  const [, verdict, direction] = VERDICT.exec(message) ?? [];
  return records(
    ...known.records.map((packet) => ({
      ...packet,
      verdict: verdict === 'denied' ? ('denied' as const) : ('allowed' as const),
      ...(direction && { direction: direction === 'egress' ? ('Egress' as const) : ('Ingress' as const) }),
    })),
  );
}

/** `namespace/name`, or `external` for what is no pod. */
function endOf(pod: string | undefined, address: string | undefined): FlowEnd {
  const common = address === undefined ? {} : { address };
  const [namespace, name] = pod?.split('/') ?? [];
  return namespace && name ? { kind: 'pod', namespace, pod: name, ...common } : common;
}
