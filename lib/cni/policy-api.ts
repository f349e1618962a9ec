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

/** Its own, AdminNetworkPolicy in 3.29 to 3.31, and ClusterNetworkPolicy since 3.32. */
export const CALICO_APIS: readonly PolicyApi[] = [
  'projectcalico.org',
  'policy.networking.k8s.io/v1alpha1',
  'policy.networking.k8s.io/v1alpha2',
];
/** ClusterNetworkPolicy is off by default (1.20), AdminNetworkPolicy was never there. */
export const CILIUM_APIS: readonly PolicyApi[] = ['cilium.io'];
/** Each in a build of its own. */
export const KUBE_NETWORK_POLICIES_APIS: readonly PolicyApi[] = [
  'policy.networking.k8s.io/v1alpha1',
  'policy.networking.k8s.io/v1alpha2',
];
export const OVN_APIS: readonly PolicyApi[] = ['policy.networking.k8s.io/v1alpha1'];
