import type { CompiledRule, CompiledStage } from '../reachability/stages/compiled-rules';
import { covers, isCertain, mayMeet } from './rule-boxes';

/** A rule that never decides, and one that matches before it all that it matches. */
export interface ShadowedRule {
  readonly rule: CompiledRule;
  readonly by: CompiledRule;
}

/** A rule that decides for good what it matches, unless a Pass of its stage was there first. */
interface Decider {
  readonly rule: CompiledRule;
  readonly passesBefore: readonly CompiledRule[];
}

/** So many pairs of rules are compared. */
export const MOST_COMPARED = 200_000;

/** The rules that never decide, each by one rule alone; of policies whose order is not known, none comes first. */
export function shadowedRules(stages: readonly CompiledStage[]): ShadowedRule[] {
  const found: ShadowedRule[] = [];
  const deciders: Decider[] = [];
  let compared = 0;
  for (const { ranks } of stages) {
    const before: CompiledRule[] = [];
    const decidersOfStage: Decider[] = [];
    const passes: CompiledRule[] = [];
    for (const { policies } of ranks) {
      const inRank = new Map<string, CompiledRule[]>();
      for (const { series, rules } of policies) {
        const first = inRank.get(series) ?? [];
        inRank.set(series, first);
        for (const rule of rules) {
          compared += deciders.length + before.length + first.length;
          if (compared > MOST_COMPARED) return found;
          if (rule.rule.end !== true) {
            const by =
              deciders.find((one) => covers(one.rule, rule) && !one.passesBefore.some((pass) => mayMeet(pass, rule)))
                ?.rule ?? [...before, ...first].find((one) => covers(one, rule));
            if (by !== undefined) found.push({ rule, by });
          }
          if (isCertain(rule)) first.push(rule);
        }
      }
      const all = policies.flatMap(({ rules }) => rules);
      // Within a rank any of them may come first.
      passes.push(...all.filter(({ action }) => action === 'pass'));
      const passesBefore = [...passes];
      for (const rule of all) {
        if (rule.action !== 'pass' && isCertain(rule)) decidersOfStage.push({ rule, passesBefore });
      }
      for (const rules of inRank.values()) before.push(...rules);
    }
    deciders.push(...decidersOfStage);
  }
  return found;
}
