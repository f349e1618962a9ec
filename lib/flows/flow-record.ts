import type { PolicyType, StringMap } from '../policy/manifest';

/**
 * What a log says happened to the packets of a record.
 *
 * - `allowed`, `denied`: the network plugin let them through, or dropped or rejected them
 * - `audit`: it let them through and says that its policies would deny them (Cilium's audit mode, Calico's staged policies)
 * - `seen`: the log says who sent to whom, and nothing of what policies make of it
 */
export type FlowVerdict = 'allowed' | 'denied' | 'audit' | 'seen';

/**
 * Why packets were denied.
 *
 * - `policy`: no rule allows them
 * - `explicit-deny`: a rule denies them, which no rule that allows them can change
 * - `layer-7`: a proxy refused the request, not the connection
 * - `other`: not for a policy: no route, a broken packet, a full table
 */
export type DenialCause = 'policy' | 'explicit-deny' | 'layer-7' | 'other';

/** One record of a flow log, whatever its format. */
export interface FlowRecord {
  /** Milliseconds since 1970. */
  readonly time?: number;
  readonly verdict: FlowVerdict;
  /**
   * Where it is denied.
   * @default 'policy'
   */
  readonly cause?: DenialCause;
  /** The log's own word for the cause. */
  readonly causeName?: string;
  /** At which end it was judged: `Egress` at the source, `Ingress` at the destination. */
  readonly direction?: PolicyType;
  readonly source: FlowEnd;
  readonly destination: FlowEnd;
  /** In capitals: TCP, UDP, SCTP, or what else it is. */
  readonly protocol: string;
  /** Of the destination. */
  readonly port?: number;
  readonly sourcePort?: number;
  /**
   * How many packets or attempts the record stands for.
   * @default 1
   */
  readonly count?: number;
  /** Whether these packets answer a connection of the other end; absent where the log does not say it. */
  readonly isReply?: boolean;
  /** The policies that the log names. */
  readonly policies?: readonly string[];
  /**
   * Which of several observers of one packet made the record: their counts do not add up.
   * @default - one observer
   */
  readonly observer?: string;
  /**
   * Of how many packets the log looks at one.
   * @default 1
   */
  readonly sampledOf?: number;
}

/** One end of a record, as far as the log knows it. */
export interface FlowEnd {
  /**
   * What the log says it is; absent where it does not.
   *
   * - `node`: a node, or what runs on its network
   * - `outside`: an address outside of the cluster
   */
  readonly kind?: 'pod' | 'node' | 'outside';
  readonly namespace?: string;
  /** The name of a pod; it ends with `*` where the log has the beginning only. */
  readonly pod?: string;
  readonly workload?: { readonly kind?: string; readonly name: string };
  /** Those that the log lists; a pod may have more. */
  readonly labels?: StringMap;
  readonly address?: string;
  /** The names under which a DNS server gave the address. */
  readonly dnsNames?: readonly string[];
  /** What the log calls an end that is no pod: `kube-apiserver`, the name of a node or of a set of networks. */
  readonly name?: string;
  /** The Service that the log names, where the address and the port are those of it and not of a pod behind it. */
  readonly service?: { readonly namespace: string; readonly name: string };
  /** The name of the cluster that it is in, where that is another one than that of the log. */
  readonly otherCluster?: string;
}

/** An answer of a DNS server: the addresses of a name, and who had asked. */
export interface DnsAnswer {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly client: Pick<FlowEnd, 'namespace' | 'pod' | 'address'>;
}

/** What a reader makes of a line: records, or why there are none. */
export type LineReading =
  | { readonly type: 'records'; readonly records: readonly FlowRecord[] }
  /** It is of the format, and nothing that could be a connection. */
  | { readonly type: 'skipped'; readonly reason: string; readonly count?: number }
  /** It is no connection, and says the names of addresses. */
  | { readonly type: 'names'; readonly answer: DnsAnswer; readonly reason: string }
  /** The log says that it lost so many records. */
  | { readonly type: 'lost'; readonly source: string; readonly count: number };

/** A format of flow logs. A reader gives undefined for what is not of its format, and throws for nothing. */
export interface FlowFormat {
  /** As `--format` takes it. */
  readonly name: string;
  /** What writes it. */
  readonly title: string;
  /** Reads an object of JSON, such as a line of JSON. */
  readonly readJson?: (object: JsonObject, context: FormatContext) => LineReading | undefined;
  /**
   * Whether what an object says follows from it alone, and from nothing that came before.
   * @default false
   */
  readonly isByItself?: true;
  /** Reads a line of text. */
  readonly readText?: (line: string, context: FormatContext) => LineReading | undefined;
}

/** What readers know besides the line. */
export interface FormatContext {
  /** Beginnings of kernel log lines, and whether they mean that the packet was denied or allowed. */
  readonly logPrefixes: readonly { readonly prefix: string; readonly verdict: 'allowed' | 'denied' }[];
  /** Records that a format writes in two lines: the first, by what joins them. Bounded by who puts in. */
  readonly pending: Map<string, PendingRecords>;
  /** The pod that wrote the line, where a collector says it. */
  readonly origin?: string;
  /** Ends that were read before, by what distinguishes them in a format: most records are of ends that came before. */
  readonly ends: Map<string, FlowEnd>;
  /** The columns of the lines that follow, as a line of names before them says, by the format. */
  readonly columns: Map<string, readonly string[]>;
  /** Whether `--format` says that all of the log is of this format. */
  readonly isNamed: boolean;
}

/** First lines that are joined with their second ones by the same id. */
export interface PendingRecords {
  /** Several where different agents number their packets alike. */
  readonly records: readonly FlowRecord[];
  /** The second lines that have come for several. */
  readonly seconds: readonly string[];
  /** Whether it cannot be said any more which line is about which record. */
  readonly isMixed: boolean;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function records(...all: readonly FlowRecord[]): LineReading {
  return { type: 'records', records: all };
}

export function skipped(reason: string, count?: number): LineReading {
  return { type: 'skipped', reason, ...(count !== undefined && { count }) };
}

/** So many ends are remembered; then it begins anew. */
const MOST_ENDS = 50_000;

/** The end that a key stands for, made where it comes first. */
export function endFor({ ends }: FormatContext, key: string, make: () => FlowEnd): FlowEnd {
  const known = ends.get(key);
  if (known !== undefined) return known;
  if (ends.size >= MOST_ENDS) ends.clear();
  const end = make();
  ends.set(key, end);
  return end;
}
