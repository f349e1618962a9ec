import { describedPods } from '../answers/connected-pods';
import { connectionsInTable } from '../answers/groups';
import { acrossMeetings, meetings } from '../connections';
import type { Endpoint } from '../pods/endpoint';
import type { PodKind } from '../pods/pod-kinds';
import { IndexLists } from '../sets/index-lists';
import { IndexSet } from '../sets/index-set';
import { AnswerPool } from './answer-pool';
import type { RowPart } from './class-rows';
import type { ClassedPods, EndpointClasses } from './endpoint-classes';

/** One end of all pairs: kinds of pods, or one class of addresses outside. */
type Kinds = readonly (ClassedPods | { readonly classes: readonly number[] })[];

/** The answers between classes, row by row. */
export interface ClassAnswers {
  readonly pool: AnswerPool;
  /** Whom the endpoints of a class can reach, in disjoint parts; whom they cannot is left out. */
  row(source: number): readonly RowPart[];
}

/**
 * The answers between sets of endpoints, row by row, put together from those between classes: a set may hold pods of
 * several kinds, and a pod may have addresses of two families.
 */
export class SetAnswers {
  private readonly kinds: readonly Kinds[];
  /** Whether each set is one class, and of the same number. */
  private readonly isSimple: boolean;
  /** Of each class the sets that have it. */
  private readonly setsOf: IndexLists;
  /** The answers of the classes of one set, an array for each; filled for a row, and emptied after it. */
  private readonly answers: Int32Array[] = [];
  private readonly known = new Map<string, number>();

  /** @param ofPods the kinds of pods of each set; the sets of addresses come after them, one for each class */
  constructor(
    private readonly classes: EndpointClasses,
    ofPods: readonly (readonly ClassedPods[])[],
    private readonly rows: ClassAnswers,
  ) {
    const { pods, addresses } = classes;
    this.kinds = [...ofPods, ...addresses.map((_, index): Kinds => [{ classes: [pods.length + index] }])];
    this.isSimple = this.kinds.every(
      (kinds, index) => kinds.length === 1 && kinds[0]?.classes.join() === String(index),
    );
    const sets = this.isSimple ? [] : this.kinds;
    this.setsOf = IndexLists.of(classes.size, (say) => {
      sets.forEach((kinds, set) => {
        for (const one of new Set(kinds.flatMap((kind) => kind.classes))) say(one, set);
      });
    });
  }

  /** Whom the endpoints of a set can reach, in disjoint parts; whom they cannot is left out. */
  row(number: number): readonly RowPart[] {
    if (this.isSimple) return this.rows.row(number);
    const kinds = this.kinds[number] as Kinds;
    const parts = new Map<number, readonly RowPart[]>();
    const answers = new Map<number, Int32Array>();
    const reached = new Set<number>();
    for (const one of new Set(kinds.flatMap(({ classes }) => classes))) {
      const array = this.arrayAt(answers.size);
      answers.set(one, array);
      parts.set(one, this.rows.row(one));
      this.fill(array, parts.get(one) ?? [], (there) => {
        this.setsOf.forEach(there, (set) => {
          reached.add(set);
        });
      });
    }
    const sets = new Map<number, number[]>();
    for (const index of [...reached].sort((a, b) => a - b)) {
      const answer = this.between(kinds, this.kinds[index] as Kinds, answers);
      if (answer === AnswerPool.NONE) continue;
      const list = sets.get(answer);
      if (list === undefined) sets.set(answer, [index]);
      else list.push(index);
    }
    for (const [one, array] of answers) empty(array, parts.get(one) ?? []);
    return [...sets].map(([answer, list]) => [answer, IndexSet.ofSorted(this.kinds.length, Int32Array.from(list))]);
  }

  private arrayAt(place: number): Int32Array {
    let array = this.answers[place];
    if (array === undefined) {
      array = new Int32Array(this.classes.size);
      this.answers[place] = array;
    }
    return array;
  }

