import { type FlowFormat, type FormatContext, type LineReading, records, skipped } from '../flow-record';
import { numberFrom, portFrom, protocolFrom, timeFrom } from './json-fields';

/**
 * Lines of the kernel's LOG target, which iptables and nftables have, and which ulogd writes for NFLOG: those of kube-router,
 * k3s and Calico's `Log` rules. They have addresses, and their prefix is all they say of the verdict.
 * Source: net/netfilter/nf_log_syslog.c of Linux.
 */
export const kernelLog: FlowFormat = {
  name: 'kernel',
  title: 'Linux LOG lines, ulogd, Calico Log rules',
  readText,
};

/** Where syslog writes whole times: its older ones leave out the year. */
const TIME = /^\d{4}-\d\d-\d\dT[\d:.,]{8,20}(?:Z|[+-]\d\d:?\d\d)/;
/** Words in a prefix that mean that the packet goes no further; not the beginning of another word, such as `dropbox`. */
const DENIES = /(drop|dropped|drops|deny|denied|denies|reject|rejected|rejects|block|blocked|blocks)(?![a-z])/i;
const ALLOWS = /(allow|allowed|allows|accept|accepted|accepts|permit|permitted|permits)(?![a-z])/i;

function readText(line: string, { logPrefixes }: FormatContext): LineReading | undefined {
  const start = line.indexOf('IN=');
  if (start < 0 || !line.includes(' SRC=') || !line.includes(' DST=')) return lostIn(line);
  const fields = new Map<string, string>();
  const flags = new Set<string>();
  // A message of ICMP ends with the header of the packet that it is about, in brackets.
  const [packet = ''] = line.slice(start).split(' [', 1);
  for (const word of packet.split(' ')) {
    const at = word.indexOf('=');
    if (at < 0) flags.add(word);
    else if (!fields.has(word.slice(0, at))) fields.set(word.slice(0, at), word.slice(at + 1));
  }
  const source = fields.get('SRC');
  const destination = fields.get('DST');
  if (!source || !destination) return skipped('a line without addresses');
  const verdict = verdictOf(prefixOf(line.slice(0, start)), logPrefixes);
  const [port, sourcePort] = ['DPT', 'SPT'].map((name) => portFrom(numberFrom(fields.get(name))));
  const time = timeFrom(TIME.exec(line)?.[0].replace(',', '.'));
  const [, repeated] = REPEATED.exec(line.slice(0, start)) ?? [];
  return records({
    ...(time !== undefined && { time }),
    verdict,
    source: { address: source },
    destination: { address: destination },
    protocol: protocolFrom(fields.get('PROTO')),
    ...(port !== undefined && { port }),
    ...(sourcePort !== undefined && { sourcePort }),
    ...(flags.has('SYN') && { isReply: flags.has('ACK') }),
    ...(repeated !== undefined && { count: Number(repeated) }),
  });
}

/** What syslog writes in place of equal lines: the line once more, and how often it came. */
const REPEATED = /message repeated (\d{1,9}) times: \[/;
/** What the kernel and its readers say where they left out lines, since there were too many. */
const SUPPRESSED =
  /: (\d{1,9}) callbacks suppressed|[Ss]uppressed (\d{1,9}) messages from|(\d{1,9}) messages lost due to/;

function lostIn(line: string): LineReading | undefined {
  const [, ...counts] = SUPPRESSED.exec(line) ?? [];
  const count = counts.find((one) => one !== undefined);
  return count === undefined ? undefined : { type: 'lost', source: 'the rate limit of the log', count: Number(count) };
}

/** What stands before `IN=` without the name of the host and the times of syslog and the kernel. */
function prefixOf(before: string): string {
  const kernel = before.lastIndexOf('kernel:');
  const said = kernel < 0 ? before.replace(HOST, '') : before.slice(kernel + 'kernel:'.length);
  return said.replace(/^\s*\[\s*\d+\.\d+\]\s*/, '').trim();
}

/** The time and the host of syslog, as ulogd writes them before the prefix. */
const HOST = /^(?:<\d{1,3}>)?(?:\w{3} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S{8,30}) [^\s:]{1,253} /;

/** Where the prefix says nothing, the log says no more than who sent to whom. */
function verdictOf(prefix: string, prefixes: FormatContext['logPrefixes']): 'denied' | 'allowed' | 'seen' {
  const named = prefixes.find((one) => prefix.includes(one.prefix.trim()));
  if (named !== undefined) return named.verdict;
  if (DENIES.test(prefix)) return 'denied';
  return ALLOWS.test(prefix) ? 'allowed' : 'seen';
}
