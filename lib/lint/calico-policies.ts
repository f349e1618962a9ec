import type { ClusterDialectObject } from '../cluster/cluster';
import type { CalicoPolicySpec, CalicoSpec } from '../dialects/calico/calico-spec';
import type { DialectObject } from '../dialects/dialect';
import { isOfCalico } from '../dialects/plugin-groups';
import type { PolicyType } from '../policy/manifest';
import type { CompiledRule, CompiledStage } from '../reachability/stages/compiled-rules';
import type { LintContext } from './lint-context';
import type { RuleFinding } from './lint-rule';

/** A policy of Calico that is enforced, and how findings name it. */
export interface WrittenCalicoPolicy {
  readonly policy: ClusterDialectObject;
  readonly spec: CalicoPolicySpec;
  readonly object: Pick<RuleFinding, 'object' | 'source'>;
}

/** The policies of Calico, where the network plugin may be Calico. */
export function calicoPolicies({ cluster, cni }: LintContext): WrittenCalicoPolicy[] {
  if (cni?.policyApis?.includes('projectcalico.org') === false) return [];
  return cluster.dialectObjects.filter(isOfCalico).flatMap((policy) => {
    const spec = policy.spec as CalicoSpec;
    if (spec.type !== 'policy' || spec.staged !== undefined) return [];
    return [{ policy, spec, object: objectOf(policy) }];
  });
}

/** How findings name an object that is behind a rule. */
export function objectOf(policy: DialectObject): Pick<RuleFinding, 'object' | 'source'> {
  const { kind, id, source } = policy as ClusterDialectObject;
  return { object: `${kind} ${id}`, source };
}

/** Of a rule, as in `rule 2 of GlobalNetworkPolicy deny`. */
export function ruleTitle({ rule: { origin, end } }: CompiledRule): string {
  const title = objectOf(origin.policy).object;
  const index = /\[(\d+)\]$/.exec(origin.path)?.[1];
  return end === true || index === undefined ? title : `rule ${Number(index) + 1} of ${title}`;
}

/** The stages of a cluster with policies of Calico, in a direction; none where there is none. */
export function stagesUnderCalico(linted: LintContext, direction: PolicyType): readonly CompiledStage[] {
  return calicoPolicies(linted).length === 0 ? [] : (linted.engine.stages?.compiled[direction] ?? []);
}

/** The rules of some stages, in order; those of policies whose order is not known in any. */
export function rulesInOrder(stages: readonly CompiledStage[]): CompiledRule[] {
  return stages.flatMap(({ ranks }) => ranks.flatMap(({ policies }) => policies.flatMap(({ rules }) => rules)));
}

/** Whether it is of a policy of Calico's own. */
export function isCalicoRule({ rule: { origin } }: CompiledRule): boolean {
  return isOfCalico(origin.policy);
}

export function isNetworkPolicy({ group }: Pick<DialectObject, 'group'>): boolean {
  return group === 'networking.k8s.io';
}

export const DIRECTIONS: readonly PolicyType[] = ['Ingress', 'Egress'];
