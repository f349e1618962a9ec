import { type FlowFormat, type LineReading, records, skipped } from '../flow-record';
import { numberFrom, portFrom, timeFrom } from './json-fields';

/**
 * The ACL log of OVN-Kubernetes, OpenShift and Kube-OVN. It has addresses alone, and every packet that meets a rule.
 * Source: ovn-org/ovn-kubernetes docs, OpenShift's documentation of audit logging.
 */
export const ovn: FlowFormat = { name: 'ovn', title: 'OVN-Kubernetes, OpenShift, Kube-OVN', readText };

const HEAD =
  /name="([^"]{0,200})", ?verdict=([\w-]{1,20}), ?severity=\w{1,10}(?:, ?direction=(to|from)-lport)?: ?(\w{1,10})/;

function readText(line: string): LineReading | undefined {
  if (!line.includes('acl_log')) return undefined;
  const head = HEAD.exec(line);
  if (head === null) {
    // What logs the messages of Open vSwitch limits their rate, and says how many it left out.
    const [, dropped] = /\|Dropped (\d{1,9}) log messages/.exec(line) ?? [];
    if (dropped !== undefined) return { type: 'lost', source: 'the rate limit of OVN', count: Number(dropped) };
    return skipped('a line that cannot be read');
  }
  const [, name = '', word, towards, kind = ''] = head;
  const verdict = word?.toLowerCase();
  if (verdict === 'pass') return skipped('a rule that leaves the decision to others');
  const fields = new Map(
    line
      .slice(head.index + head[0].length)
      .split(',')
      .map((part) => {
        const at = part.indexOf('=');
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
      }),
  );
  const source = fields.get('nw_src') ?? fields.get('ipv6_src');
  const destination = fields.get('nw_dst') ?? fields.get('ipv6_dst');
  if (source === undefined || destination === undefined) return skipped('a line without addresses');
  const protocol = kind
    .toUpperCase()
    .replace(/^(TCP|UDP|SCTP)6$/, '$1')
    .replace(/^ICMP.*/, 'ICMP');
  const [port, sourcePort] = [fields.get('tp_dst'), fields.get('tp_src')].map((text) => portFrom(numberFrom(text)));
  const flags = fields.get('tcp_flags')?.split('|') ?? [];
  const [written] = /\d{4}-\d\d-\d\dT[\d:.]{5,20}(?:Z|[+-]\d\d:?\d\d)?(?=\|)/.exec(line) ?? [];
  const time = timeFrom(written);
  const at = directionOf(towards, name);
  const denied = verdict === 'drop' || verdict === 'reject';
  return records({
    ...(time !== undefined && { time }),
    verdict: denied ? 'denied' : 'allowed',
    ...(denied && isExplicit(name) && { cause: 'explicit-deny' as const, causeName: name }),
    ...(at && { direction: at }),
    source: { address: source },
    destination: { address: destination },
    protocol,
    ...(port !== undefined && { port }),
    ...(sourcePort !== undefined && { sourcePort }),
    ...(flags.includes('syn') && { isReply: flags.includes('ack') }),
    ...(name !== '' && name !== '<unnamed>' && { policies: [name] }),
  });
}

/** Older releases leave the direction out, and have it in the name alone. */
function directionOf(towards: string | undefined, name: string): 'Egress' | 'Ingress' | undefined {
  if (towards !== undefined) return towards === 'from' ? 'Egress' : 'Ingress';
  const [, at] = /(?:^|[:_])(ingress|egress)/i.exec(name) ?? [];
  return at === undefined ? undefined : at.toLowerCase() === 'egress' ? 'Egress' : 'Ingress';
}

/** `NP:` is a NetworkPolicy, which denies by isolation alone; all others deny by a rule. Older names have no such beginning. */
function isExplicit(name: string): boolean {
  return /^(?!NP:)[A-Za-z]{1,40}:/.test(name);
}
