import type { ComplianceReport } from '../../compliance/compliance-report';
import type { CheckedFinding } from '../check-document';
import type { DiffChange } from '../diff-document';
import type { ListedWorkload } from '../list-document';
import type { PageGraph } from './graph-types';
import type { InOrderId, VerdictId, VerdictLine } from './verdict-line';

/** What the page shows, folded: a thousand workloads are a million pairs. The application in lib/page unfolds it. */
export interface PageData {
  readonly title: string;
  readonly made: PageMade;
  /** What is open that should not be, in the order of harm. */
  readonly verdict: readonly VerdictLine<VerdictId>[];
  /** What was looked for and is not open. */
  readonly inOrder: readonly VerdictLine<InOrderId>[];
  readonly workloads: readonly PageWorkload[];
  /** Addresses outside of the cluster. */
  readonly addresses: readonly PageAddresses[];
  /** Each distinct answer; cells name them by number. */
  readonly answers: readonly PageAnswer[];
  /** Of each row what it reaches: numbers of answers, and the rows as ranges such as `0-4,7`. */
  readonly rows: readonly (readonly (readonly [answer: number, rows: string])[])[];
  readonly policies: readonly PagePolicy[];
  readonly rules: readonly PageRule[];
  /** Of each row the policies that isolate it, and their rules, for ingress and for egress. */
  readonly ends: readonly (readonly [ingress: PageEnd, egress: PageEnd])[];
  /** Policies of other APIs that are judged; where there are any, they decide too. */
  readonly otherPolicies: readonly PageOtherPolicy[];
  /** Their rules. */
  readonly stageRules: readonly PageStageRule[];
  /** Of each row the numbers of those that are for it, in the order in which they are asked; none where there are no such policies. */
  readonly stageEnds: readonly (readonly [ingress: readonly number[], egress: readonly number[]])[];
  /** What was not judged, is ignored or is not shown, in a few lines. */
  readonly notes: readonly string[];
  /** Policies and documents that decide too and were not judged. */
  readonly unjudged: readonly PageNoted[];
  /** What makes pods that no manifest shows. */
  readonly hidden: readonly PageNoted[];
  /** What could not be read, or the API server would refuse. */
  readonly unread: readonly PageNoted[];
  readonly entries: readonly PageEntry[];
  /** The entries of each type, as one row each. */
  readonly entryRows: readonly PageEntryRow[];
  /** Entries that lead to no pods of the input, or could not be followed. */
  readonly notFollowed: readonly PageNoted[];
  readonly findings: readonly PageFinding[];
  /** What findings name by number. */
  readonly fixes: readonly PageFix[];
  readonly compliance: ComplianceReport;
  readonly graphs: readonly PageGraph[];
  /** What a flow log says was seen; absent where none was given. */
  readonly traffic?: PageTraffic;
  /** What a change opens, closes and changes; absent where one state is shown. */
  readonly difference?: PageDifference;
}

/** When and from what the page was made. */
export interface PageMade {
  /** As in RFC 3339. */
  readonly date: string;
  readonly version: string;
  readonly inputs: readonly string[];
  /** The network plugin in words, or that none is named. */
  readonly cni: string;
}

/**
 * What is said of a workload on the first screen: most or some addresses of the internet reach it, every pod does, or all but some;
 * it reaches most of the internet on every port, or less of it, or the metadata service of a cloud; or something between it and
 * addresses depends on what is unknown.
 */
export type Exposed =
  | 'internet'
  | 'some-internet'
  | 'every-pod'
  | 'egress'
  | 'some-egress'
  | 'metadata'
  | 'depends-outside';

export interface PageWorkload extends ListedWorkload {
  readonly row: number;
  readonly exposed: readonly Exposed[];
  /** Conditions of exposure. */
  readonly ingress: readonly PageExposure[];
  readonly egress: readonly PageExposure[];
}

export interface PageExposure {
  readonly text: string;
  readonly ranges: readonly PageRange[];
  /** Whether it also takes ports by name, whose numbers are not known. */
  readonly named: boolean;
  readonly depends: boolean;
}

export interface PageAddresses {
  readonly row: number;
  readonly text: string;
  /** The same in few letters, where there is little room. */
  readonly name: string;
  /** Whether some of them are addresses of the internet. */
  readonly isPublic: boolean;
}

/** Protocol, first and last port. */
export type PageRange = readonly [protocol: string, port: number, endPort: number];

