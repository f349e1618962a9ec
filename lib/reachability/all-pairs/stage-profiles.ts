import type { IpFamily } from '../../policy/cidr';
import type { PolicyType } from '../../policy/manifest';
import { ConnectionPool } from '../sets/connection-pool';
import type { CompiledPorts, CompiledRule } from '../stages/compiled-rules';
import type { ClassLabels } from './class-labels';
import type { FoldWorld } from './fold-world';
import { SharedLists } from './shared-lists';

/** A rule as it is folded for subjects to whom it says the same. */
export interface FoldedRule {
  readonly number: number;
  readonly rule: CompiledRule;
  /** Of its stage, and of its rank among those of all stages. */
  readonly stage: number;
  readonly rank: number;
  /** Whether it matters in its rank which policy comes first. */
  readonly isMixed: boolean;
  readonly series: string;
  /** What it is to each class at the other end. */
  readonly labels: ClassLabels;
  /** In the pool; of egress all, where the other end has to be looked at for them. */
  readonly ports: number;
  /** What is asked of the subject. */
  readonly ofSubject: number;
  /** Whether nothing is asked of the subject, nor besides. */
  readonly isSure: boolean;
}

/** Subjects for whom stages have the same rules, and of whom the same is unknown. */
export interface Profile {
  readonly number: number;
  /** In order. */
  readonly rules: readonly FoldedRule[];
}

/**
 * What stages have in one direction for each class, as the subject. Rule by rule, and for each rule the classes that it is for: a class
 * costs what is for it, however many rules are for others.
 */
export class StageProfiles {
  /** The classes that each rule is for. */
  readonly subjects: ReadonlyMap<CompiledRule, readonly number[]>;
  private readonly byClass: readonly (Profile | undefined)[];
  private readonly numbered = new Map<CompiledPorts, number>();
  private count = 0;

  constructor(
    private readonly direction: PolicyType,
    private readonly family: IpFamily,
    private readonly world: FoldWorld,
  ) {
    const { contexts } = world;
    const members = world.membersOf(family);
    const lists = new SharedLists<FoldedRule>(contexts.sets.length);
    const ends: (number | undefined)[] = new Array(world.classes.size);
    for (const index of members) ends[index] = contexts.of(index);
    const subjects = new Map<CompiledRule, number[]>();
    for (const placed of this.placedRules()) {
      const own: number[] = [];
      this.eachSubject(placed, (index, folded) => {
        const end = ends[index];
        if (end === undefined) return;
        ends[index] = lists.with(end, folded.number, folded);
        own.push(index);
      });
      if (own.length > 0) subjects.set(placed.rule, own);
    }
    const known = new Map<number, Profile>();
    const byClass: Profile[] = [];
    for (const index of members) {
      const end = ends[index] as number;
      let profile = known.get(end);
      if (profile === undefined) {
        profile = { number: known.size, rules: lists.upTo(end) };
        known.set(end, profile);
      }
      byClass[index] = profile;
    }
    this.subjects = subjects;
    this.byClass = byClass;
  }

  of(index: number): Profile {
    return this.byClass[index] as Profile;
  }

  /** Every rule in order, with its place. */
  private *placedRules(): Iterable<PlacedRule> {
    let rank = 0;
    for (const [stage, { ranks }] of this.world.stages.compiled[this.direction].entries()) {
      for (const { policies, isMixed } of ranks) {
        for (const { series, rules } of policies)
          for (const rule of rules) yield { rule, stage, rank, isMixed, series };
        rank++;
      }
    }
  }

  /** Visits the classes that a rule is for, with the rule as it is for each: the same one where it says the same. */
  private eachSubject(placed: PlacedRule, visit: (index: number, folded: FoldedRule) => void): void {
    const { peers, matches } = this.world;
    const { rule, stage, rank, isMixed, series } = placed;
    const { certain, asked } = peers.subjectsOf(rule, this.direction, this.family);
    if (certain.length + asked.size === 0) return;
    const labels = peers.of(rule, this.direction, this.family);
    const portsOn = this.portsOf(rule);
    const alike = new Map<string, FoldedRule>();
    const one = (index: number, ofSubject: number) => {
      const ports = portsOn(index);
      if (ports === ConnectionPool.NONE) return;
      const key = `${ports} ${ofSubject}`;
      let folded = alike.get(key);
      if (folded === undefined) {
        const isSure = (matches.isSure[ofSubject] as boolean) && rule.circumstances.size === 0;
        const number = this.count++;
        folded = { number, rule, stage, rank, isMixed, series, labels, ports, ofSubject, isSure };
        alike.set(key, folded);
      }
      visit(index, folded);
    };
    for (const index of certain) one(index, matches.always);
    for (const [index, own] of asked) one(index, matches.of(own));
  }

  /** The ports of a rule at a subject; of egress all, where the other end has to be looked at for them. */
  private portsOf(rule: CompiledRule): (index: number) => number {
    const { stages, opened, classes, peers } = this.world;
    const numberAt = (index: number) =>
      opened.connections.numberOf(stages.match.portsOn(rule.ports, classes.endpointOf(index)));
    if (peers.isByName(rule)) return this.direction === 'Egress' ? () => ConnectionPool.ALL : numberAt;
    const number = this.numbered.get(rule.ports) ?? numberAt(0);
    this.numbered.set(rule.ports, number);
    return () => number;
  }
}

type PlacedRule = Pick<FoldedRule, 'rule' | 'stage' | 'rank' | 'isMixed' | 'series'>;

/** Equal for profiles of the same rules. */
export function profileKey(rules: readonly FoldedRule[], context: number): string {
  return `${context} ${rules.map(({ number }) => number).join()}`;
}
