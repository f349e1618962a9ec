import type { Engine } from '../engine';
import { openedKey } from '../rules/partly-open';
import { IndexSet } from '../sets/index-set';
import { boxKey } from '../unknowns/box';
import { AnswerPool } from './answer-pool';
import { ClassRows, type RowPart } from './class-rows';
import type { EndpointClasses } from './endpoint-classes';
import { PeerClasses } from './peer-classes';

/**
 * All pairs of classes with their answers, row by row. Where nothing is unknown, rows come as they are. Otherwise each row
 * is worked out twice, as what is allowed whatever is unknown and as what may be allowed; only pairs of which these differ
 * are judged one by one.
 */
export class AnswerRows {
  private readonly certain: ClassRows;
  /** Undefined where nothing is unknown. */
  private readonly possible: ClassRows | undefined;
  private readonly arrays: readonly Int32Array[];
  private readonly places: readonly number[];
  private readonly judgedBefore = new Map<string, number>();
  private readonly withUnjudged = new Map<string, Map<number, number>>();

  constructor(
    private readonly engine: Engine,
    private readonly classes: EndpointClasses,
    readonly pool: AnswerPool,
  ) {
    const { policies, match, unjudged } = engine;
    const peers = new PeerClasses(classes, match);
    const { connections } = pool;
    this.certain = new ClassRows(classes, policies, match, peers, 'certain', connections);
    const isUncertain = !unjudged.isEmpty || hasUnknowns(engine, classes);
    this.possible = isUncertain ? new ClassRows(classes, policies, match, peers, 'possible', connections) : undefined;
    this.arrays = isUncertain ? Array.from({ length: 4 }, () => new Int32Array(classes.size)) : [];
    this.places = isUncertain ? placesOf(engine, classes) : [];
  }

  /** Whom the endpoints of a class can reach, in disjoint parts; whom they cannot is left out. */
  row(source: number): readonly RowPart[] {
    if (this.possible === undefined) return this.certain.row(source);
    const parts = new Map<number, number[]>();
    const answers = this.answersOf(source, this.possible);
    for (let destination = 0; destination < answers.length; destination++) {
      const answer = answers[destination] as number;
      if (answer === AnswerPool.NONE) continue;
      const list = parts.get(answer);
      if (list === undefined) parts.set(answer, [destination]);
      else list.push(destination);
    }
    return [...parts].map(([answer, list]) => [answer, IndexSet.ofSorted(this.classes.size, Int32Array.from(list))]);
  }

  /** The answer to each destination, by its place; the array is used again for the next row. */
  private answersOf(source: number, possible: ClassRows): Int32Array {
    const { pods, size } = this.classes;
    const [egress, ingress, mostEgress, mostIngress] = this.arrays as [Int32Array, Int32Array, Int32Array, Int32Array];
    this.certain.fillEgress(source, egress);
    this.certain.fillIngress(source, ingress);
    possible.fillEgress(source, mostEgress);
    possible.fillIngress(source, mostIngress);
    const end = source < pods.length ? size : pods.length;
    egress.fill(AnswerPool.NONE, end);
    for (let destination = 0; destination < end; destination++) {
      const [out, into] = [egress[destination] as number, ingress[destination] as number];
      if (!this.certain.canMeet(source, destination)) egress[destination] = AnswerPool.NONE;
      else {
        const [most, also] = [mostEgress[destination] as number, mostIngress[destination] as number];
        egress[destination] = this.answerOf(source, destination, [out, into], [most, also]);
      }
    }
    return egress;
  }

  private answerOf(source: number, destination: number, least: TwoWays, most: TwoWays): number {
    if (least[0] === most[0] && least[1] === most[1]) return this.decided(source, destination, ...least);
    if (this.places[source] === 0 && this.places[destination] === 0) {
      const { connections } = this.pool;
      const possible = connections.intersection(...most);
      if (possible === AnswerPool.NONE || possible === connections.intersection(...least)) return possible;
    }
    return this.judged(source, destination);
  }

  /** The answer where policies that are judged leave nothing open but what those do that are not. */
  private decided(source: number, destination: number, egress: number, ingress: number): number {
    const { connections } = this.pool;
    const [from, to] = [this.places[source] as number, this.places[destination] as number];
    if (from + to === 0) return connections.intersection(egress, ingress);
    const key = egress * 2 ** 26 + ingress;
    const known = this.knownBetween(from, to);
    let answer = known.get(key);
    if (answer === undefined) {
      const ends = [this.classes.endpointOf(source), this.classes.endpointOf(destination)] as const;
      answer = this.pool.numberOf(
        this.engine.judge.answerOf(...ends, connections.get(egress), connections.get(ingress)),
      );
      known.set(key, answer);
    }
    return answer;
  }

  private knownBetween(from: number, to: number): Map<number, number> {
    const place = `${from} ${to}`;
    let known = this.withUnjudged.get(place);
    if (known === undefined) {
      known = new Map();
      this.withUnjudged.set(place, known);
    }
    return known;
  }

  private judged(source: number, destination: number): number {
    const { judge, match } = this.engine;
    const [from, to] = [this.classes.endpointOf(source), this.classes.endpointOf(destination)];
    const [family, ...others] = match.familiesBetween(from, to);
    if (family === undefined || others.length > 0) return this.pool.numberOf(judge.answer(from, to));
    // Many pairs have the same open to them in either direction: what that makes is worked out once.
    const ends = judge.cells.endsOf(from, to, family);
    const opened = [judge.opened('Egress', ends), judge.opened('Ingress', ends)] as const;
    const places = `${this.places[source]} ${this.places[destination]}`;
    const key = [places, boxKey(ends.unknown), ...opened.map(openedKey)].join('\n\n');
    let answer = this.judgedBefore.get(key);
    if (answer === undefined) {
      answer = this.pool.numberOf(judge.answerAt(ends, ...opened));
      this.judgedBefore.set(key, answer);
    }
    return answer;
  }
}

/** What egress and ingress open, as numbers of the pool. */
type TwoWays = readonly [egress: number, ingress: number];

/** Whether anything about the pods is unknown that policies ask for. */
function hasUnknowns({ policies }: Engine, { pods }: EndpointClasses): boolean {
  const hasBlocks = policies.blocks().length > 0;
  const asksNamespaces = policies.labelKeys.namespaces.size > 0;
  return pods.some(
    ({ endpoint: { address, unknownLabels = [], namespace } }) =>
      (hasBlocks && address === undefined) ||
      unknownLabels.length > 0 ||
      (asksNamespaces && namespace.declared === false),
  );
}

/** A number for each class: 0 where no policy that is not judged may decide, else equal where the same ones may. */
function placesOf({ unjudged }: Engine, classes: EndpointClasses): number[] {
  const numbers = new Map<string, number>();
  return Array.from({ length: classes.size }, (_, index) => {
    const endpoint = classes.endpointOf(index);
    if (endpoint.type === 'address' || !unjudged.decidesOn(endpoint)) return 0;
    const place = unjudged.placeOf(endpoint.namespace.name);
    const number = numbers.get(place) ?? numbers.size + 1;
    numbers.set(place, number);
    return number;
  });
}
