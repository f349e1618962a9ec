/** A policy API beside networking.k8s.io that some network plugins enforce. */
export type PolicyApi =
  | 'policy.networking.k8s.io/v1alpha1'
  | 'policy.networking.k8s.io/v1alpha2'
  | 'cilium.io'
  | 'projectcalico.org';

/** Every policy API beside networking.k8s.io that some network plugin enforces. */
export const POLICY_APIS: readonly PolicyApi[] = [
  'policy.networking.k8s.io/v1alpha1',
  'policy.networking.k8s.io/v1alpha2',
  'cilium.io',
  'projectcalico.org',
];

/** Of Calico: its own, AdminNetworkPolicy in 3.29 to 3.31, and ClusterNetworkPolicy since 3.32. */
export function calicoApis(version?: readonly [major: number, minor: number]): readonly PolicyApi[] {
  const isBetween = (first: number, last: number) =>
    version === undefined || (version[0] === 3 && version[1] >= first && version[1] <= last);
  const isLater = version !== undefined && version[0] > 3;
  return [
    'projectcalico.org',
    ...(isBetween(29, 31) ? (['policy.networking.k8s.io/v1alpha1'] as const) : []),
    ...(isBetween(32, Number.POSITIVE_INFINITY) || isLater ? (['policy.networking.k8s.io/v1alpha2'] as const) : []),
  ];
}
/** ClusterNetworkPolicy is off by default (1.20), AdminNetworkPolicy was never there. */
export const CILIUM_APIS: readonly PolicyApi[] = ['cilium.io'];
/** Each in a build of its own. */
export const KUBE_NETWORK_POLICIES_APIS: readonly PolicyApi[] = [
  'policy.networking.k8s.io/v1alpha1',
  'policy.networking.k8s.io/v1alpha2',
];
export const OVN_APIS: readonly PolicyApi[] = ['policy.networking.k8s.io/v1alpha1'];
