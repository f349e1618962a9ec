/** What a network plugin does where the specification leaves it open. */
export interface CniProfile {
  readonly type: 'cni-profile';
  /**
   * Whether an `ipBlock` matches the addresses of pods. The conformance tests expect it; Cilium never does so by default.
   * @default true
   */
  readonly ipBlocksMatchPods: boolean;
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
}

export type CniOptions = Partial<Omit<CniProfile, 'type'>>;

const SPECIFICATION: CniProfile = {
  type: 'cni-profile',
  ipBlocksMatchPods: true,
  podCidrs: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'],
  selectorsMatchHostNetwork: false,
};

/** Profiles of network plugins: `Cni.specification({ podCidrs: ['10.244.0.0/16'] })`. */
export const Cni = {
  /** The specification read cautiously, with what is known better of the cluster at hand. */
  specification: (options: CniOptions = {}): CniProfile => ({ ...SPECIFICATION, ...options }),
};
