import type { ClusterWorkload } from '../../cluster/cluster';
import type { Engine } from '../engine';
import type { AddressSet } from '../sets/address-set';
import { ConnectionPool } from '../sets/connection-pool';
import type { ConnectionSet } from '../sets/connection-set';
import { IndexSet } from '../sets/index-set';
import { ClassRows, type RowPart } from './class-rows';
import { type ClassedPods, EndpointClasses } from './endpoint-classes';

/** Workloads that have the same connections with everyone, or addresses that have. */
export type EndpointSet =
  | { readonly type: 'workloads'; readonly workloads: readonly ClusterWorkload[] }
  | { readonly type: 'addresses'; readonly addresses: AddressSet };

/** To whom a party can connect. */
export interface PairsRow {
  readonly from: EndpointSet;
  /** Each party at most once; whom it cannot reach is left out. */
  readonly to: readonly PairsPart[];
}

/** Those to whom a party has the same connections. */
export interface PairsPart {
  readonly connections: ConnectionSet;
  /** Made anew at each iteration, so that nothing of the size of all pairs is ever kept. */
  readonly endpointSets: Iterable<EndpointSet>;
  /** How many workloads they are, addresses not counted. */
  readonly workloadCount: number;
}

const classesOfEngine = new WeakMap<Engine, EndpointClasses>();

/** @param pool numbers the connections; shared by clusters that are compared */
export function allPairsOf(engine: Engine, pool = new ConnectionPool()): AllPairs {
  const { cluster, policies, pods, segments, judge } = engine;
  let classes = classesOfEngine.get(engine);
  if (classes === undefined) {
    const workloads = cluster.workloads.map((workload) => [workload, pods.kindsOf(workload)] as const);
    classes = new EndpointClasses(workloads, policies, segments);
    classesOfEngine.set(engine, classes);
  }
  return new AllPairs(classes, new ClassRows(classes, policies, judge.match, pool));
}

/**
 * All pairs of a cluster: a row for each party, workloads first. A workload whose pods differ reaches what any of them
 * reaches. Workloads of one party may reach one another, and the replicas of each, as its own row says.
 */
export class AllPairs implements Iterable<PairsRow> {
  readonly endpointSets: readonly EndpointSet[];
  private readonly groups: readonly WorkloadGroup[];
  private readonly sizes: Int32Array;
  /** The parties that a class is of, where parties are not simply the classes. */
  private readonly setsOfClass: readonly (readonly number[])[] | undefined;

  /** @internal */
  constructor(
    private readonly classes: EndpointClasses,
    private readonly rows: ClassRows,
  ) {
    const groups = groupsOf(classes);
    this.groups = groups;
    this.endpointSets = [
      ...groups.map(({ workloads }): EndpointSet => ({ type: 'workloads', workloads })),
      ...classes.addresses.map(({ addresses }): EndpointSet => ({ type: 'addresses', addresses })),
    ];
    this.sizes = Int32Array.from(this.endpointSets, (party) =>
      party.type === 'workloads' ? party.workloads.length : 0,
    );
    this.setsOfClass = isSimple(groups, classes) ? undefined : setsOfClasses(groups, classes);
  }

  *[Symbol.iterator](): Iterator<PairsRow> {
    for (let number = 0; number < this.endpointSets.length; number++) yield this.row(number);
  }

  /**
   * The connections from one party to each, as numbers of the pool.
   * @internal
   */
  fill(number: number, connections: Int32Array): void {
    connections.fill(ConnectionPool.NONE);
    for (const [connection, parties] of this.partsOf(number)) {
      parties.forEach((party) => {
        connections[party] = connection;
      });
    }
  }

  private row(number: number): PairsRow {
    const parts = new Map<number, IndexSet[]>();
    for (const [connections, parties] of this.partsOf(number)) {
      const sets = parts.get(connections);
      if (sets === undefined) parts.set(connections, [parties]);
      else sets.push(parties);
    }
    return {
      from: this.endpointSets[number] as EndpointSet,
      to: [...parts].map(([connections, sets]) => ({
        connections: this.rows.pool.get(connections),
        endpointSets: this.iterableOf(sets),
        workloadCount: this.countOf(sets),
      })),
    };
  }

