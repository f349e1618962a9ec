import type { IConstruct } from 'constructs';
import { lint } from '../../lint/lint';
import type { LintFinding } from '../../lint/lint-rule';
import { LINT_RULES } from '../../lint/rules';
import { SYNTH_RULES } from '../../policy/warning';
import { settingsOf } from '../constructs/app-settings';
import { PolicyObject } from '../constructs/policy-object';
import { appCluster } from './app-cluster';
import type { SettledApp } from './judged';

/** What lint finds, and at which construct. */
export interface SynthFinding extends LintFinding {
  readonly construct: IConstruct;
}

/**
 * What is probably not meant in what an app wrote and declared, by the rules that can be decided from an app alone; what is silenced
 * around a construct is left out.
 * @public required where it is used, so that it is loaded only then
 */
export function synthFindings(root: IConstruct, { boundaries, inventory }: SettledApp): SynthFinding[] {
  const constructs = new Map<string, IConstruct>(inventory.objects().map((object) => [object.node.path, object]));
  for (const object of boundaries.flatMap(({ _policyObjects }) => _policyObjects))
    constructs.set(object.node.path, object);
  const rules = LINT_RULES.filter(
    ({ id, severity }) => severity !== 'info' && SYNTH_RULES.some((known) => known === id),
  );
  const { cni } = settingsOf(root);
  return lint(appCluster(boundaries, inventory), { rules, ...(cni !== undefined && { cni }) }).flatMap((finding) => {
    const path = finding.source.type === 'construct' ? finding.source.path : '';
    const construct = constructs.get(path) ?? root;
    // Boundaries are asked about DNS from their words.
    if (finding.rule === 'egress-without-dns' && PolicyObject.is(construct)) return [];
    return Object.hasOwn(settingsOf(construct).silence ?? {}, finding.rule) ? [] : [{ ...finding, construct }];
  });
}
