import type { ClusterWorkload } from '../../cluster/cluster';
import type { Answered } from '../answers/answer';
import type { Engine } from '../engine';
import type { AddressSet } from '../sets/address-set';
import type { IndexSet } from '../sets/index-set';
import { AnswerPool } from './answer-pool';
import { AnswerRows } from './answer-rows';
import { type ClassedPods, EndpointClasses } from './endpoint-classes';
import { SetAnswers } from './set-answers';
import { StagedRows } from './staged-rows';

/** Workloads that have the same connections with everyone, or addresses that have. */
export type EndpointSet<T = ClusterWorkload> =
  | { readonly type: 'workloads'; readonly workloads: readonly T[] }
  | { readonly type: 'addresses'; readonly addresses: AddressSet };

/** Whom a set of endpoints can reach. */
export interface PairsRow<T = ClusterWorkload> {
  readonly from: EndpointSet<T>;
  /** Each set at most once; whom it cannot reach is left out. */
  readonly to: readonly PairsPart<T>[];
}

/** Those with whom a set of endpoints has the same connections. */
export interface PairsPart<T = ClusterWorkload> extends Answered {
  /** Made anew at each iteration, so that nothing of the size of all pairs is ever kept. */
  readonly endpointSets: Iterable<EndpointSet<T>>;
  /** How many workloads they are, addresses not counted. */
  readonly workloadCount: number;
}

/** Something that has pods: a workload, or some pods of one. */
export interface Unit<T> {
  readonly unit: T;
  readonly id: string;
  readonly kinds: readonly ClassedPods[];
}

const classesOfEngine = new WeakMap<Engine, EndpointClasses>();

/** The endpoints of a cluster in classes, worked out once. */
export function endpointClassesOf(engine: Engine): EndpointClasses {
  let classes = classesOfEngine.get(engine);
  if (classes === undefined) {
    const { cluster, policies, pods, segments, unjudged, stages } = engine;
    const workloads = cluster.workloads.map((workload) => [workload, pods.kindsOf(workload)] as const);
    classes = new EndpointClasses(workloads, policies, segments, unjudged, stages?.sight);
    classesOfEngine.set(engine, classes);
  }
  return classes;
}

/** All pairs of workloads. */
export function allPairsOf(engine: Engine): AllPairs {
  const units = endpointClassesOf(engine).workloads.map(({ workload, kinds }) => {
    return { unit: workload, id: workload.id, kinds };
  });
  return new AllPairs(engine, units);
}

/**
 * All pairs of a cluster: a row for each set of endpoints, workloads first. Workloads of one set may reach one another, and
 * the replicas of each, as its own row says.
 */
export class AllPairs<T = ClusterWorkload> implements Iterable<PairsRow<T>> {
  readonly endpointSets: readonly EndpointSet<T>[];
  private readonly answers: SetAnswers;
  private readonly sizes: Int32Array;

  /**
   * @param pool numbers the answers; shared by clusters that are compared
   * @internal
   */
  constructor(
    engine: Engine,
    units: readonly Unit<T>[],
    private readonly pool = new AnswerPool(),
  ) {
    const classes = endpointClassesOf(engine);
    const sets = unitsOfSets(units);
    this.endpointSets = [
      ...sets.map((same): EndpointSet<T> => ({ type: 'workloads', workloads: same.map(({ unit }) => unit) })),
      ...classes.addresses.map(({ addresses }): EndpointSet<T> => ({ type: 'addresses', addresses })),
    ];
    this.sizes = Int32Array.from(this.endpointSets, (set) => (set.type === 'workloads' ? set.workloads.length : 0));
    const kinds = sets.map(([first]) => (first as Unit<T>).kinds);
    const { stages } = engine;
    const rows = stages ? new StagedRows(engine, stages, classes, pool) : new AnswerRows(engine, classes, pool);
    this.answers = new SetAnswers(classes, kinds, rows);
  }

  *[Symbol.iterator](): Iterator<PairsRow<T>> {
    for (let number = 0; number < this.endpointSets.length; number++) yield this.row(number);
  }

  /**
   * The answers from one set to each, as numbers of the pool.
   * @internal
   */
  fill(number: number, answers: Int32Array): void {
    answers.fill(AnswerPool.NONE);
    for (const [answer, sets] of this.answers.row(number)) {
      sets.forEach((set) => {
        answers[set] = answer;
      });
    }
  }

  /**
   * The row of one set, by its place among `endpointSets`.
   * @internal
   */
  row(number: number): PairsRow<T> {
    const parts = new Map<number, IndexSet[]>();
    for (const [answer, sets] of this.answers.row(number)) {
      const others = parts.get(answer);
      if (others === undefined) parts.set(answer, [sets]);
      else others.push(sets);
    }
    return {
      from: this.endpointSets[number] as EndpointSet<T>,
      to: Array.from(parts, ([answer, sets]) => {
        const { certain, depends } = this.pool.get(answer);
        return { certain, depends, endpointSets: this.iterableOf(sets), workloadCount: this.countOf(sets) };
      }),
    };
  }

  private *each(sets: readonly IndexSet[]): Iterator<EndpointSet<T>> {
    for (const set of sets) for (const number of set) yield this.endpointSets[number] as EndpointSet<T>;
  }

  private iterableOf(sets: readonly IndexSet[]): Iterable<EndpointSet<T>> {
    return { [Symbol.iterator]: () => this.each(sets) };
  }

  private countOf(sets: readonly IndexSet[]): number {
    let count = 0;
    for (const set of sets) {
      set.forEach((number) => {
        count += this.sizes[number] as number;
      });
    }
    return count;
  }
}

/** Units whose pods are of the same classes together; one whose pods differ is by itself. */
function unitsOfSets<T>(units: readonly Unit<T>[]): (readonly Unit<T>[])[] {
  const sets = new Map<string, Unit<T>[]>();
  for (const unit of units) {
    const [only, ...others] = unit.kinds;
    const key = others.length > 0 ? JSON.stringify([unit.id]) : [...(only?.classes ?? [])].sort((a, b) => a - b).join();
    const set = sets.get(key);
    if (set === undefined) sets.set(key, [unit]);
    else set.push(unit);
  }
  return [...sets.values()];
}
