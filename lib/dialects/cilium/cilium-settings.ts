import type { CniProfile } from '../../cni/cni-profile';

/** How Cilium is set up, as far as it decides who reaches whom. */
export interface CiliumSettings {
  /** What blocks match besides addresses outside. */
  readonly cidrMatches: readonly ('nodes' | 'pods')[];
  /** `enable-policy`: whether pods that no policy selects are isolated as well, or none is. */
  readonly enforcement: 'default' | 'always' | 'never';
  /** `enable-non-default-deny-policies`: whether a rule can say that it does not isolate. */
  readonly nonDefaultDeny: boolean;
}

/** What the profile says, and else as Cilium is installed: blocks match neither pods nor nodes. */
export function ciliumSettings({ cilium }: Pick<CniProfile, 'cilium'>): CiliumSettings {
  return {
    cidrMatches: [cilium?.policyCIDRMatchMode ?? []].flat(),
    enforcement: cilium?.enablePolicy ?? 'default',
    nonDefaultDeny: cilium?.enableNonDefaultDenyPolicies ?? true,
  };
}
