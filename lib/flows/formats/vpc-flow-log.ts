import { type FlowFormat, type FormatContext, type LineReading, records, skipped } from '../flow-record';
import { numberFrom, portFrom, protocolFrom } from './json-fields';

/**
 * VPC flow logs of AWS, in their default format or with the columns that a line of names says. They never show what a NetworkPolicy
 * does: `REJECT` is a security group's or a network ACL's. So they say who sends to whom, and nothing more.
 * Source: Amazon VPC User Guide, flow log records.
 */
export const vpcFlowLog: FlowFormat = {
  name: 'vpc',
  title: 'VPC flow logs of AWS (who sends to whom alone)',
  readText,
};

const DEFAULT: readonly string[] =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'.split(
    ' ',
  );
/** A line of the default format. */
const LINE = /^[2-9] \S{1,20} eni-\w{1,32} (\S{1,45} ){8}\S{1,12} (ACCEPT|REJECT|-) (OK|NODATA|SKIPDATA)\s*$/;
/** A line of names of columns. */
const NAMES = /^(?=.*\bsrcaddr\b)(?=.*\bdstaddr\b)[a-z][a-z0-9-]{1,40}( [a-z][a-z0-9-]{1,40}){3,60}\s*$/;

function readText(line: string, { columns }: FormatContext): LineReading | undefined {
  if (NAMES.test(line)) {
    columns.set('vpc', line.trim().split(' '));
    return { type: 'records', records: [] };
  }
  const own = columns.get('vpc');
  const values = line.trim().split(' ');
  const names = own?.length === values.length ? own : LINE.test(line) ? DEFAULT : undefined;
  if (names === undefined) return undefined;
  const fields = new Map(names.map((name, index) => [name, values[index]]));
  const field = (name: string) => (fields.get(name) === '-' ? undefined : fields.get(name));
  return recordOf(field);
}

function recordOf(field: (name: string) => string | undefined): LineReading {
  // The addresses of a packet are those of pods, where a network interface has several.
  const [source, destination] = [field('pkt-srcaddr') ?? field('srcaddr'), field('pkt-dstaddr') ?? field('dstaddr')];
  const status = field('log-status') ?? 'OK';
  if (status === 'SKIPDATA') return { type: 'lost', source: 'VPC flow logs (lines SKIPDATA)', count: 1 };
  if (status !== 'OK' || source === undefined || destination === undefined) return skipped('a line without data');
  if (field('action') === 'REJECT') return skipped('rejected by a security group or a network ACL');
  const [from, to] = ['srcport', 'dstport'].map((name) => portFrom(numberFrom(field(name))));
  const seconds = numberFrom(field('start'));
  return records({
    ...(seconds !== undefined && { time: seconds * 1000 }),
    verdict: 'seen',
    source: { address: source },
    destination: { address: destination },
    protocol: protocolFrom(field('protocol')),
    ...(to !== undefined && { port: to }),
    ...(from !== undefined && { sourcePort: from }),
    ...replyOf(numberFrom(field('tcp-flags'))),
  });
}

/** Bits of TCP's flags, as all packets of an interval have them together. */
const [SYN, ACK] = [2, 16];

function replyOf(flags: number | undefined): { readonly isReply?: boolean } {
  return flags === undefined || (flags & SYN) === 0 ? {} : { isReply: (flags & ACK) !== 0 };
}
