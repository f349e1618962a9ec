import type { ClusterPolicy } from '../cluster/cluster';
import type { NetworkPolicyManifest, PolicyType } from '../policy/manifest';
import type { PodKind } from '../reachability/pods/pod-kinds';
import { engineOf, type Reachability } from '../reachability/reachability';
import { namespaceNamed } from '../reachability/rules/policy-rules';
import type { FlowGrant } from './missing-grants';

/** A rule to add to a policy that is there, in place of a policy of its own. */
export interface PolicyPatch {
  readonly policy: ClusterPolicy;
  /** As `kubectl patch --type json` takes it. */
  readonly patch: readonly { readonly op: 'add'; readonly path: string; readonly value: unknown }[];
}

/**
 * The changes of existing policies that do the same as a grant: for each policy of the grant one that isolates the same pods
 * and no others of the input. Undefined where there is none, since another would open more.
 */
export function patchesFor(grant: FlowGrant, reachability: Reachability): readonly PolicyPatch[] | undefined {
  const patches = grant.manifests.map((manifest) => {
    const direction = manifest.spec.policyTypes?.[0] ?? 'Ingress';
    const subjects = new Set(subjectsOf(manifest, reachability));
    const policy = isolating(grant, direction).find((one) => {
      const others = one.namespace === manifest.metadata.namespace ? subjectsOf(one.manifest, reachability) : [];
      return others.length === subjects.size && others.every((pods) => subjects.has(pods));
    });
    return policy && { policy, patch: patchOf(policy, direction, manifest) };
  });
  return patches.every((patch) => patch !== undefined) ? patches : undefined;
}

function isolating({ connections }: FlowGrant, direction: PolicyType): readonly ClusterPolicy[] {
  const sides = connections.map(({ explanation }) =>
    direction === 'Ingress' ? explanation.ingress : explanation.egress,
  );
  return [...new Set(sides.flatMap(({ isolatedBy }) => isolatedBy.map(({ policy }) => policy)))];
}

function subjectsOf({ metadata, spec }: NetworkPolicyManifest, reachability: Reachability): readonly PodKind[] {
  return engineOf(reachability).pods.selectedBy(spec.podSelector ?? {}, namespaceNamed(metadata.namespace ?? ''));
}

function patchOf(policy: ClusterPolicy, direction: PolicyType, { spec }: NetworkPolicyManifest): PolicyPatch['patch'] {
  const field = direction === 'Ingress' ? 'ingress' : 'egress';
  const rules = spec[field] ?? [];
  if (!Array.isArray(policy.manifest.spec[field])) return [{ op: 'add', path: `/spec/${field}`, value: rules }];
  return rules.map((value) => ({ op: 'add', path: `/spec/${field}/-`, value }));
}
