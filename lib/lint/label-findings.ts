import { labelWarnings } from '../policy/label-warnings';
import type { WarningId } from '../policy/warning';
import type { LintContext } from './lint-context';
import { aboutPolicy, type RuleFinding } from './lint-rule';

/** The warnings of one kind about labels that policies select by, each where it is. */
export function* labelFindings({ policies }: LintContext, id: WarningId): Iterable<RuleFinding> {
  for (const policy of policies) {
    if (policy.manifest.spec === undefined) continue;
    for (const warning of labelWarnings(policy.manifest)) {
      if (warning.id === id) yield aboutPolicy(policy, warning.path, warning.message);
    }
  }
}
