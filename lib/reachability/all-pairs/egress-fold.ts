import type { IpFamily } from '../../policy/cidr';
import { ConnectionPool } from '../sets/connection-pool';
import { IndexSet } from '../sets/index-set';
import type { RowPart } from './class-rows';
import { DirectionFold } from './direction-fold';
import type { FoldWorld } from './fold-world';
import type { FoldedRule } from './stage-profiles';

/** What egress of some sources opens, by destination, as numbers of what is opened. */
export interface EgressRow {
  readonly number: number;
  /** Disjoint; without the exceptions, and without those to which nothing is open. */
  readonly parts: readonly RowPart[];
  /** Destinations to which something else is open than to nearly all, ascending, and what it is. */
  readonly exceptions: Int32Array;
  readonly opened: Int32Array;
}

/** What egress opens from each class, a row for all classes that have the same rules. */
export class EgressFold {
  private readonly fold: DirectionFold;
  private readonly rows: (EgressRow | undefined)[] = [];
  private readonly everyone: IndexSet;

  /** @param keepsNothing whether parts to which nothing is open matter too */
  constructor(
    family: IpFamily,
    private readonly world: FoldWorld,
    private readonly keepsNothing: boolean,
  ) {
    this.fold = new DirectionFold('Egress', family, world);
    this.everyone = IndexSet.of(world.classes.size, world.membersOf(family));
  }

  row(source: number): EgressRow {
    const { number } = this.fold.profiles.of(source);
    let row = this.rows[number];
    if (row === undefined) {
      row = this.made(source, number);
      this.rows[number] = row;
    }
    return row;
  }

  private made(source: number, number: number): EgressRow {
    const { rules } = this.fold.profiles.of(source);
    const some = new Set<number>();
    const dense: FoldedRule[] = [];
    for (const rule of new Map(rules.map((one) => [one.labels, one])).values()) {
      for (const { classes } of rule.labels.others) {
        if (!classes.isDense) {
          classes.forEach((index) => {
            if (this.everyone.has(index)) some.add(index);
          });
        } else if (dense.at(-1) !== rule) dense.push(rule);
      }
    }
    const exceptions = Int32Array.from(some).sort();
    const opened = exceptions.map((destination) => this.fold.opened(source, destination));
    const parts = this.blocks(dense).flatMap((block) => this.partsOf(source, block, some));
    return { number, parts, exceptions, opened };
  }

  /** Destinations that the rules with many of them do not distinguish. */
  private blocks(dense: readonly FoldedRule[]): readonly IndexSet[] {
    let blocks: IndexSet[] = [this.everyone];
    for (const { labels } of dense) {
      for (const { classes } of labels.others.filter((one) => one.classes.isDense)) {
        blocks = blocks.flatMap((block) => [block.intersection(classes), block.difference(classes)]);
        blocks = blocks.filter(({ size }) => size > 0);
      }
    }
    return blocks;
  }

  private partsOf(source: number, block: IndexSet, exceptions: ReadonlySet<number>): RowPart[] {
    const first = firstBut(block, exceptions);
    if (first === undefined) return [];
    const { rules } = this.fold.profiles.of(source);
    const opened = this.fold.folded(rules, ({ labels }) => labels.at(first));
    if (opened !== undefined) return opened === ConnectionPool.NONE && !this.keepsNothing ? [] : [[opened, block]];
    return this.world.contexts.sets.flatMap((context): RowPart[] => {
      const both = block.intersection(context);
      const one = firstBut(both, exceptions);
      return one === undefined ? [] : [[this.fold.judged(source, one), both]];
    });
  }
}

/** What a row opens to a destination. */
export function openedIn({ parts, exceptions, opened }: EgressRow, destination: number): number {
  let [low, high] = [0, exceptions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((exceptions[middle] as number) < destination) low = middle + 1;
    else high = middle;
  }
  if (exceptions[low] === destination) return opened[low] as number;
  return parts.find(([, classes]) => classes.has(destination))?.[0] ?? ConnectionPool.NONE;
}

function firstBut(set: IndexSet, exceptions: ReadonlySet<number>): number | undefined {
  for (const index of set) if (!exceptions.has(index)) return index;
  return undefined;
}
