import type { IpFamily } from '../../policy/cidr';
import { acrossAlternatives } from '../answers/alternatives';
import type { Engine } from '../engine';
import { IndexSet } from '../sets/index-set';
import type { EngineStages } from '../stages/made-stages';
import { AnswerPool } from './answer-pool';
import type { RowPart } from './class-rows';
import type { EndpointClasses } from './endpoint-classes';
import { FamilyRows } from './family-rows';
import { FoldWorld } from './fold-world';
import { OpenedPool } from './opened-pool';

/** All pairs of classes over stages, row by row: those of each IP family, and together where a pair may meet in two. */
export class StagedRows {
  private readonly world: FoldWorld;
  private readonly byFamily = new Map<IpFamily, FamilyRows>();
  private readonly families: readonly IpFamily[];
  private readonly together = new Map<string, number>();

  constructor(
    private readonly engine: Engine,
    stages: EngineStages,
    private readonly classes: EndpointClasses,
    readonly pool: AnswerPool,
  ) {
    this.world = new FoldWorld(engine, stages, classes, new OpenedPool(pool.connections));
    const known = classes.pods.flatMap(({ endpoint: { address } }) => address?.family ?? []);
    const hasUnknown = classes.pods.some(({ endpoint: { address } }) => address === undefined);
    const outside = hasUnknown ? classes.addresses.map(({ endpoint: { address } }) => address.family) : [];
    this.families = [...new Set([...engine.match.families, ...known, ...outside])];
  }

  /** Whom the endpoints of a class can reach, in disjoint parts; whom they cannot is left out. */
  row(source: number): readonly RowPart[] {
    const { address } = this.classes.endpointOf(source);
    if (address !== undefined) {
      return this.families.includes(address.family) ? this.rowsOf(address.family).row(source) : [];
    }
    // Those of unknown address may meet in each family that counts; all others in theirs.
    const counted = this.engine.match.families;
    const [only] = counted;
    if (counted.length < 2) {
      return this.families.flatMap((family) => this.rowsOf(family).row(source, family === only ? 'all' : 'known'));
    }
    const known = this.families.flatMap((family) => this.rowsOf(family).row(source, 'known'));
    return [...known, ...this.inEither(counted.map((family) => this.rowsOf(family).row(source, 'unknown')))];
  }

  private rowsOf(family: IpFamily): FamilyRows {
    let rows = this.byFamily.get(family);
    if (rows === undefined) {
      rows = new FamilyRows(this.engine, family, this.world, this.pool);
      this.byFamily.set(family, rows);
    }
    return rows;
  }

  /** @param rows one for each family that counts */
  private inEither(rows: readonly (readonly RowPart[])[]): RowPart[] {
    const answers = new Map<number, number[]>();
    rows.forEach((row, place) => {
      for (const [answer, classes] of row) {
        classes.forEach((destination) => {
          const own = answers.get(destination) ?? rows.map(() => AnswerPool.NONE as number);
          own[place] = answer;
          answers.set(destination, own);
        });
      }
    });
    const parts = new Map<number, number[]>();
    for (const [destination, own] of answers) {
      const answer = this.acrossFamilies(own);
      const list = parts.get(answer);
      if (list === undefined) parts.set(answer, [destination]);
      else list.push(destination);
    }
    parts.delete(AnswerPool.NONE);
    return [...parts].map(([answer, list]) => [
      answer,
      IndexSet.ofSorted(this.classes.size, Int32Array.from(list).sort()),
    ]);
  }

  private acrossFamilies(answers: readonly number[]): number {
    const key = answers.join();
    let number = this.together.get(key);
    if (number === undefined) {
      const alternatives = this.engine.match.families.map((family, place) => ({
        answered: this.pool.get(answers[place] as number),
        conditions: [{ type: 'ip-family' as const, family }],
      }));
      number = this.pool.numberOf(acrossAlternatives(alternatives));
      this.together.set(key, number);
    }
    return number;
  }
}
