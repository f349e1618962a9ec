import { detached, ownText } from '../policy/own-text';
import type { DenialCause, FlowEnd, FlowRecord, FlowVerdict } from './flow-record';
import type { FlowTimes } from './flow-times';

/** Records of one connection, together: equal ends, port, verdict and cause. */
export interface FlowConnection extends FlowTimes {
  readonly verdict: FlowVerdict;
  readonly cause?: DenialCause;
  readonly causeName?: string;
  readonly source: FlowEnd;
  readonly destination: FlowEnd;
  readonly protocol: string;
  readonly port?: number;
  readonly isReply: boolean;
  /** Ports from which it was sent, where they may be those of a server: of records of which the log does not say what they are. */
  readonly sourcePorts?: readonly number[];
  /** Ports from which it was tried, as far as the log says them: at most 16. */
  readonly triedFrom: readonly number[];
  readonly direction?: FlowRecord['direction'];
  /** How often it was tried: several observers of one packet count once. */
  readonly count: number;
  readonly policies: readonly string[];
  /** A line of the log that says it, shortened where it is long. */
  readonly evidence: string;
}

/** Ports from which systems take the source port of a connection by default. */
const FIRST_EPHEMERAL = 32768;
/** Ports that servers alone use. */
const LAST_PRIVILEGED = 1023;
const MOST_SOURCE_PORTS = 16;
const MOST_PORTS_OF_REPLIES = 64;
const MOST_POLICIES = 8;
const LONGEST_EVIDENCE = 2000;

interface Gathered
  extends Omit<FlowConnection, 'count' | 'isReply' | 'sourcePorts' | 'triedFrom' | 'policies' | 'first' | 'last'> {
  readonly says: boolean | undefined;
  readonly counts: Map<string, number>;
  readonly policies: Set<string>;
  readonly sourcePorts: Set<number>;
  first?: number;
  last?: number;
}

/** Records that differ in nothing but time and ports; the connection of the last of them is remembered, by its port. */
export class AlikeRecords {
  private port: number | undefined;
  private gathered: Gathered | undefined;

  remember(gathered: Gathered, port: number): void {
    this.gathered = gathered;
    this.port = port;
  }

  connectionOn(port: number | undefined): Gathered | undefined {
    return this.port === port ? this.gathered : undefined;
  }
}

/** What records of a connection have of their own. */
export type OwnValues = { readonly [value in 'time' | 'sourcePort' | 'port']?: number | undefined };

/** Gathers records: what it keeps follows the distinct connections, not the records. */
export class FlowConnections {
  private readonly gathered = new Map<string, Gathered>();
  /** How many destination ports are kept, by the ends and source port of what looks like replies. */
  private readonly likeReplies = new Map<string, Set<number>>();

  /** Numbers of ends: equal ends have one. */
  private readonly numbers = new Map<string, number>();
  private readonly known = new WeakMap<FlowEnd, number>();

  add(record: FlowRecord, line: string): void {
    tally(this.connectionOf(record, line), record, record);
  }

  /** The same of a record that differs from another in its time and its ports alone. */
  addAlike(record: FlowRecord, own: OwnValues, alike: AlikeRecords, line: string): void {
    const { port } = own;
    let known = alike.connectionOn(port);
    if (known === undefined) {
      known = this.connectionOf({ ...record, ...own } as FlowRecord, line);
      // Elsewhere the port from which it was sent counts too.
      if (record.isReply !== true && port !== undefined && port < FIRST_EPHEMERAL) alike.remember(known, port);
    }
    tally(known, record, own);
  }

  private connectionOf(record: FlowRecord, line: string): Gathered {
    const { source, destination, protocol, verdict, cause, isReply } = record;
    const port = this.portOf(record);
    const ends = `${this.numberOf(source)} ${this.numberOf(destination)}`;
    const why = cause === undefined ? '' : `${cause} ${cause === 'other' ? record.causeName : ''}`;
    const key = `${ends} ${port} ${protocol} ${verdict} ${isReply} ${record.direction} ${why}`;
    let known = this.gathered.get(key);
    if (known === undefined) {
      known = {
        verdict,
        ...(cause && { cause }),
        ...(record.causeName && { causeName: record.causeName }),
        source: detached(source),
        destination: detached(destination),
        protocol: ownText(protocol),
        ...(port !== undefined && { port }),
        ...(record.direction && { direction: record.direction }),
        says: isReply,
        counts: new Map(),
        policies: new Set(),
        sourcePorts: new Set(),
        evidence: ownText(line.slice(0, LONGEST_EVIDENCE)),
      };
      this.gathered.set(key, known);
    }
    return known;
  }

