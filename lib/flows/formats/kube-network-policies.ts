import { detached } from '../flow-connection';
import {
  type FlowEnd,
  type FlowFormat,
  type FlowRecord,
  type FormatContext,
  type JsonObject,
  type LineReading,
  records,
  skipped,
} from '../flow-record';
import { numberIn, objectIn, portFrom, protocolFrom, textIn, timeFrom } from './json-fields';

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

/** Packets whose verdict has not come: a line may be lost, and ids repeat after a restart. */
const MOST_PENDING = 10_000;

const VERDICT = /^Packet (accepted|denied)(?: by (ingress|egress) policy)?/;

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
      source: endOf(textIn(object, 'srcPod'), textIn(packet, 'SrcIP')),
      destination: endOf(textIn(object, 'dstPod'), textIn(packet, 'DstIP')),
      protocol: protocolFrom(packet.Proto ?? packet.proto),
      port: portFrom(numberIn(packet, 'DstPort')),
      sourcePort: portFrom(numberIn(packet, 'SrcPort')),
    });
  }
  return VERDICT.test(message) ? second(String(id), message, context) : skipped('a message that is no verdict');
}

/** `I1128 10:00:00.1 1 engine.go:60] "Evaluating packet" id=9 direction="Egress" srcPod="front/web" ...`, as klog writes it. */
function readText(line: string, context: FormatContext): LineReading | undefined {
  if (!/^[IWE]\d{4} /.test(line)) return undefined;
  const [, message] = /\] "([^"]{1,100})"/.exec(line) ?? [];
  const [, id] = / id=(\d{1,15})/.exec(line) ?? [];
  if (message === undefined || id === undefined) return undefined;
  const field = (name: string) => new RegExp(` ${name}="([^"]{0,400})"`).exec(line)?.[1];
  if (message === 'Evaluating packet') {
    const packet = field('packet') ?? line;
    const inPacket = (name: string) => new RegExp(`${name}[:=] ?"?([0-9A-Za-z.:]{1,60})"?`).exec(packet)?.[1];
    const [, port] = /(?:DstPort|dport)[:=] ?(\d{1,5})/.exec(packet) ?? [];
    return first(id, context, {
      verdict: 'seen',
      source: endOf(field('srcPod'), inPacket('SrcIP')),
      destination: endOf(field('dstPod'), inPacket('DstIP')),
      protocol: protocolFrom(inPacket('Proto')),
      port: portFrom(port === undefined ? undefined : Number(port)),
    });
  }
  return VERDICT.test(message) ? second(id, message, context) : undefined;
}

function first(id: string, { pending }: FormatContext, { port, sourcePort, ...record }: FlowRecord): LineReading {
  if (pending.size >= MOST_PENDING) pending.clear();
  pending.set(id, detached({ ...record, port, sourcePort }));
  return { type: 'records', records: [] };
}

function second(id: string, message: string, { pending }: FormatContext): LineReading {
  const packet = pending.get(id);
  pending.delete(id);
  if (packet === undefined) return skipped('a verdict whose packet is not in the log');
  const [, verdict, direction] = VERDICT.exec(message) ?? [];
  return records({
    ...packet,
    verdict: verdict === 'denied' ? 'denied' : 'allowed',
    ...(direction && { direction: direction === 'egress' ? ('Egress' as const) : ('Ingress' as const) }),
  });
}

/** `namespace/name`, or `external` for what is no pod. */
function endOf(pod: string | undefined, address: string | undefined): FlowEnd {
  const common = address === undefined ? {} : { address };
  const [namespace, name] = pod?.split('/') ?? [];
  return namespace && name ? { kind: 'pod', namespace, pod: name, ...common } : common;
}
