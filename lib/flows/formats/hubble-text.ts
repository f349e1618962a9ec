import {
  type DenialCause,
  type FlowEnd,
  type FlowFormat,
  type FlowRecord,
  type FlowVerdict,
  type LineReading,
  records,
  skipped,
} from '../flow-record';
import { numberFrom, portFrom, timeFrom } from './json-fields';

/**
 * Flows as `hubble observe` prints them where no output is asked for: pods by name, without labels and addresses.
 * Source: cilium/cilium hubble/pkg/printer/printer.go, pkg/monitor/api/drop.go.
 */
export const hubbleText: FlowFormat = { name: 'hubble-text', title: 'Cilium Hubble, as it prints flows', readText };

/** The time, the node if it is asked for, both ends with their identities and the arrow between them, what it is, and more. */
const LINE =
  /^(\S{1,40}|\w{3} [ \d]\d [\d:.]{8,15})(?: \[[^\]\s]{1,300}\])?: (\S{1,400})(?: \(([^()]{1,60})\))? (->|<-|<>) (\S{1,400})(?: \(([^()]{1,60})\))? (.{1,200}?) (FORWARDED|REDIRECTED|ALLOWED|DROPPED|ERROR|DENIED|AUDIT|AUDITED|TRACED|TRANSLATED) \((.{0,400})\)\s*$/;

/** `EVENTS LOST: HUBBLE_RING_BUFFER CPU(0) 6`, and the number of them. */
const LOST = /^(?:\S{1,40} )?EVENTS LOST: (\w{1,40})(?: CPU\(\d{1,6}\))? (\d{1,15})/;

const VERDICTS: ReadonlyMap<string, FlowVerdict> = new Map([
  ['FORWARDED', 'allowed'],
  ['REDIRECTED', 'allowed'],
  ['ALLOWED', 'allowed'],
  ['DROPPED', 'denied'],
  ['DENIED', 'denied'],
  ['AUDIT', 'audit'],
  ['AUDITED', 'audit'],
]);

function readText(line: string): LineReading | undefined {
  const [, loser, lost] = LOST.exec(line) ?? [];
  if (loser !== undefined) return { type: 'lost', source: loser, count: numberFrom(lost) ?? 1 };
  if (!line.includes(' (')) return undefined;
  const [, at, first = '', ofFirst, arrow, second = '', ofSecond, type = '', said = '', summary = ''] =
    LINE.exec(line) ?? [];
  if (at === undefined) return undefined;
  const verdict = VERDICTS.get(said);
  if (verdict === undefined) return skipped(`verdict ${said}`);
  if (/-xlate-/.test(type)) return skipped('an event of a socket, not of a packet');
  const isLayer7 = /^(l7|http|dns|kafka)-/.test(type);
  if (isLayer7 && verdict !== 'denied') return skipped('a request in a connection that has records of its own');
  const protocol = protocolOf(summary);
  if (protocol === undefined && !isLayer7) return skipped('no protocol above IP');
  // Of an answer the client stands first all the same.
  const ends = [endOf(first, ofFirst), endOf(second, ofSecond)] as const;
  const [source, destination] = arrow === '<-' ? [ends[1], ends[0]] : ends;
  const [, match, direction] = /^policy-verdict:(\S+)(?: (INGRESS|EGRESS))?/.exec(type) ?? [];
  const time = timeFrom(/^\d{4}-/.test(at) ? at : undefined);
  const isReply = replyOf(arrow, summary);
  return records({
    ...(time !== undefined && { time }),
    verdict,
    ...(verdict !== 'allowed' && causeOf(type, match, isLayer7)),
    ...(direction && { direction: direction === 'INGRESS' ? ('Ingress' as const) : ('Egress' as const) }),
    source: source.end,
    destination: destination.end,
    protocol: protocol ?? 'TCP',
    ...(destination.port !== undefined && { port: destination.port }),
    ...(source.port !== undefined && { sourcePort: source.port }),
    ...(isReply !== undefined && { isReply }),
    // A packet that is denied has a verdict of the policy, and a drop.
    observer: match === undefined ? type : 'policy-verdict',
  });
}

/** A verdict of a policy whose rule matched is that of a rule that denies. */
function causeOf(
  type: string,
  match: string | undefined,
  isLayer7: boolean,
): { readonly cause: DenialCause; readonly causeName?: string } {
  if (isLayer7) return { cause: 'layer-7', causeName: type };
  if (match !== undefined) return match === 'none' ? { cause: 'policy' } : { cause: 'explicit-deny', causeName: type };
  if (/^Policy denied by denylist/i.test(type)) return { cause: 'explicit-deny', causeName: type };
  return /^Policy denied/i.test(type) ? { cause: 'policy', causeName: type } : { cause: 'other', causeName: type };
}

function protocolOf(summary: string): string | undefined {
  const [, name] = /^(?:IP Trace ID: \d{1,20}; )?(TCP|UDP|SCTP|ICMPv4|ICMPv6)\b/.exec(summary) ?? [];
  return name === 'ICMPv4' ? 'ICMP' : name?.toUpperCase();
}

function replyOf(arrow: string | undefined, summary: string): FlowRecord['isReply'] {
  if (arrow !== '<>') return arrow === '<-';
  const [, flags] = /TCP Flags: ([A-Z, ]{1,60})/.exec(summary) ?? [];
  const all = flags?.split(', ') ?? [];
  return all.includes('SYN') ? all.includes('ACK') : undefined;
}

interface PrintedEnd {
  readonly end: FlowEnd;
  readonly port?: number;
}

const ON_NODES: ReadonlySet<string> = new Set(['host', 'remote-node', 'kube-apiserver', 'health', 'ingress']);

/** `namespace/pod:port`, the same of a Service, `address:port`, `[address]:port`, or DNS names with commas between them. */
function endOf(text: string, identity: string | undefined): PrintedEnd {
  const [, bracketed, plain = text, digits] = /^(?:\[([^\]]+)\]|([^[\]]+?)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const number = portFrom(numberFrom(digits));
  const port = number === undefined ? {} : { port: number };
  const isAddress = /^[0-9.]+$/.test(host) || host.includes(':');
  const known = isAddress ? { address: host } : {};
  const [, namespace, name] = /^([a-z0-9-]{1,63})\/([^/]{1,253})$/.exec(host) ?? [];
  if (namespace !== undefined && name !== undefined) {
    // What has no identity of its own is no pod; older releases print none.
    const isPod = identity === undefined || identity.startsWith('ID:');
    return { end: isPod ? { kind: 'pod', namespace, pod: name } : { service: { namespace, name } }, ...port };
  }
  if (identity !== undefined && ON_NODES.has(identity))
    return { end: { kind: 'node', name: identity, ...known }, ...port };
  if (!isAddress) return { end: { kind: 'outside', dnsNames: host.split(',') }, ...port };
  return { end: identity?.startsWith('world') ? { kind: 'outside', ...known } : known, ...port };
}
