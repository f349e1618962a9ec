import { ClusterBuilder } from '../cluster/cluster-builder';
import type { CniProfile } from '../cni/cni-profile';
import { quote } from '../policy/unknown-value';
import { brokenTerms, type ContractTerms, unreadTerms } from '../reachability/explanation/contract';
import { Reachability } from '../reachability/reachability';
import { type StackCluster, stackClusters } from './stack-clusters';
import type { EnforcementLevel, StackPolicy } from './stack-policy';

export type { EnforcementLevel, StackPolicy, StackResource } from './stack-policy';

export interface ReachabilityPolicyOptions extends ContractTerms {
  /**
   * How strict Pulumi is where the contract is broken.
   * @default 'mandatory'
   */
  readonly enforcementLevel?: EnforcementLevel;
  /**
   * The name of the Kubernetes provider whose cluster is meant, where a stack deploys to several.
   * @default - the only cluster of the stack; a violation where there are several
   */
  readonly provider?: string;
  /**
   * What the cluster's network plugin does where the specification leaves it open.
   * @default Cni.specification()
   */
  readonly cni?: CniProfile;
}

/**
 * A policy for a CrossGuard policy pack: a contract over all NetworkPolicies, workloads and namespaces of a stack, whoever
 * wrote the program. Where it is broken, Pulumi reports the flow with its explanation.
 *
 * @example
 * new PolicyPack('network', { policies: [reachabilityPolicy('cache', { onlyInto: [{ target: cache, flows: [grant] }] })] });
 *
 * @param name what Pulumi calls the policy
 * @throws where the claims cannot be read
 */
export function reachabilityPolicy(name: string, options: ReachabilityPolicyOptions): StackPolicy {
  const { enforcementLevel = 'mandatory', provider, cni, ...terms } = options ?? {};
  const unread = unreadTerms(terms);
  if (unread.length > 0) throw new Error([`policy ${name}: the contract cannot be read:`, ...unread].join('\n  '));
  return {
    name,
    description: 'The NetworkPolicies of the stack allow what the contract says, and nothing that it denies.',
    enforcementLevel,
    validateStack: ({ resources }, report) => {
      const judged = clusterOf(stackClusters(resources), provider);
      if (typeof judged === 'string') report(judged);
      else for (const line of brokenTerms(terms, Reachability.of(judged.cluster, { cni }))) report(line);
    },
  };
}

/** The cluster that is meant, or why there is none to judge. */
function clusterOf(clusters: readonly StackCluster[], provider: string | undefined): StackCluster | string {
  const names = clusters.map((one) => one.provider ?? 'the default provider').join(', ');
  if (provider !== undefined) {
    const named = clusters.find((one) => one.provider === provider);
    return named ?? `no resource of the stack has the provider ${quote(provider)}, but those of: ${names || 'none'}`;
  }
  if (clusters.length <= 1) return clusters[0] ?? { provider: undefined, cluster: new ClusterBuilder().build() };
  return `the stack deploys to several clusters, by the providers ${names}: say which one is meant, as provider: '...'`;
}
