import { type FlowFormat, type FlowRecord, type JsonObject, type LineReading, records, skipped } from '../flow-record';
import { directionFrom, numberFrom, numberIn, portFrom, protocolFrom, textIn, timeFrom } from './json-fields';

/**
 * The network policy agent of the AWS VPC CNI: its log file in three generations, and its lines in CloudWatch. It knows
 * addresses alone, and sees the way out before the address of a Service is translated.
 * Source: aws/aws-network-policy-agent pkg/ebpf/events/events.go and its history.
 */
export const aws: FlowFormat = { name: 'aws', title: 'AWS VPC CNI network policy agent', readJson, readText };

function readJson(object: JsonObject): LineReading | undefined {
  const message = textIn(object, 'msg');
  if (message === undefined || !message.startsWith('Flow Info')) {
    return textIn(object, 'caller') !== undefined && textIn(object, 'ts') !== undefined && !('id' in object)
      ? skipped('a message that is no flow')
      : undefined;
  }
  const time = timeFrom(object.ts);
  if (textIn(object, 'Src IP') === undefined) return readFields(message, time);
  return recordOf(
    {
      source: textIn(object, 'Src IP'),
      sourcePort: numberIn(object, 'Src Port'),
      destination: textIn(object, 'Dest IP'),
      port: numberIn(object, 'Dest Port'),
      protocol: textIn(object, 'Proto'),
      verdict: textIn(object, 'Verdict'),
    },
    time,
  );
}

function readText(line: string): LineReading | undefined {
  if (line.includes('PolicyVerdict:') && line.includes('SIP:')) return readAudit(line);
  return line.includes('Flow Info:') && line.includes('Src IP') ? readFields(line, undefined) : undefined;
}

interface Fields {
  readonly source?: string;
  readonly sourcePort?: number;
  readonly destination?: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly verdict?: string;
  readonly direction?: string;
  readonly tier?: string;
}

const WORDS =
  /Src IP:? (\S{1,60}) Src Port:? (\d{1,5}) Dest IP:? (\S{1,60}) Dest Port:? (\d{1,5}) Proto:? (\S{1,12}) Verdict:? ([A-Za-z/]{1,20})(?:,? Direction:? (\w{1,10}))?(?:,? Tier:? (\w{1,20}))?/;

/** `Flow Info: Src IP: ... Src Port: ... Verdict DENY Direction ingress, Tier NETWORK_POLICY`, with and without colons. */
function readFields(text: string, time: number | undefined): LineReading {
  const [, source, sourcePort, destination, port, protocol, verdict, direction, tier] = WORDS.exec(text) ?? [];
  if (source === undefined) return skipped('a flow that cannot be read');
  const numbers = { sourcePort: numberFrom(sourcePort), port: numberFrom(port) };
  return recordOf({ source, destination, protocol, verdict, direction, tier, ...numbers }, time);
}

/** `Node: ...;SIP: ...;SPORT: ...;DIP: ...;DPORT: ...;PROTOCOL: TCP;PolicyVerdict: DENY[;Tier: DEFAULT]`. */
function readAudit(line: string): LineReading {
  const fields = new Map(
    line.split(';').map((part) => {
      const at = part.indexOf(':');
      // A collector may put its own words before the first field.
      return [part.slice(0, at).trim().split(/\s/).at(-1), part.slice(at + 1).trim()] as const;
    }),
  );
  return recordOf(
    {
      source: fields.get('SIP'),
      sourcePort: numberFrom(fields.get('SPORT')),
      destination: fields.get('DIP'),
      port: numberFrom(fields.get('DPORT')),
      protocol: fields.get('PROTOCOL'),
      verdict: fields.get('PolicyVerdict')?.split(/\s/)[0],
      tier: fields.get('Tier'),
    },
    undefined,
  );
}

const VERDICTS: ReadonlyMap<string | undefined, FlowRecord['verdict']> = new Map([
  ['DENY', 'denied'],
  ['ACCEPT', 'allowed'],
]);

function recordOf({ direction, ...fields }: Fields, time: number | undefined): LineReading {
  const tier = fields.tier?.toUpperCase();
  const verdict = VERDICTS.get(fields.verdict?.toUpperCase());
  if (verdict === undefined) return skipped(`verdict ${fields.verdict ?? 'absent'}`);
  if (fields.source === undefined || fields.destination === undefined) return skipped('a flow that cannot be read');
  const judged = directionFrom(direction);
  const [port, sourcePort] = [portFrom(fields.port), portFrom(fields.sourcePort)];
  return records({
    ...(time !== undefined && { time }),
    verdict,
    // Denied by a rule in a tier of the cluster's administrator. What is denied before NetworkPolicies none of them changes, and
    // what is denied behind them is of a pod that none isolates.
    ...(verdict === 'denied' &&
      (tier === 'ADMIN' || tier === 'BASELINE') && { cause: 'explicit-deny' as const, causeName: `tier ${tier}` }),
    ...(verdict === 'denied' && tier === 'ERROR' && { cause: 'other' as const, causeName: 'tier ERROR' }),
    ...(judged && { direction: judged }),
    source: { address: fields.source },
    destination: { address: fields.destination },
    protocol: protocolFrom(fields.protocol),
    ...(port !== undefined && { port }),
    ...(sourcePort !== undefined && { sourcePort }),
  });
}