  private fill(array: Int32Array, parts: readonly RowPart[], reach: (destination: number) => void): void {
    for (const [answer, classes] of parts) {
      classes.forEach((destination) => {
        array[destination] = answer;
        reach(destination);
      });
    }
  }

  private between(from: Kinds, to: Kinds, answers: ReadonlyMap<number, Int32Array>): number {
    const isPair = (source: number, destination: number) =>
      from !== to || source !== destination || countOf(from[source]) > 1;
    const [source, ...sources] = from as [Kinds[number], ...Kinds];
    const [destination, ...destinations] = to as [Kinds[number], ...Kinds];
    if (sources.length + destinations.length === 0) return this.ofKinds(source, destination, answers);
    const same = this.sameForAll(from, to, answers, isPair);
    if (same !== undefined) return same;
    const { certain, depends } = connectionsInTable({
      sources: describedPods(from.map(podsOf)),
      destinations: describedPods(to.map(podsOf)),
      answers: from.map((one) => to.map((other) => this.rows.pool.get(this.ofKinds(one, other, answers)))),
      isPair,
    });
    return this.rows.pool.numberOf({ certain, depends });
  }

  /** The answer of all pairs of kinds; undefined where they differ. */
  private sameForAll(
    from: Kinds,
    to: Kinds,
    answers: ReadonlyMap<number, Int32Array>,
    isPair: (source: number, destination: number) => boolean,
  ): number | undefined {
    let same: number | undefined;
    for (const [source, one] of from.entries()) {
      for (const [destination, other] of to.entries()) {
        if (!isPair(source, destination)) continue;
        const answer = this.ofKinds(one, other, answers);
        if (same !== undefined && answer !== same) return undefined;
        same = answer;
      }
    }
    return same ?? AnswerPool.NONE;
  }

  private ofKinds(from: Kinds[number], to: Kinds[number], answers: ReadonlyMap<number, Int32Array>): number {
    const [source, ...sources] = from.classes as [number, ...number[]];
    const [destination, ...destinations] = to.classes as [number, ...number[]];
    const answerOf = (one: number, other: number) => answers.get(one)?.[other] as number;
    if (sources.length + destinations.length === 0) return answerOf(source, destination);
    const ends = [this.endpointsOf(from), this.endpointsOf(to)] as const;
    const answered = (one: Endpoint, other: Endpoint): number => {
      const [at, there] = [ends[0].indexOf(one), ends[1].indexOf(other)];
      return answerOf(from.classes[at] as number, to.classes[there] as number);
    };
    const met = meetings(ends);
    const [any = AnswerPool.NONE, ...others] = met.map((two) => answered(...two));
    if (others.every((answer) => answer === any)) return any;
    const key = JSON.stringify([[any, ...others], met.map((two) => two.map(({ address }) => addressKey(address)))]);
    let answer = this.known.get(key);
    if (answer === undefined) {
      answer = this.rows.pool.numberOf(acrossMeetings(met, (one, other) => this.rows.pool.get(answered(one, other))));
      this.known.set(key, answer);
    }
    return answer;
  }

  private endpointsOf(kind: Kinds[number]): readonly Endpoint[] {
    const [only] = kind.classes;
    return 'pods' in kind ? (kind.pods[0]?.endpoints ?? []) : [this.classes.endpointOf(only as number)];
  }
}

function empty(array: Int32Array, parts: readonly RowPart[]): void {
  for (const [, classes] of parts) {
    classes.forEach((destination) => {
      array[destination] = AnswerPool.NONE;
    });
  }
}

function addressKey(address: Endpoint['address']): string {
  return `${address?.family} ${address?.value}`;
}

function countOf(kind: Kinds[number] | undefined): number {
  return kind !== undefined && 'pods' in kind ? kind.pods.reduce((sum, { count }) => sum + count, 0) : 1;
}

function podsOf(kind: Kinds[number]): readonly PodKind[] {
  return 'pods' in kind ? kind.pods : [];
}
