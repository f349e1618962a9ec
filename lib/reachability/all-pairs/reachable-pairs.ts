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
 * is a pair where it has several pods.
 */
export function* reachablePairs(engine: Engine): Iterator<ReachablePair> {
  const rows = [...allPairsOf(engine)];
  const bySource = new Map<ClusterWorkload, PairsRow>();
  for (const row of rows) {
    if (row.from.type === 'workloads') for (const workload of row.from.workloads) bySource.set(workload, row);
  }
  const differing = new Set(
    endpointClassesOf(engine).workloads.flatMap(({ workload, kinds }) => (kinds.length > 1 ? [workload] : [])),
  );
  for (const from of engine.cluster.workloads) {
    const row = bySource.get(from);
    if (row !== undefined) yield* pairsFrom(from, row, engine, differing);
  }
  yield* pairsFromAddresses(rows, engine);
}

function* pairsFrom(
  from: ClusterWorkload,
  row: PairsRow,
  engine: Engine,
  differing: ReadonlySet<ClusterWorkload>,
): Iterable<ReachablePair> {
  const answers = new Map<ClusterWorkload, Answered>();
  const addresses = new Map<string, { readonly answered: Answered; readonly sets: AddressSet[] }>();
  for (const { certain, depends, endpointSets } of row.to) {
    const answered = { certain, depends };
    for (const set of endpointSets) {
      if (set.type === 'workloads') for (const to of set.workloads) answers.set(to, answered);
      else push(addresses, answered, set.addresses);
    }
  }
  for (const to of engine.cluster.workloads) {
    // A pod and itself are no pair.
    if (to === from && podCount(from) === 1) continue;
    const answered = answers.get(to);
    if (answered === undefined || possibleOf(answered).isEmpty) continue;
    // What holds for which pods is worked out only where they differ.
    const differ = differing.has(from) || differing.has(to);
    yield { from, to, ...(differ ? connectionsBetween(engine, from, to) : answered) };
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
