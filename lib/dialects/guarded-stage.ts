import type { Circumstance, Stage, StageRule } from './stage';

/** A stage whose rules match only where something more is so. */
export function guardedStage({ ranks, ...stage }: Stage, factsOf: (rule: StageRule) => readonly Circumstance[]): Stage {
  const guarded = (rule: StageRule): StageRule => {
    const facts = factsOf(rule);
    return facts.length === 0 ? rule : { ...rule, circumstances: [...(rule.circumstances ?? []), ...facts] };
  };
  return {
    ...stage,
    ranks: ranks.map(({ policies }) => ({
      policies: policies.map((ranked) => ({ ...ranked, rules: ranked.rules.map(guarded) })),
    })),
  };
}
