import type { ClusterWorkload } from '../../cluster/cluster';
import { type AllPairs, allPairsOf } from '../all-pairs/all-pairs';
import type { Engine } from '../engine';
import { AddressSegments } from '../sets/address-segments';
import { AddressSet } from '../sets/address-set';
import { ConnectionPool } from '../sets/connection-pool';
import type { ChangedEndpoints, ConnectionChange } from './connection-change';
import { PolicyChanges } from './policy-changes';

/**
 * What a change of a cluster opens, closes and alters: every pair of workloads, and of a workload and an address, whose
 * connections differ. A workload that is on one side only has no connections on the other.
 */
export function differenceOf(before: Engine, after: Engine): ConnectionChange[] {
  const pool = new ConnectionPool();
  const pairs = { before: allPairsOf(before, pool), after: allPairsOf(after, pool) };
  const parties = jointEndpoints(before, after, pairs.before, pairs.after);
  const rows = {
    before: new Int32Array(pairs.before.endpointSets.length),
    after: new Int32Array(pairs.after.endpointSets.length),
  };
  const policies = new PolicyChanges(before, after);
  const changes: ConnectionChange[] = [];
  for (const from of parties) {
    fill(pairs.before, from.before, rows.before);
    fill(pairs.after, from.after, rows.after);
    const byChange = new Map<string, { before: number; after: number; to: JointEndpoints[] }>();
    for (const to of parties) {
      const old = to.before === undefined ? ConnectionPool.NONE : (rows.before[to.before] as number);
      const now = to.after === undefined ? ConnectionPool.NONE : (rows.after[to.after] as number);
      if (old === now) continue;
      const key = `${old} ${now}`;
      const change = byChange.get(key);
      if (change === undefined) byChange.set(key, { before: old, after: now, to: [to] });
      else change.to.push(to);
    }
    for (const change of byChange.values()) {
      const to = change.to.map(({ party }) => party);
      changes.push({
        kind: kindOf(change),
        from: from.party,
        to,
        before: pool.get(change.before),
        after: pool.get(change.after),
        responsible: policies.responsible(from.party, to),
      });
    }
  }
  return changes;
}

function kindOf({ before, after }: { before: number; after: number }): ConnectionChange['kind'] {
  if (before === ConnectionPool.NONE) return 'added';
  return after === ConnectionPool.NONE ? 'removed' : 'changed';
}

/** Those who are of one party before, and of one after. */
interface JointEndpoints {
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly party: ChangedEndpoints;
}

function jointEndpoints(before: Engine, after: Engine, old: AllPairs, now: AllPairs): JointEndpoints[] {
  const numbers = { before: workloadNumbers(old), after: workloadNumbers(now) };
  const groups = new Map<string, { before: number | undefined; after: number | undefined; ids: string[] }>();
  for (const id of new Set([...numbers.before.keys(), ...numbers.after.keys()])) {
    const [inOld, inNow] = [numbers.before.get(id), numbers.after.get(id)];
    const key = `${inOld} ${inNow}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { before: inOld, after: inNow, ids: [id] });
    else group.ids.push(id);
  }
  const workloads = [...groups.values()].map(({ ids, ...places }): JointEndpoints => {
    const presence = places.before === undefined ? 'after' : places.after === undefined ? 'before' : 'both';
    return { ...places, party: { type: 'workloads', ids: ids.sort(), presence } };
  });
  return [...workloads, ...jointAddresses(before, after, old, now)];
}

function jointAddresses(before: Engine, after: Engine, old: AllPairs, now: AllPairs): JointEndpoints[] {
  const segments = new AddressSegments([...before.policies.blocks(), ...after.policies.blocks()]);
  const [inOld, inNow] = [addressNumbers(old, segments), addressNumbers(now, segments)];
  const groups = new Map<string, { before: number | undefined; after: number | undefined; sets: AddressSet[] }>();
  segments.all.forEach(({ addresses }, index) => {
    const key = `${inOld[index]} ${inNow[index]}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { before: inOld[index], after: inNow[index], sets: [addresses] });
    else group.sets.push(addresses);
  });
  return [...groups.values()].map(({ sets, ...places }) => ({
    ...places,
    party: { type: 'addresses', addresses: AddressSet.unionOf(sets) },
  }));
}

function workloadNumbers({ endpointSets }: AllPairs): Map<string, number> {
  const numbers = new Map<string, number>();
  endpointSets.forEach((party, number) => {
    if (party.type === 'workloads') for (const { id } of party.workloads as ClusterWorkload[]) numbers.set(id, number);
  });
  return numbers;
}

/** Of each segment the party that it is of. */
function addressNumbers({ endpointSets }: AllPairs, segments: AddressSegments): number[] {
  const numbers: number[] = [];
  endpointSets.forEach((party, number) => {
    if (party.type === 'addresses') for (const index of segments.within(party.addresses)) numbers[index] = number;
  });
  return numbers;
}

function fill(pairs: AllPairs, number: number | undefined, row: Int32Array): void {
  if (number === undefined) row.fill(ConnectionPool.NONE);
  else pairs.fill(number, row);
}
