import { type FlowFormat, type LineReading, records, skipped } from '../flow-record';
import { numberFrom, portFrom, protocolFrom } from './json-fields';

/**
 * VPC flow logs of AWS in their default format. They never show what a NetworkPolicy does: `REJECT` is a security group's or a
 * network ACL's. So they say who sends to whom, and nothing more.
 * Source: Amazon VPC User Guide, flow log records.
 */
export const vpcFlowLog: FlowFormat = {
  name: 'vpc',
  title: 'VPC flow logs of AWS (who sends to whom alone)',
  readText,
};

/** version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status. */
const LINE =
  /^[2-9] \S{1,20} eni-\w{1,32} (\S{1,45}) (\S{1,45}) (\d{1,5}|-) (\d{1,5}|-) (\d{1,3}|-) \S{1,20} \S{1,20} (\d{1,12}) \S{1,12} (ACCEPT|REJECT|-) (\w{1,10})/;

function readText(line: string): LineReading | undefined {
  const fields = LINE.exec(line);
  if (fields === null) return undefined;
  const [, source = '', destination = '', sourcePort, port, protocol, start, action, status] = fields;
  if (status !== 'OK' || source === '-') return skipped('a line without data');
  if (action === 'REJECT') return skipped('rejected by a security group or a network ACL');
  const [from, to] = [portFrom(numberFrom(sourcePort)), portFrom(numberFrom(port))];
  const seconds = numberFrom(start);
  return records({
    ...(seconds !== undefined && { time: seconds * 1000 }),
    verdict: 'seen',
    source: { address: source },
    destination: { address: destination },
    protocol: protocolFrom(protocol),
    ...(to !== undefined && { port: to }),
    ...(from !== undefined && { sourcePort: from }),
  });
}
