import { type FlowEnd, type FlowFormat, type LineReading, records, skipped } from '../flow-record';
import { directionFrom, numberFrom, portFrom, protocolFrom, timeFrom } from './json-fields';

/**
 * Antrea's audit log, `np.log`: fields between spaces, of which older releases have fewer.
 * Source: antrea-io/antrea docs/antrea-network-policy.md, pkg/agent/controller/networkpolicy/audit_logging.go.
 */
export const antrea: FlowFormat = { name: 'antrea', title: "Antrea's audit log", readText };

const TABLES =
  /^(\d{4}[/-]\d\d[/-]\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?) (\w*(?:Ingress|Egress|Multicast)\w*|\w*Rule\w*) /;
const DISPOSITIONS: ReadonlySet<string> = new Set(['Allow', 'Drop', 'Reject', 'Redirect', 'Pass']);

function readText(line: string): LineReading | undefined {
  const head = TABLES.exec(line);
  if (head === null) return undefined;
  const [, date = '', clock = '', table = ''] = head;
  const times = /\[(\d{1,9}) packets? in [^\]]{1,40}\]\s*$/.exec(line);
  const fields = (times === null ? line : line.slice(0, times.index)).trim().split(' ');
  const at = dispositionAt(fields);
  if (at < 0) return skipped('a line that cannot be read');
  const named = fields.slice(3, at);
  // Behind the disposition: the priority, in newer releases the pod, then addresses and ports.
  const addresses = fields.findIndex((field, index) => index > at && isAddress(field));
  const [source, sourcePort, destination, port, protocol] = packetOf(addresses < 0 ? [] : fields.slice(addresses));
  if (source === undefined || destination === undefined || !isAddress(destination))
    return skipped('a line that cannot be read');
  const direction = directionFrom(named.at(-1)) ?? directionFrom(/Ingress|Egress/.exec(table)?.[0]);
  const disposition = fields[at];
  if (disposition === 'Pass') return skipped('a rule that leaves the decision to others');
  const pod = addresses - at > 2 ? podOf(fields[addresses - 1]) : undefined;
  const policy = named[0] ?? '';
  const [from, to] = [portFrom(numberFrom(sourcePort)), portFrom(numberFrom(port))];
  const time = timeFrom(`${date.replaceAll('/', '-')}T${clock}Z`);
  const denied = disposition === 'Drop' || disposition === 'Reject';
  return records({
    ...(time !== undefined && { time }),
    verdict: denied ? 'denied' : 'allowed',
    ...(denied && !policy.startsWith('K8sNetworkPolicy') && { cause: 'explicit-deny' as const }),
    ...(direction && { direction }),
    source: { address: source, ...(direction === 'Egress' && pod) },
    destination: { address: destination, ...(direction === 'Ingress' && pod) },
    protocol: protocolFrom(protocol),
    ...(to !== undefined && { port: to }),
    ...(from !== undefined && { sourcePort: from }),
    count: Math.max(1, numberFrom(times?.[1]) ?? 1),
    ...(policy.includes(':') && { policies: [policy] }),
  });
}

/** Where it says what became of the packet: behind the direction, or the first word of that kind where there is no direction. */
function dispositionAt(fields: readonly string[]): number {
  const isDisposition = (field: string, index: number) => index >= 3 && DISPOSITIONS.has(field);
  const at = fields.findIndex((field, index) => isDisposition(field, index) && directionFrom(fields[index - 1]));
  return at < 0 ? fields.findIndex(isDisposition) : at;
}

/** Both addresses with their ports, and the protocol; the first releases had `SRC: 10.0.1.7 DEST: 10.0.2.9 60 TCP`. */
function packetOf(fields: readonly string[]): readonly (string | undefined)[] {
  const [source, second, third, fourth, fifth] = fields;
  if (second === 'DEST:') return [source, undefined, third, undefined, fifth];
  const hasPorts = second !== undefined && !isAddress(second);
  return hasPorts ? [source, second, third, fourth, fifth] : [source, undefined, second, undefined, third];
}

function isAddress(field: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(field) || /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(field);
}

/** The pod to which the policy applies, as `namespace/name`. */
function podOf(field: string | undefined): Partial<FlowEnd> | undefined {
  const [, namespace, pod] = /^([^/<>]{1,63})\/([^/<>]{1,253})$/.exec(field ?? '') ?? [];
  return namespace === undefined || pod === undefined ? undefined : { kind: 'pod', namespace, pod };
}
