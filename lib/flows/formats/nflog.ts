import { type FlowFormat, type FormatContext, type LineReading, records, skipped } from '../flow-record';
import { numberFrom, portFrom, timeFrom } from './json-fields';
import { kernelLog } from './kernel-log';

/**
 * Packets that rules of NFLOG copy to a reader, as tcpdump prints them: `tcpdump -n -l -e -i nflog:100`. kube-router and k3s, which
 * has the same code, copy to group 100 what they deny, and nothing else. Of another group, and where tcpdump does not say the group,
 * `--format nflog` says that all of the log was denied; lines that ulogd wrote are read then as well.
 * Source: cloudnativelabs/kube-router docs/observability.md, print-nflog.c of tcpdump.
 */
export const nflog: FlowFormat = {
  name: 'nflog',
  title: 'kube-router, k3s: copies of packets (tcpdump of NFLOG)',
  readText,
};

/** The time, what tcpdump says of the copy or of the family, both ends with their ports behind a dot, and the packet. */
const LINE =
  /^(?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d:\d\d\.\d{1,9}|\d{9,11}\.\d{1,9}) (?:version \d+, resource ID (\d{1,5})(?:, family [^:]{1,40})?, length \d+: )?(?:IP6? )?(?:\([^)]{0,200}\) ?)?([\w.:-]{2,300}) > ([\w.:-]{2,300}): (.{0,200})/;
/** The group of kube-router. */
const DENIED = 100;

function readText(line: string, context: FormatContext): LineReading | undefined {
  const found = LINE.exec(line);
  if (found === null) return context.isNamed ? ofUlogd(line, context) : undefined;
  const [, date, clock = '', group, from = '', to = '', packet = ''] = found;
  const protocol = protocolOf(packet);
  const hasPorts = protocol === 'TCP' || protocol === 'UDP' || protocol === 'SCTP';
  const [source, destination] = [from, to].map((end) => (hasPorts ? withPort(end) : { address: end }));
  if (source === undefined || destination === undefined)
    return skipped('a packet without ports: tcpdump -n writes them');
  const [, flags] = /^Flags \[([A-Z.]{1,12})\]/.exec(packet) ?? [];
  // With `-tt` it is the seconds since 1970, with `-tttt` there is a date.
  const time = timeFrom(date === undefined ? clock : `${date}T${clock}Z`);
  return records({
    ...(time !== undefined && { time }),
    verdict: context.isNamed || Number(group) === DENIED ? 'denied' : 'seen',
    source: { address: source.address },
    destination: { address: destination.address },
    protocol,
    ...(destination.port !== undefined && { port: destination.port }),
    ...(source.port !== undefined && { sourcePort: source.port }),
    ...(flags?.includes('S') && { isReply: flags.includes('.') }),
  });
}

/** What tcpdump makes of a packet of UDP is often that of the protocol in it. */
function protocolOf(packet: string): string {
  if (packet.startsWith('Flags [')) return 'TCP';
  if (packet.startsWith('sctp')) return 'SCTP';
  if (packet.startsWith('ICMP6')) return 'ICMPV6';
  return packet.startsWith('ICMP') ? 'ICMP' : 'UDP';
}

/** `10.0.1.7.40112`, and `fd00::7.40112`. */
function withPort(end: string): { readonly address: string; readonly port?: number } | undefined {
  const at = end.lastIndexOf('.');
  const port = portFrom(numberFrom(end.slice(at + 1)));
  const address = end.slice(0, at);
  return port === undefined || !(address.includes(':') || address.split('.').length === 4)
    ? undefined
    : { address, port };
}

function ofUlogd(line: string, context: FormatContext): LineReading | undefined {
  return kernelLog.readText?.(line, { ...context, logPrefixes: [{ prefix: '', verdict: 'denied' }] });
}
