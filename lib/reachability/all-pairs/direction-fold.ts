import type { IpFamily } from '../../policy/cidr';
import type { PolicyType } from '../../policy/manifest';
import { ConnectionPool } from '../sets/connection-pool';
import type { FoldWorld } from './fold-world';
import { RuleMatches } from './rule-peers';
import { type FoldedRule, StageProfiles } from './stage-profiles';

/**
 * What stages open in one direction between classes, in one family, by number in the pool. Where nothing that matters is unknown it is
 * worked out with numbers; all else is judged as a single pair, once for all pairs to which the rules are the same.
 */
export class DirectionFold {
  readonly profiles: StageProfiles;
  private readonly judgedBefore = new Map<string, number>();

  constructor(
    readonly direction: PolicyType,
    readonly family: IpFamily,
    readonly world: FoldWorld,
  ) {
    this.profiles = new StageProfiles(direction, family, world);
  }

  opened(subject: number, peer: number): number {
    const { rules } = this.profiles.of(subject);
    return this.folded(rules, ({ labels }) => labels.at(peer)) ?? this.judged(subject, peer);
  }

  /** @returns undefined where it depends on something */
  folded(rules: readonly FoldedRule[], labelOf: (rule: FoldedRule) => number): number | undefined {
    const { matches, opened } = this.world;
    const pool = opened.connections;
    let [entering, passed, allowed]: number[] = [ConnectionPool.ALL, ConnectionPool.NONE, ConnectionPool.NONE];
    let [stage, rank] = [-1, -1];
    for (let at = 0; at < rules.length; at++) {
      const folded = rules[at] as FoldedRule;
      if (folded.stage !== stage) {
        entering = pool.union(entering as number, passed as number);
        passed = ConnectionPool.NONE;
        stage = folded.stage;
      }
      if (entering === ConnectionPool.NONE) continue;
      if (folded.rank !== rank) {
        rank = folded.rank;
        if (folded.isMixed && areTied(rules, at, labelOf)) return undefined;
      }
      const label = labelOf(folded);
      if (label === RuleMatches.NEVER) continue;
      const ports = pool.intersection(folded.ports, matches.ports[label] as number);
      const taken = pool.intersection(entering as number, ports);
      if (taken === ConnectionPool.NONE) continue;
      if (!folded.isSure || !matches.isSure[label]) return undefined;
      const { action } = folded.rule;
      if (action === 'allow') allowed = pool.union(allowed as number, taken);
      else if (action === 'pass') passed = pool.union(passed as number, taken);
      entering = pool.difference(entering as number, ports);
    }
    return pool.union(allowed as number, pool.union(entering as number, passed as number));
  }

  /** What the judge of single pairs finds. */
  judged(subject: number, peer: number): number {
    const { world, direction, family } = this;
    const { number, rules } = this.profiles.of(subject);
    const labels = rules.map((rule) => rule.labels.at(peer)).join();
    const key = `${number} ${world.contexts.of(peer)} ${labels}`;
    let opened = this.judgedBefore.get(key);
    if (opened === undefined) {
      const [source, destination] = direction === 'Egress' ? [subject, peer] : [peer, subject];
      const { classes, cells, stages } = world;
      const ends = cells.endsOf(classes.endpointOf(source), classes.endpointOf(destination), family);
      opened = world.opened.numberOf(stages.judge.opened(direction, ends));
      this.judgedBefore.set(key, opened);
    }
    return opened;
  }
}

/** Whether policies of the rank that begins at a place match and decide in more than one way, where their order is not known. */
function areTied(rules: readonly FoldedRule[], first: number, labelOf: (rule: FoldedRule) => number): boolean {
  const { rank } = rules[first] as FoldedRule;
  const series = new Set<string>();
  const actions = new Set<string>();
  for (let at = first; at < rules.length && rules[at]?.rank === rank; at++) {
    const folded = rules[at] as FoldedRule;
    if (labelOf(folded) === RuleMatches.NEVER) continue;
    series.add(folded.series);
    actions.add(folded.rule.action);
  }
  return series.size > 1 && actions.size > 1;
}
