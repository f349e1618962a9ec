import type { Engine } from '../engine';
import { IndexSet } from '../sets/index-set';
import { AnswerPool } from './answer-pool';
import type { RowPart } from './class-rows';
import type { EndpointClasses } from './endpoint-classes';

/** All pairs of classes over stages, row by row, each pair judged by itself. */
export class StagedRows {
  constructor(
    private readonly engine: Engine,
    private readonly classes: EndpointClasses,
    private readonly pool: AnswerPool,
  ) {}

  /** Whom the endpoints of a class can reach, in disjoint parts; whom they cannot is left out. */
  row(source: number): readonly RowPart[] {
    const { size, pods } = this.classes;
    const from = this.classes.endpointOf(source);
    const parts = new Map<number, number[]>();
    const end = source < pods.length ? size : pods.length;
    for (let destination = 0; destination < end; destination++) {
      const answer = this.pool.numberOf(this.engine.judge.answer(from, this.classes.endpointOf(destination)));
      const list = parts.get(answer);
      if (list === undefined) parts.set(answer, [destination]);
      else list.push(destination);
    }
    parts.delete(AnswerPool.NONE);
    return [...parts].map(([answer, list]) => [answer, IndexSet.ofSorted(size, Int32Array.from(list))]);
  }
}
