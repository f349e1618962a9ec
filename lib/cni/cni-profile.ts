import type { Deviation } from './deviation';
import type { PolicyApi } from './policy-api';
import { SOURCES } from './profiles/sources';

/** Whether anything enforces NetworkPolicies. The API server accepts them either way. */
export interface Enforcement {
  readonly enforced: boolean;
  /** The release since which it can be. */
  readonly since?: string;
  /** How it is switched on, or that there is nothing to do. */
  readonly switchedOn: string;
  /** How to see in a cluster whether it is switched on. */
  readonly evidence: string;
  /** Where that is documented. */
  readonly source: string;
}

/** How policies are judged where the specification leaves something open. */
export interface CniSettings {
  /**
   * Whether an `ipBlock` matches the addresses of pods. The conformance tests expect it; Cilium never does so by default.
   * @default true
   */
  readonly ipBlocksMatchPods: boolean;
  /**
   * Whether an `ipBlock` matches the addresses of nodes where it matches no pods, as with Cilium's `policy-cidr-match-mode: nodes`.
   * @default - as the specification has it: blocks match nodes
   */
  readonly ipBlocksMatchNodes?: boolean;
  /**
   * The blocks that pods get their addresses from. A pod whose address is unknown has one in them.
   * @default - 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 and fc00::/7
   */
  readonly podCidrs: readonly string[];
  /**
   * Whether selectors match pods on the node's network as they match others. By default such pods count as their node's
   * address: no policy selects them, and as a peer they are matched by address only.
   * @default false
   */
  readonly selectorsMatchHostNetwork: boolean;
  /**
   * The policy APIs beside networking.k8s.io that are enforced; policies of others are left out. What a plugin enforces is a matter
   * of its release and its switches.
   * @default - those of the plugin as it is installed; for the specification, all that are in the input
   */
  readonly policyApis?: readonly PolicyApi[];
  /**
   * Whether Calico's Staged policies are judged as if they were enforced.
   * @default false
   */
  readonly staged?: boolean;
}

/** How Cilium is set up, where that decides who reaches whom. Each but the version is a key of the ConfigMap `cilium-config`. */
export interface CiliumConfig {
  /**
   * The minor release of Cilium, such as `1.16`.
   * @default - 1.17 or later
   */
  readonly version?: string;
  /**
   * What blocks of addresses match besides addresses outside of the cluster (`policy-cidr-match-mode`); `pods` since 1.20.
   * @default - neither
   */
  readonly policyCIDRMatchMode?: 'nodes' | 'pods' | readonly ('nodes' | 'pods')[];
  /**
   * Whether pods that no policy selects are isolated as well, or no policy is enforced (`enable-policy`).
   * @default 'default'
   */
  readonly enablePolicy?: 'default' | 'always' | 'never';
  /**
   * Whether a rule can say that it does not isolate (`enable-non-default-deny-policies`, since 1.16).
   * @default - true; false before 1.16
   */
  readonly enableNonDefaultDenyPolicies?: boolean;
  /**
   * Whether a node always reaches its own pods: `auto` and `always` say so, with `policy` it needs a rule (`allow-localhost`).
   * @default 'auto'
   */
  readonly allowLocalhost?: 'auto' | 'always' | 'policy';
  /**
   * The prefixes of labels that are added to those by which Cilium knows pods (`labels`), such as `k8s:app k8s:!team`: a label that it does
   * not know matches nothing.
   * @default - none: all labels but those that Cilium leaves out, such as pod-template-hash
   */
  readonly labels?: string | readonly string[];
  /**
   * Whether policies may select nodes as peers (`enable-node-selector-labels`); Cilium ignores a policy that does so without it.
   * @default - not known: what such a policy does is a condition. Cilium has it off as installed
   */
  readonly enableNodeSelectorLabels?: boolean;
  /**
   * Whether policies for nodes do anything (`enable-host-firewall`).
   * @default - not known: what such a policy does is a condition. Cilium has it off as installed
   */
  readonly enableHostFirewall?: boolean;
  /**
   * Whether selectors of peers are for the own cluster of a mesh alone (`policy-default-local-cluster`, since 1.18).
   * @default - true since 1.19, false before 1.18, and else not known
   */
  readonly policyDefaultLocalCluster?: boolean;
  /**
   * The name of the cluster (`cluster-name`), where selectors ask for it.
   * @default - not known: a selector that asks for it is a condition
   */
  readonly clusterName?: string;
}

/** How Calico is set up, as far as it matters to policies. */
export interface CalicoConfig {
  /**
   * The minor release of Calico, such as `3.31`. It decides which version of the Network Policy API is enforced: none before 3.29,
   * AdminNetworkPolicy up to 3.31, ClusterNetworkPolicy since.
   * @default - not known: both count
   */
  readonly version?: string;
  /**
   * What becomes of a packet that a policy denies (`iptablesFilterDenyAction` of FelixConfiguration): with `Drop` the client waits until
   * it gives up, with `Reject` it gets an answer. It changes no verdict.
   * @default 'Drop'
   */
  readonly denyAction?: 'Drop' | 'Reject';
}

/** What a network plugin, or the platform around it, does with NetworkPolicies. */
export interface CniProfile extends CniSettings {
  readonly type: 'cni-profile';
  /** Its name for `--cni` and in messages, such as `aws-vpc-cni`. */
  readonly name: string;
  /** Its name in texts. */
  readonly title: string;
  readonly enforcement: Enforcement;
  /** How Cilium is set up; absent for other plugins, and where it is as installed. */
  readonly cilium?: CiliumConfig;
  /** How Calico is set up; absent for other plugins. */
  readonly calico?: CalicoConfig;
  /** Where it differs from the specification. */
  readonly deviations: readonly Deviation[];
}

/** Settings of the cluster at hand, where they differ from those of the profile. */
export type CniOptions = Partial<CniSettings>;

/** Where pods have their addresses as long as no setting says it: whatever is not routed on the internet. */
export const DEFAULT_POD_CIDRS: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
];

const SETTINGS: CniSettings = {
  ipBlocksMatchPods: true,
  podCidrs: DEFAULT_POD_CIDRS,
  selectorsMatchHostNetwork: false,
};

/** A profile; settings that are not given are those of the specification, read cautiously. */
export function profileOf(
  profile: Pick<CniProfile, 'name' | 'title' | 'enforcement' | 'cilium' | 'calico'> & {
    readonly deviations?: readonly Deviation[];
  },
  ...settings: readonly CniOptions[]
): CniProfile {
  const given = settings.map((some) =>
    Object.fromEntries(Object.entries(some).filter(([, value]) => value !== undefined)),
  );
  // A plugin enforces no other API unless its profile says so.
  const apis = { policyApis: [] };
  return { type: 'cni-profile', deviations: [], ...SETTINGS, ...apis, ...Object.assign({}, ...given), ...profile };
}

/** The specification, read cautiously, with settings of the cluster at hand. */
export function specification(options: CniOptions = {}): CniProfile {
  const enforcement = {
    enforced: true,
    switchedOn: 'assumed',
    evidence: 'none: use the profile of the cluster',
    source: SOURCES.kubernetes,
  };
  const profile = profileOf({ name: 'specification', title: 'the specification', enforcement }, options);
  const { policyApis: _, ...everyApi } = profile;
  return options.policyApis === undefined ? everyApi : profile;
}
