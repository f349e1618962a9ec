import type { Cluster, ClusterPolicy } from '../cluster/cluster';
import { describeSource } from '../cluster/source';
import { answerKey } from '../reachability/answers/answer-key';
import type { ChangedEndpoints, ConnectionChange } from '../reachability/difference/connection-change';
import type { EntryPeer } from '../reachability/entries/exposed';
import { AddressSet } from '../reachability/sets/address-set';
import type { PortRange } from '../reachability/sets/connection-set';
import { type DependsDocument, dependsDocument, type PodsDocument, podsDocument } from './depends-document';
import { notCompared } from './not-compared';
import { type UnjudgedDocuments, unjudgedDocuments } from './unjudged-document';

/** What a change opens, closes and changes, as a public format that stays as it is; docs/diff.schema.json describes it. */
export interface DiffDocument {
  readonly version: 2;
  /** Those that open something first, then those that close something. */
  readonly changes: readonly DiffChange[];
  /** Workloads that are on one side only and may be in what could not be read of the other; no change is about them. */
  readonly notCompared: readonly string[];
  /** What decides on connections too and was not judged. */
  readonly unjudged: Sides<UnjudgedDocuments['unjudged']>;
  /** Kinds of such policies that the settings say do not matter. */
  readonly ignored: Sides<UnjudgedDocuments['ignored']>;
  /** What makes pods that are in no manifest, and so in no answer. */
  readonly notShown: Sides<UnjudgedDocuments['notShown']>;
}

interface Sides<T> {
  readonly before: T;
  readonly after: T;
}

export interface DiffChange {
  /** `opened` or `closed` where one side has no connection at all, `changed` where both have some. */
  readonly change: 'opened' | 'closed' | 'changed';
  /** Whether anything can connect after that could not before. */
  readonly opens: boolean;
  readonly from: DiffEndpoints;
  readonly to: readonly DiffEndpoints[];
  /** What is allowed whatever is unknown. */
  readonly before: readonly PortRange[];
  readonly after: readonly PortRange[];
  /** Each way in which more is allowed; absent where there is none. */
  readonly dependsBefore?: readonly DependsDocument[];
  readonly dependsAfter?: readonly DependsDocument[];
  /** The policies that differ and have part in it; none where the workloads themselves have changed. */
  readonly policies: readonly DiffPolicy[];
  /** From entries: those that differ and lead to one of the workloads. */
  readonly entries?: readonly DiffEntry[];
}

/** Workloads by their ids, or addresses; or all entries of one type, as in `list`, which only send. */
export type DiffEndpoints =
  | {
      readonly workloads: readonly string[];
      readonly presence: 'both' | 'before' | 'after';
      /** Where it is not all pods of the one workload. */
      readonly pods?: readonly PodsDocument[];
    }
  | { readonly cidrs: readonly string[] }
  | EntryPeer;

export interface DiffEntry {
  /** As in `Ingress shop/web`. */
  readonly title: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Where it is written: after the change, or before where it is gone. */
  readonly source: string;
}

export interface DiffPolicy {
  readonly id: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Where it is written: after the change, or before where it is gone. */
  readonly source: string;
}

/** Conditions are of many pairs at once. */
const ENDS = { source: 'the source', destination: 'the destination' };
const ORDER: readonly DiffChange['change'][] = ['opened', 'changed', 'closed'];

export function diffDocument(changes: readonly ConnectionChange[], before: Cluster, after: Cluster): DiffDocument {
  const [older, newer] = [before, after].map(unjudgedDocuments) as [UnjudgedDocuments, UnjudgedDocuments];
  return {
    version: 2,
    changes: diffChanges(changes),
    notCompared: notCompared(before, after),
    unjudged: { before: older.unjudged, after: newer.unjudged },
    ignored: { before: older.ignored, after: newer.ignored },
    notShown: { before: older.notShown, after: newer.notShown },
  };
}

/** The changes of a document, in its order. */
export function diffChanges(changes: readonly ConnectionChange[]): DiffChange[] {
  const documented = withAddressesTogether(changes).map(
    ({ change, opens, from, to, before, after, responsible, entries }): DiffChange => ({
      change,
      opens,
      from: endpointsOf(from),
      to: allEndpointsOf(to),
      before: before.certain.ranges(),
      after: after.certain.ranges(),
      ...(before.depends.length > 0 && { dependsBefore: before.depends.map((way) => dependsDocument(way, ENDS)) }),
      ...(after.depends.length > 0 && { dependsAfter: after.depends.map((way) => dependsDocument(way, ENDS)) }),
      policies: responsible.map(({ id, change, policy }) => ({ id, change, source: sourceOf(policy) })),
      ...(entries && {
        entries: entries.map(({ change, entry }) => ({ title: entry.title, change, source: sourceOf(entry) })),
      }),
    }),
  );
  const rank = ({ change, opens }: DiffChange) => (opens ? 0 : ORDER.length) + ORDER.indexOf(change);
  return documented.sort((a, b) => rank(a) - rank(b));
}

/** Addresses whose connections changed alike stand together, though each had its own before. */
function withAddressesTogether(changes: readonly ConnectionChange[]): ConnectionChange[] {
  const merged = new Map<string, ConnectionChange>();
  for (const [index, change] of changes.entries()) {
    const { from, to, before, after } = change;
    if (from.type !== 'addresses') {
      merged.set(`${index}`, change);
      continue;
    }
    const key = JSON.stringify([allEndpointsOf(to), answerKey(before), answerKey(after)]);
    const known = merged.get(key);
    if (known?.from.type !== 'addresses') merged.set(key, change);
    else merged.set(key, { ...known, from: { ...from, addresses: known.from.addresses.union(from.addresses) } });
  }
  return [...merged.values()];
}

function allEndpointsOf(all: readonly ChangedEndpoints[]): DiffEndpoints[] {
  const addresses = AddressSet.unionOf(
    all.flatMap((endpoints) => (endpoints.type === 'addresses' ? [endpoints.addresses] : [])),
  );
  const workloads = all.filter(({ type }) => type === 'workloads').map(endpointsOf);
  return addresses.isEmpty ? workloads : [...workloads, { cidrs: addresses.cidrs() }];
}

function endpointsOf(endpoints: ChangedEndpoints): DiffEndpoints {
  if (endpoints.type === 'addresses') return { cidrs: endpoints.addresses.cidrs() };
  if (endpoints.type === 'entry') return { id: endpoints.id, entry: endpoints.entry };
  const { ids, presence, pods } = endpoints;
  return { workloads: ids, presence, ...(pods && { pods: pods.map(podsDocument) }) };
}

function sourceOf({ source }: Pick<ClusterPolicy, 'source'>): string {
  return describeSource(source);
}
