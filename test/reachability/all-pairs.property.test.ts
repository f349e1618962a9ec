import type { ClusterWorkload } from '../../lib/cluster/cluster';
import type { AllPairs, Party } from '../../lib/reachability/all-pairs/all-pairs';
import type { AddressConnections } from '../../lib/reachability/connections';
import { Reachability } from '../../lib/reachability/reachability';
import { AddressSet } from '../../lib/reachability/sets/address-set';
import { worlds } from '../reference/arbitraries';
import { worldText } from '../reference/world-text';
import { findNothing, runs, seed } from './agreement';

const RUNS = runs(600);

test(`all pairs are those that are judged one by one (seed ${seed})`, () => {
  findNothing(worlds, RUNS, (world) => {
    const reachability = Reachability.of(world.cluster, { cni: world.cni });
    const problem = problemWithParties(reachability) ?? differentPair(reachability);
    return problem && `${problem}\n\n${worldText(world)}`;
  });
}, 120_000);

function problemWithParties(reachability: Reachability): string | undefined {
  const { parties } = reachability.allPairs();
  const ids = parties.flatMap((party) => (party.type === 'workloads' ? party.workloads.map(({ id }) => id) : []));
  const declared = reachability.cluster.workloads.map(({ id }) => id);
  if (ids.sort().join() !== declared.sort().join()) return `the parties are of ${ids}, and declared are ${declared}`;
  let seen = AddressSet.none;
  for (const party of parties) {
    if (party.type === 'workloads') continue;
    if (party.addresses.isEmpty || seen.overlaps(party.addresses)) return `${party.addresses} is in two parties`;
    seen = seen.union(party.addresses);
  }
  return seen.equals(AddressSet.all) ? undefined : `only ${seen} are in parties`;
}

function differentPair(reachability: Reachability): string | undefined {
  const { workloads } = reachability.cluster;
  const connectionsIn = tableOf(reachability.allPairs());
  const different = (from: Party, to: Party, allowed: unknown) => {
    const text = connectionsIn(from, to);
    return text === String(allowed)
      ? undefined
      : `${nameOf(from)} -> ${nameOf(to)}: ${text} among all pairs, and ${allowed}`;
  };
  for (const one of workloads) {
    for (const other of workloads) {
      const problem = different(party(one), party(other), reachability.connections(one, other).allowed);
      if (problem !== undefined) return problem;
    }
    for (const [part, isSource] of [
      ...reachability.connectionsFrom(AddressSet.all, one).map((part) => [part, true] as const),
      ...reachability.connectionsTo(one, AddressSet.all).map((part) => [part, false] as const),
    ]) {
      for (const there of partiesIn(reachability.allPairs(), part)) {
        const [from, to] = isSource ? [there, party(one)] : [party(one), there];
        const problem = different(from, to, part.allowed);
        if (problem !== undefined) return problem;
      }
    }
  }
  return undefined;
}

/** What a row says of one party to another; parties are looked up by any one of them. */
function tableOf(pairs: AllPairs): (from: Party, to: Party) => string {
  const rows = [...pairs].map(({ from, to }) => ({
    from,
    parts: to.map(({ connections, parties, workloadCount }) => ({ connections, workloadCount, parties: [...parties] })),
  }));
  return (from, to) => {
    const [row, ...others] = rows.filter((row) => holds(row.from, from));
    if (row === undefined || others.length > 0) return `${others.length + (row ? 1 : 0)} rows`;
    for (const { parties, workloadCount } of row.parts) {
      const count = parties.reduce((sum, party) => sum + (party.type === 'workloads' ? party.workloads.length : 0), 0);
      if (count !== workloadCount) return `${count} workloads, said to be ${workloadCount}`;
    }
    const parts = row.parts.flatMap(({ connections, parties }) =>
      parties.filter((party) => holds(party, to)).map(() => connections),
    );
    return parts.length > 1 ? `${parts.length} parts` : String(parts[0] ?? 'none');
  };
}

function holds(party: Party, other: Party): boolean {
  if (party.type === 'addresses') return other.type === 'addresses' && party.addresses.overlaps(other.addresses);
  return other.type === 'workloads' && party.workloads.some(({ id }) => id === other.workloads[0]?.id);
}

function partiesIn({ parties }: AllPairs, { addresses }: AddressConnections): Party[] {
  return parties.flatMap((party) => {
    if (party.type === 'workloads') return [];
    const both = party.addresses.intersection(addresses);
    return both.isEmpty ? [] : [{ type: 'addresses' as const, addresses: both }];
  });
}

function party(workload: ClusterWorkload): Party {
  return { type: 'workloads', workloads: [workload] };
}

function nameOf(party: Party): string {
  return party.type === 'addresses' ? String(party.addresses) : party.workloads.map(({ id }) => id).join();
}
