import type { IpFamily } from '../../policy/cidr';
import { addTo } from '../../policy/grouped';
import type { PolicyType } from '../../policy/manifest';
import { ConnectionPool } from '../sets/connection-pool';
import type { CompiledRule } from '../stages/compiled-rules';
import type { EngineStages } from '../stages/engine-stages';
import type { SubjectRank, SubjectRules } from '../stages/subject-stages';
import type { ClassLabels } from './class-labels';
import type { FoldWorld } from './fold-world';

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

/** What stages have in one direction for each class, as the subject. */
export class StageProfiles {
  readonly all: readonly Profile[];
  /** The classes that each rule is for. */
  readonly subjects: ReadonlyMap<CompiledRule, readonly number[]>;
  private readonly byClass: readonly (Profile | undefined)[];
  private readonly folded = new Map<CompiledRule, readonly FoldedRule[]>();
  private count = 0;
  private readonly stageNumbers = new Map<CompiledRule, number>();

  constructor(
    private readonly direction: PolicyType,
    private readonly family: IpFamily,
    private readonly world: FoldWorld,
  ) {
    this.readRules(world.stages);
    const all: Profile[] = [];
    const known = new Map<string, Profile>();
    const subjects = new Map<CompiledRule, number[]>();
    const byClass: Profile[] = [];
    for (const index of world.membersOf(family)) {
      const rules = this.rulesFor(index);
      for (const { rule } of rules) addTo(subjects, rule, index);
      const key = profileKey(rules, world.contexts.of(index));
      let profile = known.get(key);
      if (profile === undefined) {
        profile = { number: all.length, rules };
        all.push(profile);
        known.set(key, profile);
      }
      byClass[index] = profile;
    }
    this.all = all;
    this.subjects = subjects;
    this.byClass = byClass;
  }

  of(index: number): Profile {
    return this.byClass[index] as Profile;
  }

  private readRules({ compiled }: EngineStages): void {
    compiled[this.direction].forEach(({ ranks }, stage) => {
      for (const { policies } of ranks) {
        for (const { rules } of policies) {
          for (const rule of rules) this.stageNumbers.set(rule, stage);
        }
      }
    });
  }

  private rulesFor(index: number): FoldedRule[] {
    const { classes, cells, stages } = this.world;
    const endpoint = classes.endpointOf(index);
    const rules: FoldedRule[] = [];
    for (const ranks of stages.judge.ranksFor(this.direction, cells.endsOf(endpoint, endpoint, this.family))) {
      for (const rank of ranks) {
        for (const [{ series }, own] of rank.policies) {
          for (const one of own) {
            const rule = this.foldedRule(one, rank, series, index);
            if (rule.ports !== ConnectionPool.NONE) rules.push(rule);
          }
        }
      }
    }
    return rules;
  }

  private foldedRule({ rule, asked }: SubjectRules, rank: SubjectRank, series: string, index: number): FoldedRule {
    const { matches, peers } = this.world;
    const ports = this.portsOf(rule, index);
    const ofSubject = matches.of(asked);
    // Nearly always there is but one.
    const alike = this.folded.get(rule) ?? [];
    const known = alike.find((one) => one.ports === ports && one.ofSubject === ofSubject);
    if (known !== undefined) return known;
    const folded: FoldedRule = {
      number: this.count++,
      rule,
      stage: this.stageNumbers.get(rule) as number,
      rank: rank.place,
      isMixed: rank.isMixed,
      series,
      labels: peers.of(rule, this.direction, this.family),
      ports,
      ofSubject,
      isSure: (matches.isSure[ofSubject] as boolean) && rule.circumstances.size === 0,
    };
    this.folded.set(rule, [...alike, folded]);
    return folded;
  }

  private portsOf(rule: CompiledRule, index: number): number {
    const { stages, opened, classes, peers } = this.world;
    if (this.direction === 'Egress' && peers.isByName(rule)) return ConnectionPool.ALL;
    const known = peers.isByName(rule) ? undefined : this.portNumbers.get(rule);
    if (known !== undefined) return known;
    const number = opened.connections.numberOf(stages.match.portsOn(rule.ports, classes.endpointOf(index)));
    if (!peers.isByName(rule)) this.portNumbers.set(rule, number);
    return number;
  }

  private readonly portNumbers = new Map<CompiledRule, number>();
}

/** Equal for profiles of the same rules. */
export function profileKey(rules: readonly FoldedRule[], context: number): string {
  return `${context} ${rules.map(({ number }) => number).join()}`;
}
