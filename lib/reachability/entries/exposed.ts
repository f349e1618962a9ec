import type { ClusterWorkload } from '../../cluster/cluster';
import type { Entry, EntryType } from '../../cluster/entries/entries';
import { tidyWays } from '../answers/alternatives';
import { type Answered, possibleOf } from '../answers/answer';
import type { Engine } from '../engine';
import { type Arrival, type Exposed, waysIn } from './entry-ways';

/** All entries of one type, as one peer that sends to workloads. */
export interface EntryPeer {
  /** `entry:ingress` and the like. */
  readonly id: `entry:${EntryType}`;
  readonly entry: EntryType;
}

/** What comes to a workload through the entries of one type. */
export interface EntryPair extends Answered {
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
  const byType = new Map<EntryType, Map<ClusterWorkload, Answered>>();
  const seen = new Set<string>();
  for (const entry of ways.entries) {
    const ofType = byType.get(entry.type) ?? new Map<ClusterWorkload, Answered>();
    byType.set(entry.type, ofType);
    for (const { to, ...answered } of ways.behind(entry, seen)) ofType.set(to, either(answered, ofType.get(to)));
  }
  for (const type of TYPES) {
    const ofType = byType.get(type) ?? new Map<ClusterWorkload, Answered>();
    const from = { id: `entry:${type}`, entry: type } as const;
    for (const to of engine.cluster.workloads) {
      const answered = ofType.get(to);
      if (answered !== undefined && !possibleOf(answered).isEmpty) yield { from, to, ...answered };
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
