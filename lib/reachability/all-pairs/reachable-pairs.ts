import type { ClusterWorkload } from '../../cluster/cluster';
import { type Answered, type Connections, possibleOf } from '../answers/answer';
import { answerKey } from '../answers/answer-key';
import { connectionsBetween } from '../connections';
import type { Engine } from '../engine';
import { AddressSet } from '../sets/address-set';
import { allPairsOf, endpointClassesOf, type PairsRow } from './all-pairs';

/** A workload and another, or addresses that have the same connections with it, and what they are. */
export interface ReachablePair extends Connections {
  readonly from: ClusterWorkload | AddressSet;
  readonly to: ClusterWorkload | AddressSet;
}

/**
 * Every pair that can connect at all, or may: workloads in the order of their ids, then addresses. A workload with itself
 * is a pair where it has several pods. Each iteration makes the pairs anew, from rows that are worked out once.
 */
export function reachablePairs(engine: Engine): Iterable<ReachablePair> {
  let rows: Rows | undefined;
  return {
    *[Symbol.iterator]() {
      rows ??= rowsOf(engine);
      for (const from of engine.cluster.workloads) {
        const row = rows.bySource.get(from);
        if (row !== undefined) yield* pairsFrom(from, row, engine, rows);
      }
      yield* pairsFromAddresses(rows.all, engine);
    },
  };
}

interface Rows {
  readonly all: readonly PairsRow[];
  readonly bySource: ReadonlyMap<ClusterWorkload, PairsRow>;
  /** The place of each workload in the order of their ids. */
  readonly places: ReadonlyMap<ClusterWorkload, number>;
  /** The workloads whose pods differ. */
  readonly differing: ReadonlySet<ClusterWorkload>;
}

function rowsOf(engine: Engine): Rows {
  const all = [...allPairsOf(engine)];
  const bySource = new Map<ClusterWorkload, PairsRow>();
  for (const row of all) {
    if (row.from.type === 'workloads') for (const workload of row.from.workloads) bySource.set(workload, row);
  }
  const differing = endpointClassesOf(engine).workloads.flatMap(({ workload, kinds }) =>
    kinds.length > 1 ? [workload] : [],
  );
  const places = new Map(engine.cluster.workloads.map((workload, place) => [workload, place]));
  return { all, bySource, places, differing: new Set(differing) };
}

/** Goes through the workloads that can be reached alone: there may be few of them among many. */
function* pairsFrom(
  from: ClusterWorkload,
  row: PairsRow,
  engine: Engine,
  { places, differing }: Rows,
): Iterable<ReachablePair> {
  const answers = new Map<number, Answered>();
  const addresses = new Map<string, { readonly answered: Answered; readonly sets: AddressSet[] }>();
  const placeOf = (workload: ClusterWorkload) => places.get(workload) as number;
  for (const { certain, depends, endpointSets } of row.to) {
    const answered = { certain, depends };
    for (const set of endpointSets) {
      if (set.type === 'workloads') for (const to of set.workloads) answers.set(placeOf(to), answered);
      else push(addresses, answered, set.addresses);
    }
  }
  // A pod and itself are no pair.
  if (podCount(from) === 1) answers.delete(placeOf(from));
  for (const place of Int32Array.from(answers.keys()).sort()) {
    const answered = answers.get(place) as Answered;
    if (possibleOf(answered).isEmpty) continue;
    const to = engine.cluster.workloads[place] as ClusterWorkload;
    // What holds for which pods is worked out only where they differ.
    const differ = differing.has(from) || differing.has(to);
    if (differ) yield { from, to, ...connectionsBetween(engine, from, to) };
    else yield { from, to, certain: answered.certain, depends: answered.depends };
  }
  for (const { answered, sets } of addresses.values()) yield { from, to: AddressSet.unionOf(sets), ...answered };
}

function podCount({ pods }: ClusterWorkload): number {
  return pods.reduce((sum, { replicas }) => sum + replicas, 0);
}

function* pairsFromAddresses(rows: readonly PairsRow[], { cluster }: Engine): Iterable<ReachablePair> {
  const byTarget = new Map<
    ClusterWorkload,
    Map<string, { readonly answered: Answered; readonly sets: AddressSet[] }>
  >();
  for (const { from, to } of rows) {
    if (from.type !== 'addresses') continue;
    for (const { certain, depends, endpointSets } of to) {
      for (const set of endpointSets) {
        if (set.type !== 'workloads') continue;
        for (const workload of set.workloads) {
          const groups = byTarget.get(workload) ?? new Map();
          byTarget.set(workload, groups);
          push(groups, { certain, depends }, from.addresses);
        }
      }
    }
  }
  for (const to of cluster.workloads) {
    for (const { answered, sets } of byTarget.get(to)?.values() ?? []) {
      yield { from: AddressSet.unionOf(sets), to, ...answered };
    }
  }
}

function push(
  groups: Map<string, { readonly answered: Answered; readonly sets: AddressSet[] }>,
  answered: Answered,
  addresses: AddressSet,
): void {
  const key = answerKey(answered);
  const group = groups.get(key);
  if (group === undefined) groups.set(key, { answered, sets: [addresses] });
  else group.sets.push(addresses);
}