  private numberOf(end: FlowEnd): number {
    const known = this.known.get(end);
    if (known !== undefined) return known;
    const key = keyOf(end);
    const number = this.numbers.get(key) ?? this.numbers.size;
    this.numbers.set(key, number);
    this.known.set(end, number);
    return number;
  }

  /**
   * Answers of one server go to another port of the client each time. Where a log does not call them replies, only so many of these
   * ports are kept, and the rest counts as the first of them.
   */
  private portOf({ source, destination, protocol, port, sourcePort, isReply }: FlowRecord): number | undefined {
    if (port === undefined || sourcePort === undefined) return port;
    if (isReply !== true && (port < FIRST_EPHEMERAL || sourcePort >= FIRST_EPHEMERAL)) return port;
    if (isReply === true) return undefined;
    const key = [keyOf(source), keyOf(destination), protocol, sourcePort].join('\u0001');
    const ports = this.likeReplies.get(key) ?? new Set();
    this.likeReplies.set(key, ports);
    if (ports.has(port)) return port;
    if (ports.size < MOST_PORTS_OF_REPLIES) {
      ports.add(port);
      return port;
    }
    return ports.values().next().value;
  }

  /** The connections, in the order in which the log has them first. */
  connections(): FlowConnection[] {
    const tried = new Map<string, Set<number>>();
    for (const { source, destination, protocol, port, sourcePorts, says } of this.gathered.values()) {
      if (says === true || port === undefined) continue;
      const key = [keyOf(source), keyOf(destination), protocol, port].join('\u0001');
      const ports = tried.get(key) ?? new Set();
      tried.set(key, ports);
      for (const sourcePort of sourcePorts) ports.add(sourcePort);
    }
    const isAnswer = ({ source, destination, protocol, port, sourcePorts, says }: Gathered) => {
      if (says !== undefined || port === undefined || sourcePorts.size === 0) return says === true;
      return [...sourcePorts].every((sourcePort) => {
        if (port >= FIRST_EPHEMERAL && sourcePort <= LAST_PRIVILEGED) return true;
        const asked = tried.get([keyOf(destination), keyOf(source), protocol, sourcePort].join('\u0001'));
        if (asked === undefined) return false;
        // The very pair the other way round, or one client of which not all ports were kept. Of two alike, the first is not.
        return sourcePort < port && (asked.has(port) || (port >= FIRST_EPHEMERAL && asked.size >= MOST_SOURCE_PORTS));
      });
    };
    return [...this.gathered.values()].map((one): FlowConnection => {
      const { says, counts, sourcePorts, policies, ...connection } = one;
      const isReply = isAnswer(one);
      const mayAnswer = !isReply && says === undefined && (one.port ?? 0) >= FIRST_EPHEMERAL && sourcePorts.size > 0;
      return {
        ...connection,
        ...(mayAnswer && { sourcePorts: [...sourcePorts] }),
        triedFrom: [...sourcePorts],
        isReply,
        count: Math.max(...counts.values()),
        policies: [...policies],
      };
    });
  }
}

function tally(
  known: Gathered,
  { observer = '', count = 1, policies }: FlowRecord,
  { time, sourcePort }: OwnValues,
): void {
  known.counts.set(observer, (known.counts.get(observer) ?? 0) + count);
  if (sourcePort !== undefined && known.sourcePorts.size < MOST_SOURCE_PORTS) known.sourcePorts.add(sourcePort);
  for (const policy of policies ?? []) if (known.policies.size < MOST_POLICIES) known.policies.add(policy);
  if (time !== undefined) {
    if (known.first === undefined || time < known.first) known.first = time;
    if (known.last === undefined || time > known.last) known.last = time;
  }
}

/** Equal for two ends that are the same as far as the log knows. Labels do not count: a pod has its own. */
function keyOf({ kind, namespace, pod, workload, address, name, dnsNames, labels, service, otherCluster }: FlowEnd) {
  const named = pod ?? (labels === undefined ? '' : JSON.stringify(labels));
  const owner = workload === undefined ? '' : `${workload.kind}/${workload.name}`;
  const of = service === undefined ? '' : `${service.namespace}/${service.name}`;
  return `${kind}|${namespace}|${named}|${owner}|${address}|${name}|${dnsNames?.join(' ')}|${of}|${otherCluster}`;
}
