import type { DialectObject, DialectWorld } from '../dialect';
import type { CalicoPolicySpec, CalicoSpec } from './calico-spec';
import { nameInTier } from './calico-tiers';

/** The kinds that are enforced, by the Staged kinds that stand for them. */
const ENFORCED: Readonly<Record<string, string>> = {
  StagedNetworkPolicy: 'NetworkPolicy',
  StagedGlobalNetworkPolicy: 'GlobalNetworkPolicy',
  StagedKubernetesNetworkPolicy: 'NetworkPolicy',
};

/** What a StagedKubernetesNetworkPolicy says: a NetworkPolicy of Kubernetes. */
export interface StagedKubernetesSpec {
  readonly type: 'staged-kubernetes-policy';
  readonly staged: 'Set' | 'Delete';
  readonly policy: unknown;
}

/** Whether it is a policy that Calico does not enforce. */
export function isStaged({ kind }: Pick<DialectObject, 'kind'>): boolean {
  return Object.hasOwn(ENFORCED, kind);
}

/**
 * The world with what is enforced alone: Staged policies decide nothing. Where the profile says `staged`, it is the world in which
 * each of them was enforced: it takes the place of the policy of its name, or takes it away.
 */
export function enforcedObjects(world: DialectWorld): DialectWorld {
  const staged = world.objects.filter(isStaged) as readonly DialectObject<CalicoSpec | StagedKubernetesSpec>[];
  if (staged.length === 0) return world;
  const others = world.objects.filter((object) => !isStaged(object));
  if (world.cni.staged !== true) return { ...world, objects: others };
  const isReplaced = replacedByStaged(staged);
  const objects = others.filter((one) => !isReplaced(one, false));
  const networkPolicies = world.networkPolicies.filter((one) => !isReplaced(one, true));
  for (const one of staged) {
    const { spec } = one;
    if (spec.type === 'staged-kubernetes-policy') {
      if (spec.staged === 'Set') networkPolicies.push({ ...one, spec: spec.policy });
    } else if ((spec as CalicoPolicySpec).staged === 'Set') objects.push({ ...one, spec });
  }
  return { ...world, objects, networkPolicies };
}

/** What a policy goes by. */
type Named = Pick<DialectObject, 'kind' | 'namespace' | 'name' | 'spec'>;

/** Whether enforcing staged policies replaces a policy, or takes it away; `isNative` is one of networking.k8s.io. */
export function replacedByStaged(staged: readonly Named[]): (policy: Named, isNative: boolean) => boolean {
  const replaced = new Set(
    staged.flatMap((one) => keysOf({ ...one, kind: ENFORCED[one.kind] as string }, isKubernetes(one))),
  );
  return (policy, isNative) => keysOf(policy, isNative).some((key) => replaced.has(key));
}

function isKubernetes({ kind }: Named): boolean {
  return kind === 'StagedKubernetesNetworkPolicy';
}

/** What a policy is known by: its name, and in its tier the name without the tier, which some releases write in front. */
function keysOf({ kind, namespace = '', name, spec }: Named, isKubernetesPolicy: boolean): string[] {
  const whole = JSON.stringify([isKubernetesPolicy, kind, namespace, name]);
  const { tier } = (spec ?? {}) as Partial<CalicoPolicySpec>;
  if (isKubernetesPolicy || typeof tier !== 'string') return [whole];
  return [whole, JSON.stringify([kind, namespace, tier, nameInTier(name, tier)])];
}
