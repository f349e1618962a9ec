import type { Cluster } from '../cluster/cluster';
import type { CiliumPart, CiliumRule, CiliumSpec } from '../dialects/cilium/cilium-spec';
import type { RuleFinding } from './lint-rule';

/** A rule of a policy of Cilium, and the policy as findings name it. */
export interface WrittenCiliumRule {
  readonly rule: CiliumRule;
  readonly object: Pick<RuleFinding, 'object' | 'source'>;
  /** Absent for a clusterwide policy. */
  readonly namespace?: string;
}

/** The items of all sections of a rule. */
export function partsOf({ ingress, ingressDeny, egress, egressDeny }: CiliumRule): readonly CiliumPart[] {
  return [...ingress, ...ingressDeny, ...egress, ...egressDeny];
}

/** The rules of all policies of Cilium in a cluster. */
export function* ciliumRules({ dialectObjects }: Cluster): Generator<WrittenCiliumRule> {
  for (const { group, kind, id, namespace, spec, source } of dialectObjects) {
    if (group !== 'cilium.io' || kind === 'CiliumCIDRGroup') continue;
    const object = { object: `${kind} ${id}`, source };
    for (const rule of (spec as CiliumSpec).rules)
      yield { rule, object, ...(namespace !== undefined && { namespace }) };
  }
}
