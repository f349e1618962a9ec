import type { Cluster } from '../cluster/cluster';
import { type PoliciesOf, policyChanges } from '../reachability/difference/policy-changes';

type Contents = Pick<Cluster, 'workloads' | 'policies' | 'services' | 'namespaces'>;

/** What a cluster holds: `2 workloads, no NetworkPolicies and 1 Namespace`. */
export function contentsText({ workloads, policies, services, namespaces }: Contents): string {
  const declared = [...namespaces.values()].filter((namespace) => namespace.declared).length;
  if (workloads.length + policies.length + services.length + declared === 0) {
    return 'nothing that policies are about: no workloads, no NetworkPolicies and no Services';
  }
  const parts = [
    counted(workloads.length, 'workload'),
    counted(policies.length, 'NetworkPolicy', 'NetworkPolicies'),
    ...(services.length > 0 ? [counted(services.length, 'Service')] : []),
    ...(declared > 0 ? [counted(declared, 'Namespace')] : []),
  ];
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/**
 * Why a table of connections is empty.
 * @param others how many connections there are that a filter left out
 */
export function noConnectionsText(cluster: Contents, others: number): string {
  if (others > 0) return `no such connections; ${others} others are allowed`;
  const what = cluster.workloads.length > 0 ? 'no connections are allowed' : 'no connections to show';
  return `${what}; the input holds ${contentsText(cluster)}`;
}

/** What a check says where it found nothing, so that who gave it the wrong folder sees that. */
export function nothingFoundText(cluster: Contents): string {
  const { workloads, policies, services } = cluster;
  const what = workloads.length + policies.length + services.length > 0 ? 'nothing found' : 'nothing to check';
  return `${what}; the input holds ${contentsText(cluster)}`;
}

/**
 * Why a comparison sees nothing, where neither side holds workloads: no change of a policy opens or closes a connection then.
 * Undefined where a side holds some.
 */
export function nothingToCompareText(before: PoliciesOf, after: PoliciesOf): string | undefined {
  if (before.cluster.workloads.length + after.cluster.workloads.length > 0) return undefined;
  const changed = policyChanges(before, after).size;
  const policies =
    changed === 0 ? 'and no policy has changed' : `although ${counted(changed, 'policy', 'policies')} changed`;
  const sides = `the old side holds ${contentsText(before.cluster)}, the new side ${contentsText(after.cluster)}`;
  return `no connections to compare, ${policies}; ${sides}`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count === 0 ? 'no' : count} ${count === 1 ? one : many}`;
}
