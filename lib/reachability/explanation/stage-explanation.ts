import type { ClusterDialectObject } from '../../cluster/cluster';
import type { PolicyType } from '../../policy/manifest';
import type { FieldPath } from '../../policy/validation/finding';
import type { Condition } from '../answers/condition';
import type { Engine } from '../engine';
import type { ConcreteFlow } from '../proof/counterexample';
import type { Ends } from '../rules/direction-cells';
import { ConnectionSet } from '../sets/connection-set';
import type { CompiledRule } from '../stages/compiled-rules';
import type { EngineStages } from '../stages/made-stages';

/** What a rule of a stage does to a connection. */
export interface StageReason {
  /** `isolate`: the stage takes over what none of its rules matched, and denies it. */
  readonly outcome: 'allow' | 'deny' | 'isolate' | 'pass';
  /** In texts: `the Admin tier`. */
  readonly stage: string;
  /** Whether NetworkPolicies are judged in that stage. */
  readonly takesNetworkPolicies?: true;
  readonly policy: ClusterDialectObject;
  /** Of the rule, such as `spec.ingress[0]`; `spec` where the policy isolates. */
  readonly path: FieldPath;
  /** What the policy calls the rule; absent where it has no name. */
  readonly name?: string;
  /** What requests have to be like for the rule to allow them; absent where any will do. */
  readonly requests?: readonly string[];
  /** What has to be so for the rule to decide; none where it decides whatever is unknown. */
  readonly conditions: readonly Condition[];
}

/**
 * Whether a policy of another API denies a connection, or may, so that no NetworkPolicy lets it through: by a rule, or by taking over
 * its pods before NetworkPolicies are judged.
 */
export function isDeniedByOther({ outcome, policy, takesNetworkPolicies }: StageReason): boolean {
  if (policy.group === 'networking.k8s.io') return false;
  return outcome === 'deny' || (outcome === 'isolate' && takesNetworkPolicies !== true);
}

/** What the stages of one direction decide of a connection. */
export interface StageExplanation {
  /** In the order of the stages; none where no rule matches, so that it is open. */
  readonly decidedBy: readonly StageReason[];
  /** Rules behind those that would have decided otherwise: at most one of a stage and outcome. */
  readonly overridden: readonly StageReason[];
}

/** Undefined where NetworkPolicies alone decide. */
export function explainStages(
  engine: Engine,
  direction: PolicyType,
  all: readonly Ends[],
  { protocol, port }: Pick<ConcreteFlow, 'protocol' | 'port'>,
): StageExplanation | undefined {
  const { stages } = engine;
  if (stages === undefined) return undefined;
  const wanted = ConnectionSet.of({ protocol, port });
  const decidedBy = distinct(all.flatMap((ends) => decisionsOf(engine, stages, direction, ends, wanted)));
  const certain = decidedBy.length > 0 && decidedBy.every(({ conditions }) => conditions.length === 0);
  const overridden = certain
    ? distinct(all.flatMap((ends) => overriddenOf(engine, stages, direction, ends, wanted, decidedBy)))
    : [];
  return { decidedBy, overridden };
}

function decisionsOf(
  { judge }: Engine,
  stages: EngineStages,
  direction: PolicyType,
  ends: Ends,
  wanted: ConnectionSet,
): StageReason[] {
  return stages.judge.decisions(direction, ends).flatMap(({ by, box, ports }): StageReason[] => {
    return by === undefined || !ports.contains(wanted) ? [] : [reasonOf(by, judge.conditionsOf(box, ends))];
  });
}

/** What would have decided otherwise, had nothing before it decided. */
function overriddenOf(
  { judge }: Engine,
  stages: EngineStages,
  direction: PolicyType,
  ends: Ends,
  wanted: ConnectionSet,
  decidedBy: readonly StageReason[],
): StageReason[] {
  const final = decidedBy.find(({ outcome }) => outcome !== 'pass');
  if (final === undefined) return [];
  const isAllowed = final.outcome === 'allow';
  const found = new Map<string, StageReason>();
  let isBehind = false;
  for (const { by, box, ports } of stages.judge.matching(direction, ends)) {
    if (!ports.contains(wanted)) continue;
    const reason = reasonOf(by, judge.conditionsOf(box, ends));
    if (isSame(reason, final)) {
      isBehind = true;
      continue;
    }
    const isOther = isAllowed ? reason.outcome === 'deny' || reason.outcome === 'isolate' : reason.outcome === 'allow';
    // The isolation of the same policies that allow is no news.
    if (!isBehind || !isOther || (reason.outcome === 'isolate' && reason.stage === final.stage)) continue;
    const key = `${reason.outcome} ${reason.stage}`;
    if (!found.has(key)) found.set(key, reason);
  }
  return [...found.values()];
}

function reasonOf({ rule, stage, action, requests }: CompiledRule, conditions: readonly Condition[]): StageReason {
  const { path, name } = rule.origin;
  return {
    outcome: rule.end === true && action === 'deny' ? 'isolate' : action,
    stage: stage.name,
    ...(stage.takesNetworkPolicies && { takesNetworkPolicies: true }),
    // Stages are made of a cluster's own objects.
    policy: rule.origin.policy as ClusterDialectObject,
    path,
    ...(name !== undefined && { name }),
    ...(requests.length > 0 && { requests }),
    conditions,
  };
}

function distinct(reasons: readonly StageReason[]): StageReason[] {
  const seen = new Map<ClusterDialectObject, Set<string>>();
  return reasons.filter(({ policy, path, outcome, stage }) => {
    const ofPolicy = seen.get(policy) ?? new Set();
    if (ofPolicy.size === 0) seen.set(policy, ofPolicy);
    return ofPolicy.size < ofPolicy.add(`${outcome} ${path} ${stage}`).size;
  });
}

function isSame(a: StageReason, b: StageReason): boolean {
  return a.policy === b.policy && a.path === b.path && a.outcome === b.outcome && a.stage === b.stage;
}