  private partsOf(number: number): readonly RowPart[] {
    const group = this.groups[number];
    const sources = group ? classesOf(group) : [number - this.groups.length + this.classes.pods.length];
    const { setsOfClass } = this;
    if (setsOfClass === undefined) return this.rows.row(sources[0] as number);
    const { pool } = this.rows;
    const sums = new Map<number, number>();
    for (const source of sources) {
      for (const [connections, classes] of this.rows.row(source)) {
        for (const party of new Set([...classes].flatMap((one) => setsOfClass[one] ?? []))) {
          sums.set(party, pool.union(sums.get(party) ?? ConnectionPool.NONE, connections));
        }
      }
    }
    if (group?.hasLonePods) sums.set(number, this.amongPods(group));
    return [...sums]
      .filter(([, connections]) => connections !== ConnectionPool.NONE)
      .map(([party, connections]) => [connections, IndexSet.of(this.endpointSets.length, [party])]);
  }

  /** What the pods of a workload reach of its other pods. */
  private amongPods({ kinds }: WorkloadGroup): number {
    let sum = ConnectionPool.NONE;
    for (const from of kinds) {
      const others = kinds.filter((to) => to !== from || to.count > 1).flatMap(({ classes }) => classes);
      for (const source of from.classes) {
        for (const [connections, classes] of this.rows.row(source)) {
          if (others.some((one) => classes.has(one))) sum = this.rows.pool.union(sum, connections);
        }
      }
    }
    return sum;
  }

  private *each(sets: readonly IndexSet[]): Iterator<EndpointSet> {
    for (const set of sets) for (const number of set) yield this.endpointSets[number] as EndpointSet;
  }

  private iterableOf(sets: readonly IndexSet[]): Iterable<EndpointSet> {
    return { [Symbol.iterator]: () => this.each(sets) };
  }

  private countOf(sets: readonly IndexSet[]): number {
    let count = 0;
    for (const set of sets) {
      set.forEach((party) => {
        count += this.sizes[party] as number;
      });
    }
    return count;
  }
}

interface WorkloadGroup {
  readonly workloads: ClusterWorkload[];
  readonly kinds: readonly ClassedPods[];
  /** Whether it is one workload in which some pod has no like, so that what it could reach of one means nothing. */
  readonly hasLonePods: boolean;
}

/** Workloads whose pods are of the same classes, in the order of the first class of each. */
function groupsOf({ workloads }: EndpointClasses): WorkloadGroup[] {
  const groups = new Map<string, WorkloadGroup>();
  for (const { workload, kinds: told } of workloads) {
    const kinds = mergedKinds(told);
    const hasLonePods = kinds.size > 1 && [...kinds.values()].some(({ count }) => count === 1);
    const key = hasLonePods ? workload.id : [...kinds.keys()].sort().join(';');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { workloads: [workload], kinds: [...kinds.values()], hasLonePods });
    else group.workloads.push(workload);
  }
  return [...groups.values()];
}

/** Pods of the same classes together, though blocks lie between their addresses. */
function mergedKinds(kinds: readonly ClassedPods[]): Map<string, ClassedPods> {
  const merged = new Map<string, ClassedPods>();
  for (const { classes, count } of kinds) {
    const key = [...classes].sort((a, b) => a - b).join();
    merged.set(key, { classes, count: count + (merged.get(key)?.count ?? 0) });
  }
  return merged;
}

function classesOf({ kinds }: WorkloadGroup): number[] {
  return [...new Set(kinds.flatMap(({ classes }) => classes))];
}

/** Whether every group is one class and every class of pods one group: then both have the same numbers. */
function isSimple(groups: readonly WorkloadGroup[], { pods }: EndpointClasses): boolean {
  return (
    groups.length === pods.length &&
    groups.every((group, index) => !group.hasLonePods && classesOf(group).every((one) => one === index))
  );
}

function setsOfClasses(groups: readonly WorkloadGroup[], { pods, addresses, size }: EndpointClasses): number[][] {
  const parties: number[][] = Array.from({ length: size }, () => []);
  groups.forEach((group, party) => {
    for (const one of classesOf(group)) parties[one]?.push(party);
  });
  addresses.forEach((_, index) => {
    parties[pods.length + index]?.push(groups.length + index);
  });
  return parties;
}
