import type { CniProfile } from '../../cni/cni-profile';
import { type IdentityLabels, identityLabels } from './identity-labels';

/** How Cilium is set up, as far as it decides who reaches whom. */
export interface CiliumSettings {
  /** What blocks match besides addresses outside. */
  readonly cidrMatches: readonly ('nodes' | 'pods')[];
  /** `enable-policy`: whether pods that no policy selects are isolated as well, or none is. */
  readonly enforcement: 'default' | 'always' | 'never';
  /** `enable-non-default-deny-policies`: whether a rule can say that it does not isolate. */
  readonly nonDefaultDeny: boolean;
  /** `enable-k8s-networkpolicy`: whether NetworkPolicies count. */
  readonly networkPolicies: boolean;
  /** `allow-localhost`: whether a node always reaches its own pods. */
  readonly nodeReachesPods: boolean;
  /** `labels`: by which labels Cilium knows pods. */
  readonly labels: IdentityLabels;
  /** `enable-node-selector-labels`: whether policies may select nodes as peers; undefined where it is not known. */
  readonly nodeSelectorLabels: boolean | undefined;
  /** `enable-host-firewall`: whether policies for nodes do anything; undefined where it is not known. */
  readonly hostFirewall: boolean | undefined;
  /** `policy-default-local-cluster`: whether selectors are for the own cluster of a mesh; undefined where it is not known. */
  readonly localCluster: boolean | undefined;
  /** `cluster-name`; undefined where it is not known. */
  readonly clusterName: string | undefined;
}

/** What the profile says, and else as Cilium is installed: blocks match neither pods nor nodes. */
export function ciliumSettings({
  cilium = {},
  enforcement,
}: Pick<CniProfile, 'cilium' | 'enforcement'>): CiliumSettings {
  const minor = minorOf(cilium.version);
  return {
    cidrMatches: [cilium.policyCIDRMatchMode ?? []].flat(),
    enforcement: cilium.enablePolicy ?? 'default',
    nonDefaultDeny: cilium.enableNonDefaultDenyPolicies ?? !(minor < 16),
    networkPolicies: enforcement.enforced,
    nodeReachesPods: cilium.allowLocalhost !== 'policy',
    labels: identityLabels(labelsOf(cilium.labels)),
    nodeSelectorLabels: cilium.enableNodeSelectorLabels,
    hostFirewall: cilium.enableHostFirewall,
    localCluster: cilium.policyDefaultLocalCluster ?? (minor >= 19 ? true : minor < 18 ? false : undefined),
    clusterName: cilium.clusterName,
  };
}

/** The minor release of Cilium 1; NaN where none is said, which is neither before nor after any. */
function minorOf(version: string | undefined): number {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (major === undefined) return Number.NaN;
  return Number(major) === 1 ? Number(minor) : Number(major) < 1 ? 0 : Number.POSITIVE_INFINITY;
}

/** As the ConfigMap has them, with blanks in between. */
function labelsOf(labels: string | readonly string[] = []): readonly string[] {
  return (typeof labels === 'string' ? labels.split(/\s+/) : labels).filter((text) => text !== '');
}
