import type { IpFamily } from '../../policy/cidr';
import { addTo } from '../../policy/grouped';
import { ConnectionPool } from '../sets/connection-pool';
import { IndexSet } from '../sets/index-set';
import type { CompiledRule } from '../stages/compiled-rules';
import type { ClassLabels } from './class-labels';
import type { RowPart } from './class-rows';
import { DirectionFold } from './direction-fold';
import type { FoldWorld } from './fold-world';
import { RuleMatches } from './rule-peers';
import { type FoldedRule, profileKey } from './stage-profiles';

/** A rule that touches more pairs than so many for each class, as an exception, distinguishes groups of sources instead. */
const MOST_PAIRS = 4;

/** Sources that no rule with many subjects and many peers distinguishes. */
export interface SourceGroup {
  readonly number: number;
  /** What ingress opens to the group, but where a rule with few pairs says something else. */
  readonly parts: RowPart[];
  /** Destinations of which that depends, and is not judged yet. */
  unjudged: readonly BaseRules[];
}

/** Destinations that have the same rules, apart from those that are for few sources. */
interface BaseRules {
  readonly rules: readonly FoldedRule[];
  readonly members: number[];
}

/** What ingress opens from each class. */
export class IngressFold {
  private readonly fold: DirectionFold;
  private readonly groups = new Map<string, SourceGroup>();
  private bases: readonly BaseRules[] | undefined;
  private exceptional: ReadonlyMap<number, readonly CompiledRule[]> | undefined;
  private readonly wide: ReadonlyMap<CompiledRule, ClassLabels>;
  private readonly narrow: ReadonlyMap<CompiledRule, ClassLabels>;

  /** @param keepsNothing whether parts to which nothing is open matter too */
  constructor(
    family: IpFamily,
    private readonly world: FoldWorld,
    private readonly keepsNothing: boolean,
  ) {
    this.fold = new DirectionFold('Ingress', family, world);
    const wide = new Map<CompiledRule, ClassLabels>();
    const narrow = new Map<CompiledRule, ClassLabels>();
    for (const [rule, subjects] of this.fold.profiles.subjects) {
      const labels = world.peers.of(rule, 'Ingress', family);
      const isWide = subjects.length * labels.exceptions > MOST_PAIRS * world.classes.size;
      (isWide ? wide : narrow).set(rule, labels);
    }
    this.wide = wide;
    this.narrow = narrow;
  }

  opened(destination: number, source: number): number {
    return this.fold.opened(destination, source);
  }

  /** The destinations that a rule is for which is for this source and few others, or for nearly all and not this one. */
  exceptionsOf(source: number): Set<number> {
    this.exceptional ??= this.exceptionalRules();
    const found = new Set<number>();
    for (const rule of this.exceptional.get(source) ?? []) {
      for (const subject of this.fold.profiles.subjects.get(rule) ?? []) found.add(subject);
    }
    return found;
  }

  /** @param exceptions those of the source */
  groupOf(source: number, exceptions: ReadonlySet<number>): SourceGroup {
    const labels = [...this.wide.values()].map((one) => one.at(source));
    const key = `${this.world.contexts.of(source)} ${labels.join()}`;
    let group = this.groups.get(key);
    if (group === undefined) {
      group = this.newGroup(source);
      this.groups.set(key, group);
    }
    if (group.unjudged.length > 0) this.judgeMore(group, source, exceptions);
    return group;
  }

  private exceptionalRules(): ReadonlyMap<number, readonly CompiledRule[]> {
    const rules = new Map<number, CompiledRule[]>();
    for (const [rule, { others }] of this.narrow) {
      for (const { classes } of others) {
        classes.forEach((source) => {
          addTo(rules, source, rule);
        });
      }
    }
    return rules;
  }

  private newGroup(source: number): SourceGroup {
    this.bases ??= this.baseRules();
    const lists = new Map<number, number[][]>();
    const unjudged: BaseRules[] = [];
    for (const base of this.bases) {
      const opened = this.fold.folded(base.rules, ({ rule, labels }) =>
        this.wide.has(rule) ? labels.at(source) : labels.usual,
      );
      if (opened === undefined) unjudged.push(base);
      else if (opened !== ConnectionPool.NONE || this.keepsNothing) addTo(lists, opened, base.members);
    }
    const parts = [...lists].map(([opened, members]): RowPart => [opened, this.setOf(members.flat())]);
    return { number: this.groups.size, parts, unjudged };
  }

  /** A destination that is no exception shows what is opened to all that have its rules. */
  private judgeMore(group: SourceGroup, source: number, exceptions: ReadonlySet<number>): void {
    group.unjudged = group.unjudged.filter(({ members }) => {
      const one = members.find((destination) => !exceptions.has(destination));
      if (one === undefined) return true;
      const opened = this.fold.judged(one, source);
      if (opened !== ConnectionPool.NONE || this.keepsNothing) group.parts.push([opened, this.setOf(members)]);
      return false;
    });
  }

  private baseRules(): readonly BaseRules[] {
    const bases = new Map<string, BaseRules>();
    const ofProfiles: BaseRules[] = [];
    const { profiles, family } = this.fold;
    for (const index of this.world.membersOf(family)) {
      const profile = profiles.of(index);
      const base = ofProfiles[profile.number] ?? this.baseOf(profile.rules, this.world.contexts.of(index), bases);
      ofProfiles[profile.number] = base;
      base.members.push(index);
    }
    return [...bases.values()];
  }

  private baseOf(all: readonly FoldedRule[], context: number, bases: Map<string, BaseRules>): BaseRules {
    const rules = all.filter(({ rule, labels }) => labels.usual !== RuleMatches.NEVER || this.wide.has(rule));
    const key = profileKey(rules, context);
    let base = bases.get(key);
    if (base === undefined) {
      base = { rules, members: [] };
      bases.set(key, base);
    }
    return base;
  }

  private setOf(members: readonly number[]): IndexSet {
    return IndexSet.ofSorted(this.world.classes.size, Int32Array.from(members).sort());
  }
}
