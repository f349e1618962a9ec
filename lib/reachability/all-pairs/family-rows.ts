import type { IpFamily } from '../../policy/cidr';
import type { Engine } from '../engine';
import { ConnectionPool } from '../sets/connection-pool';
import { IndexSet } from '../sets/index-set';
import { AnswerPool } from './answer-pool';
import type { RowPart } from './class-rows';
import { EgressFold, type EgressRow, openedIn } from './egress-fold';
import type { FoldWorld } from './fold-world';
import { IngressFold, type SourceGroup } from './ingress-fold';

/** Destinations by what is known of their address: of the family, or nothing. */
export type Destinations = 'all' | 'known' | 'unknown';

/** So many rows that sources share are kept at a time. */
const MOST_SHARED = 256;

/**
 * All pairs of classes that may meet in one IP family, row by row. A row is what egress rules leave to all sources with the same rules, and
 * ingress rules to all sources that no rule with many pairs distinguishes, as bits; and the few destinations for which a rule
 * says something else to this source, each folded by itself.
 */
export class FamilyRows {
  private readonly egress: EgressFold;
  private readonly ingress: IngressFold;
  private readonly destinations: { readonly [which in Destinations]: IndexSet };
  private readonly pods: IndexSet;
  private readonly shared = new Map<string, readonly RowPart[]>();
  private readonly answers = new Map<string, number>();
  /** Where policies that are not judged may open what is closed, nothing is left out. */
  private readonly keepsNothing: boolean;

  constructor(
    private readonly engine: Engine,
    private readonly family: IpFamily,
    private readonly world: FoldWorld,
    private readonly pool: AnswerPool,
  ) {
    const { size, pods } = world.classes;
    this.keepsNothing = !engine.unjudged.isEmpty;
    this.egress = new EgressFold(family, world, this.keepsNothing);
    this.ingress = new IngressFold(family, world, this.keepsNothing);
    const members = world.membersOf(family);
    const isKnown = (index: number) => world.classes.endpointOf(index).address !== undefined;
    this.destinations = {
      all: IndexSet.of(size, members),
      known: IndexSet.of(size, members.filter(isKnown)),
      unknown: IndexSet.of(
        size,
        members.filter((index) => !isKnown(index)),
      ),
    };
    this.pods = IndexSet.ofRange(size, 0, pods.length);
  }

  /** Whom a class can reach of some destinations, in disjoint parts; whom it cannot is left out. */
  row(source: number, which: Destinations = 'all'): RowPart[] {
    const { size, pods } = this.world.classes;
    const isPod = source < pods.length;
    const egress = this.egress.row(source);
    const some = egress.parts.length > 0 ? this.ingress.exceptionsOf(source) : new Set<number>();
    const parts: RowPart[] = [];
    if (egress.parts.length > 0) {
      const group = this.ingress.groupOf(source, some);
      for (const destination of egress.exceptions) some.add(destination);
      const exceptions = IndexSet.ofSorted(size, Int32Array.from(some).sort());
      for (const [answer, classes] of this.sharedRow(source, egress, group, which)) {
        const left = classes.difference(exceptions);
        if (left.size > 0) parts.push([answer, left]);
      }
    } else for (const destination of egress.exceptions) some.add(destination);
    const single = new Map<number, number[]>();
    const there = this.destinations[which];
    for (const destination of some) {
      if (!there.has(destination) || (!isPod && destination >= pods.length)) continue;
      const answer = this.singly(source, destination, openedIn(egress, destination));
      if (answer === AnswerPool.NONE) continue;
      const list = single.get(answer);
      if (list === undefined) single.set(answer, [destination]);
      else list.push(destination);
    }
    for (const [answer, list] of single) parts.push([answer, IndexSet.ofSorted(size, Int32Array.from(list).sort())]);
    return parts;
  }

  private singly(source: number, destination: number, egress: number): number {
    if (egress === ConnectionPool.NONE && !this.keepsNothing) return AnswerPool.NONE;
    return this.answer(source, destination, egress, this.ingress.opened(destination, source));
  }

  /** What all sources of a group with the same egress rules have in common. */
  private sharedRow(source: number, egress: EgressRow, group: SourceGroup, which: Destinations): readonly RowPart[] {
    const isPod = source < this.world.classes.pods.length;
    const key = [egress.number, group.number, group.parts.length, isPod, which].join(' ');
    let row = this.shared.get(key);
    if (row === undefined) {
      const there = isPod ? this.destinations[which] : this.destinations[which].intersection(this.pods);
      row = group.parts.flatMap(([into, open]) =>
        egress.parts.flatMap(([out, left]) => this.inBoth(source, [out, into], open.intersection(left), there)),
      );
      if (this.shared.size >= MOST_SHARED) this.shared.clear();
      this.shared.set(key, row);
    }
    return row;
  }

  private inBoth(source: number, [out, into]: readonly [number, number], open: IndexSet, there: IndexSet): RowPart[] {
    const classes = open.intersection(there);
    const [first] = classes;
    if (first === undefined) return [];
    const isAlike = out >= 0 && into >= 0 && !this.keepsNothing;
    const alike = isAlike ? [classes] : this.world.contexts.sets.map((context) => context.intersection(classes));
    return alike.flatMap((own): RowPart[] => {
      const [one] = own;
      const answer = one === undefined ? AnswerPool.NONE : this.answer(source, one, out, into);
      return answer === AnswerPool.NONE ? [] : [[answer, own]];
    });
  }

  private answer(source: number, destination: number, egress: number, ingress: number): number {
    const { contexts, classes, opened, cells } = this.world;
    if (!contexts.isUndecided(source) && !contexts.isUndecided(destination)) {
      if (egress >= 0 && ingress >= 0) return this.pool.connections.intersection(egress, ingress);
      if (egress === ConnectionPool.NONE || ingress === ConnectionPool.NONE) return AnswerPool.NONE;
    }
    const key = `${contexts.of(source)} ${contexts.of(destination)} ${egress} ${ingress}`;
    let answer = this.answers.get(key);
    if (answer === undefined) {
      const ends = cells.endsOf(classes.endpointOf(source), classes.endpointOf(destination), this.family);
      answer = this.pool.numberOf(this.engine.judge.answerOfOpened(ends, opened.get(egress), opened.get(ingress)));
      this.answers.set(key, answer);
    }
    return answer;
  }
}
