import type { ClusterWorkload } from '../../cluster/cluster';
import type { Entry, EntryType } from '../../cluster/entries/entries';
import { tidyWays } from '../answers/alternatives';
import { type Answered, type Connections, NOTHING_ALLOWED, possibleOf } from '../answers/answer';
import type { Engine } from '../engine';
import type { PodKind } from '../pods/pod-kinds';
import { ofEachKind } from './entry-answers';
import { type Arrival, type Exposed, waysIn } from './entry-ways';

/** All entries of one type, as one peer that sends to workloads. */
export interface EntryPeer {
  /** `entry:ingress` and the like. */
  readonly id: `entry:${EntryType}`;
  readonly entry: EntryType;
}

/** What comes to a workload through the entries of one type. */
export interface EntryPair extends Connections {
  readonly from: EntryPeer;
  readonly to: ClusterWorkload;
}

/** The types of entries that a cluster has, in the order in which they are shown. */
const TYPES: readonly EntryType[] = ['ingress', 'gateway', 'load-balancer', 'node-port'];

/** The entries of a cluster, and which of them have no declared pods behind them. */
export function entriesIn(engine: Engine): { readonly entry: Entry; readonly hasPods: boolean }[] {
  const ways = waysIn(engine);
  return ways.entries.map((entry) => ({ entry, hasPods: entry.calls.some((call) => ways.leadsToPods(call)) }));
}

/** What comes in through each entry, workload by workload. */
export function* exposedThrough(engine: Engine): Iterable<Exposed> {
  const ways = waysIn(engine);
  for (const through of ways.entries) {
    const byWorkload = new Map<ClusterWorkload, Arrival>();
    for (const one of ways.behind(through, new Set())) {
      const before = byWorkload.get(one.to);
      const ports = before === undefined ? one.ports : before.ports.union(one.ports);
      byWorkload.set(one.to, { to: one.to, ports, ...either(one, before) });
    }
    for (const one of byWorkload.values()) yield { through, ...one };
  }
}

/** What comes in through all entries of each type, workload by workload; those to which nothing comes are left out. */
export function* entryPairs(engine: Engine): Iterable<EntryPair> {
  const ways = waysIn(engine);
  const byType = new Map<EntryType, Map<ClusterWorkload, Map<PodKind, Answered>>>();
  const seen = new Set<string>();
  for (const entry of ways.entries) {
    const ofType = byType.get(entry.type) ?? new Map<ClusterWorkload, Map<PodKind, Answered>>();
    byType.set(entry.type, ofType);
    for (const { to, kind, ...answered } of ways.kindsBehind(entry, seen)) {
      const byKind = ofType.get(to) ?? new Map<PodKind, Answered>();
      ofType.set(to, byKind);
      byKind.set(kind, either(answered, byKind.get(kind)));
    }
  }
  for (const type of TYPES) {
    const ofType = byType.get(type);
    const from = { id: `entry:${type}`, entry: type } as const;
    for (const to of engine.cluster.workloads) {
      const byKind = ofType?.get(to);
      if (byKind === undefined) continue;
      const kinds = engine.pods.kindsOf(to);
      const answered = ofEachKind(
        kinds,
        kinds.map((kind) => byKind.get(kind) ?? NOTHING_ALLOWED),
      );
      if (!possibleOf(answered).isEmpty) yield { from, to, ...answered };
    }
  }
}

/** The peers for entries, as far as a cluster has any. */
export function entryPeers(engine: Engine): EntryPeer[] {
  const types = new Set(waysIn(engine).entries.map(({ type }) => type));
  return TYPES.filter((type) => types.has(type)).map((entry) => ({ id: `entry:${entry}`, entry }));
}

/** What comes by one way or the other. */
function either(one: Answered, other: Answered | undefined): Answered {
  if (other === undefined) return { certain: one.certain, depends: one.depends };
  const certain = one.certain.union(other.certain);
  const ways = [...other.depends, ...one.depends];
  return {
    certain,
    depends: tidyWays(ways.map((way) => ({ ...way, connections: way.connections.difference(certain) }))),
  };
}
