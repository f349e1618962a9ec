import type { ClusterWorkload } from '../../lib/cluster/cluster';
import type { AllPairs, EndpointSet } from '../../lib/reachability/all-pairs/all-pairs';
import type { AddressConnections } from '../../lib/reachability/connections';
import { Reachability } from '../../lib/reachability/reachability';
import { AddressSet } from '../../lib/reachability/sets/address-set';
import { worlds } from '../reference/arbitraries';
import { worldText } from '../reference/world-text';
import { findNothing, runs, seed } from '../support/property';

const RUNS = runs(600);

test(`all pairs are those that are judged one by one (seed ${seed})`, () => {
  findNothing(worlds, RUNS, (world) => {
    const reachability = Reachability.of(world.cluster, { cni: world.cni });
    const problem = problemWithSets(reachability) ?? differentPair(reachability);
    return problem && `${problem}\n\n${worldText(world)}`;
  });
});

function problemWithSets(reachability: Reachability): string | undefined {
  const { endpointSets } = reachability.pairs();
  const ids = endpointSets.flatMap((set) => (set.type === 'workloads' ? set.workloads.map(({ id }) => id) : []));
  const declared = reachability.cluster.workloads.map(({ id }) => id);
  if (ids.sort().join() !== declared.sort().join()) return `the sets are of ${ids}, and declared are ${declared}`;
  let seen = AddressSet.none;
  for (const set of endpointSets) {
    if (set.type === 'workloads') continue;
    if (set.addresses.isEmpty || seen.overlaps(set.addresses)) return `${set.addresses} is in two sets`;
    seen = seen.union(set.addresses);
  }
  return seen.equals(AddressSet.all) ? undefined : `only ${seen} are in sets`;
}

function differentPair(reachability: Reachability): string | undefined {
  const { workloads } = reachability.cluster;
  const connectionsIn = tableOf(reachability.pairs());
  const different = (from: EndpointSet, to: EndpointSet, allowed: unknown) => {
    const text = connectionsIn(from, to);
    return text === String(allowed)
      ? undefined
      : `${nameOf(from)} -> ${nameOf(to)}: ${text} among all pairs, and ${allowed}`;
  };
  for (const one of workloads) {
    for (const other of workloads) {
      const problem = different(setOf(one), setOf(other), reachability.connections(one, other).allowed);
      if (problem !== undefined) return problem;
    }
    for (const [part, isSource] of [
      ...reachability.connectionsFrom(AddressSet.all, one).map((part) => [part, true] as const),
      ...reachability.connectionsTo(one, AddressSet.all).map((part) => [part, false] as const),
    ]) {
      for (const there of setsIn(reachability.pairs(), part)) {
        const [from, to] = isSource ? [there, setOf(one)] : [setOf(one), there];
        const problem = different(from, to, part.allowed);
        if (problem !== undefined) return problem;
      }
    }
  }
  return undefined;
}

/** What a row says of one party to another; sets are looked up by any one of them. */
function tableOf(pairs: AllPairs): (from: EndpointSet, to: EndpointSet) => string {
  const rows = [...pairs].map(({ from, to }) => ({
    from,
    parts: to.map(({ connections, endpointSets, workloadCount }) => ({
      connections,
      workloadCount,
      sets: [...endpointSets],
    })),
  }));
  return (from, to) => {
    const [row, ...others] = rows.filter((row) => holds(row.from, from));
    if (row === undefined || others.length > 0) return `${others.length + (row ? 1 : 0)} rows`;
    for (const { sets, workloadCount } of row.parts) {
      const count = sets.reduce((sum, set) => sum + (set.type === 'workloads' ? set.workloads.length : 0), 0);
      if (count !== workloadCount) return `${count} workloads, said to be ${workloadCount}`;
    }
    const parts = row.parts.flatMap(({ connections, sets }) =>
      sets.filter((set) => holds(set, to)).map(() => connections),
    );
    return parts.length > 1 ? `${parts.length} parts` : String(parts[0] ?? 'none');
  };
}

function holds(set: EndpointSet, other: EndpointSet): boolean {
  if (set.type === 'addresses') return other.type === 'addresses' && set.addresses.overlaps(other.addresses);
  return other.type === 'workloads' && set.workloads.some(({ id }) => id === other.workloads[0]?.id);
}

function setsIn({ endpointSets }: AllPairs, { addresses }: AddressConnections): EndpointSet[] {
  return endpointSets.flatMap((set) => {
    if (set.type === 'workloads') return [];
    const both = set.addresses.intersection(addresses);
    return both.isEmpty ? [] : [{ type: 'addresses' as const, addresses: both }];
  });
}

function setOf(workload: ClusterWorkload): EndpointSet {
  return { type: 'workloads', workloads: [workload] };
}

function nameOf(set: EndpointSet): string {
  return set.type === 'addresses' ? String(set.addresses) : set.workloads.map(({ id }) => id).join();
}