export interface PageAnswer {
  readonly text: string;
  /** Allowed whatever is unknown. */
  readonly certain: readonly PageRange[];
  /** Allowed under conditions. */
  readonly perhaps: readonly PageRange[];
  /** Whether every port of every protocol is certainly open. */
  readonly isAll: boolean;
  /** In sentences; the ends are called source and destination. */
  readonly conditions: readonly string[];
}

export interface PagePolicy {
  /** `namespace/name`. */
  readonly id: string;
  /** Where it is written. */
  readonly place: string;
  readonly yaml: string;
  /** The lines of `podSelector`, which decide whom it isolates: first and last, from 0. */
  readonly selector: readonly [first: number, last: number];
}

export interface PageRule {
  readonly policy: number;
  readonly direction: 'Ingress' | 'Egress';
  readonly text: string;
  /** Its lines in the YAML of its policy. */
  readonly lines: readonly [first: number, last: number];
  /** The rows that it takes for peers, as ranges. */
  readonly peers: string;
}

/**
 * `open` where nothing isolates the row, which is different from being isolated by policies without rules; `node` where its pods are
 * on the network of their node, where no policy applies.
 */
export type PageEnd = PageIsolation | 'open' | 'node' | 'outside';

export interface PageIsolation {
  readonly policies: readonly number[];
  readonly rules: readonly number[];
  /** Whether some pods of the workload are isolated by nothing, as its pods may differ in labels and addresses. */
  readonly isPartly: boolean;
}

/** A rule of a policy of another API. */
export interface PageStageRule {
  readonly outcome: 'allow' | 'deny' | 'isolate' | 'pass';
  /** Where it stands, and what it does. */
  readonly text: string;
  /** The rows that it takes for peers, or may, as ranges. */
  readonly peers: string;
}

export interface PageOtherPolicy {
  /** As in `AdminNetworkPolicy deny-all`. */
  readonly title: string;
  readonly place: string;
}

/** A way into the cluster, and what becomes of it. */
export interface PageEntry {
  readonly title: string;
  readonly type: 'ingress' | 'gateway' | 'load-balancer' | 'node-port';
  /** The workload that it leads to, by its place among the workloads. */
  readonly workload: number;
  readonly port: string;
  /** `depends` where a rule may let its sender in, which the input need not show. */
  readonly answer: 'allowed' | 'denied' | 'depends';
}

/** All entries of one type, and to which workloads they lead. */
export interface PageEntryRow {
  /** As in `entry:ingress`. */
  readonly id: string;
  readonly type: PageEntry['type'];
  /** Numbers of answers, and the places of workloads as ranges. */
  readonly reached: readonly (readonly [answer: number, workloads: string])[];
}

/** An object or document that something is to be known of. */
export interface PageNoted {
  /** As in `AuthorizationPolicy shop/only-api`. */
  readonly title: string;
  /** Empty where it is of none. */
  readonly namespace: string;
  readonly text: string;
  readonly place: string;
}

export interface PageFinding extends CheckedFinding {
  /** Empty where it is of none. */
  readonly namespace: string;
  /** The number of what to copy. */
  readonly code?: number;
}

/** What to copy: a policy to add, the policy with its fix, or the example of the rule. */
export interface PageFix {
  readonly type: 'add' | 'replace' | 'example';
  readonly yaml: string;
  /** Constructs that are proved to write the same; absent where none could be. */
  readonly typescript?: string;
}

/** A flow log beside what policies allow. */
export interface PageTraffic {
  /** How much of the log was read, and from when to when, in sentences. */
  readonly log: readonly string[];
  readonly notJudged: readonly string[];
  /** How many connections that were let through were judged. */
  readonly judged: number;
  /** Seen and denied. */
  readonly denied: PageSeenList;
  /** Seen and let through, which the policies deny, or may. */
  readonly refused: PageSeenList;
  /** Of each workload, by its place, those to which a connection was let through, as ranges. */
  readonly pairs: readonly string[];
  /** The rules that allow nothing that was seen, as ranges of numbers. */
  readonly unused: string;
}

export interface PageSeenList {
  readonly count: number;
  /** Those first that were seen most often; of very many not all. */
  readonly shown: readonly PageSeen[];
}

export interface PageSeen {
  /** Ids of workloads, or what else the log calls an end. */
  readonly from: string;
  readonly to: string;
  readonly ports: string;
  readonly count: number;
  /** As in RFC 3339. */
  readonly last?: string;
  /** What is to be said of it. */
  readonly text: string;
}

export interface PageDifference {
  readonly before: string;
  readonly after: string;
  readonly summary: string;
  readonly changes: readonly PageChange[];
  readonly notes: readonly string[];
}

/** A change, and how many pairs it is about. */
export interface PageChange extends DiffChange {
  readonly pairs: number;
}
