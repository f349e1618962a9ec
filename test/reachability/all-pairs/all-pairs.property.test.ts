import type { EndpointSet } from '../../../lib/reachability/all-pairs/all-pairs';
import type { ReachablePair } from '../../../lib/reachability/all-pairs/reachable-pairs';
import { type Connections, possibleOf } from '../../../lib/reachability/answers/answer';
import { answerKey } from '../../../lib/reachability/answers/answer-key';
import { Reachability } from '../../../lib/reachability/reachability';
import { AddressSet } from '../../../lib/reachability/sets/address-set';
import { ConnectionSet } from '../../../lib/reachability/sets/connection-set';
import { worldsWithUnjudged } from '../../reference/arbitraries';
import { worldText } from '../../reference/world-text';
import { findNothing, runs, seed } from '../../support/property';

const RUNS = runs(600);

test(`all pairs are those that are judged one by one (seed ${seed})`, () => {
  let depending = 0;
  findNothing(worldsWithUnjudged, RUNS, (world) => {
    const reachability = Reachability.of(world.cluster, { cni: world.cni });
    for (const { depends } of reachability.pairs()) if (depends.length > 0) depending++;
    const problem = problemWithSets(reachability) ?? differentPair(reachability) ?? differentUnfolded(reachability);
    return problem && `${problem}\n\n${worldText(world)}`;
  });
  expect(depending).toBeGreaterThan(RUNS);
});

function problemWithSets(reachability: Reachability): string | undefined {
  const { endpointSets } = reachability.foldedPairs();
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
  const answers = answersIn(reachability);
  const different = (from: string, to: string, judged: Connections) => {
    const [folded, single] = [answers.get(`${from} -> ${to}`) ?? answerKey(NOTHING), answerKey(judged)];
    return folded === single ? undefined : `${from} -> ${to}: ${folded} among all pairs, and ${single}`;
  };
  const outside = reachability
    .foldedPairs()
    .endpointSets.flatMap((set) => (set.type === 'addresses' ? [set.addresses] : []));
  for (const one of workloads) {
    for (const other of workloads) {
      // A single pod and itself are no pair.
      if (one === other && podsOf(one) === 1) continue;
      const problem = different(one.id, other.id, reachability.connections(one, other));
      if (problem !== undefined) return problem;
    }
    for (const addresses of outside) {
      const [from, ...moreFrom] = reachability.connectionsFrom(addresses, one);
      const [to, ...moreTo] = reachability.connectionsTo(one, addresses);
      if (!from || !to || moreFrom.length + moreTo.length > 0) return `${addresses} are not judged alike`;
      const problem = different(addresses.key, one.id, from) ?? different(one.id, addresses.key, to);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

const NOTHING: Connections = { certain: ConnectionSet.none, depends: [] };

/** The answer for each pair of workloads, or of a workload and addresses. */
function answersIn(reachability: Reachability): ReadonlyMap<string, string> {
  const namesOf = (set: EndpointSet) =>
    set.type === 'addresses' ? [set.addresses.key] : set.workloads.map(({ id }) => id);
  const answers = new Map<string, string>();
  for (const { from, to } of reachability.foldedPairs()) {
    for (const part of to) {
      const sets = [...part.endpointSets];
      const count = sets.reduce((sum, set) => sum + (set.type === 'workloads' ? set.workloads.length : 0), 0);
      if (count !== part.workloadCount) throw new Error(`${count} workloads, said to be ${part.workloadCount}`);
      for (const source of namesOf(from)) {
        for (const destination of sets.flatMap(namesOf)) {
          const pair = `${source} -> ${destination}`;
          if (answers.has(pair)) throw new Error(`${pair} is there twice`);
          answers.set(pair, answerKey(part));
        }
      }
    }
  }
  return answers;
}

/** Pairs that are not folded are the same, and what they say of groups is what is judged. */
function differentUnfolded(reachability: Reachability): string | undefined {
  const seen = new Set<string>();
  const nameOf = (end: ReachablePair['from']) => ('cidrs' in end ? end.key : end.id);
  for (const pair of reachability.pairs()) {
    const { from, to } = pair;
    const name = `${nameOf(from)} -> ${nameOf(to)}`;
    if (seen.has(name)) return `${name} is there twice`;
    seen.add(name);
    if (possibleOf(pair).isEmpty) return `${name} cannot connect`;
    if ('cidrs' in from || 'cidrs' in to) continue;
    const judged = reachability.connections(from, to);
    if (answerKey(judged) !== answerKey(pair)) return `${name}: ${answerKey(pair)}, and ${answerKey(judged)}`;
    if (judged.groups?.length !== pair.groups?.length) return `${name} has other groups`;
  }
  for (const from of reachability.cluster.workloads) {
    for (const to of reachability.cluster.workloads) {
      if (from === to && podsOf(from) === 1) continue;
      const isThere = seen.has(`${from.id} -> ${to.id}`);
      if (isThere === possibleOf(reachability.connections(from, to)).isEmpty)
        return `${from.id} -> ${to.id}: ${isThere}`;
    }
  }
  return undefined;
}

function podsOf({ pods }: Reachability['cluster']['workloads'][number]): number {
  return pods.reduce((sum, { replicas }) => sum + replicas, 0);
}
