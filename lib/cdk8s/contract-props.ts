import type { CniProfile } from '../cni/cni-profile';
import type { Flow } from '../policy/flow';
import type { AbsolutePeer } from '../policy/peer';

/** All that may reach some pods. */
export interface OnlyInto {
  /** The pods: those with these labels and any others. */
  readonly target: AbsolutePeer;
  /** Who may reach them; none where the list is empty. */
  readonly flows: readonly Flow[];
}

/** All that some pods may reach. */
export interface OnlyOutOf {
  /** The pods: those with these labels and any others. */
  readonly subject: AbsolutePeer;
  /** Whom they may reach; none where the list is empty. */
  readonly flows: readonly Flow[];
}

export interface ReachabilityContractProps {
  /**
   * Flows that have to be allowed, for every declared pod that they select.
   * @default - none
   */
  readonly allowed?: readonly Flow[];
  /**
   * Flows of which nothing may be allowed, whatever pods there will ever be.
   * @default - none
   */
  readonly denied?: readonly Flow[];
  /**
   * Pods that nobody may reach but by the flows that are listed: no other pod, whatever its labels, and no address.
   * @default - none
   */
  readonly onlyInto?: readonly OnlyInto[];
  /**
   * Pods that may reach nobody but by the flows that are listed.
   * @default - none
   */
  readonly onlyOutOf?: readonly OnlyOutOf[];
  /**
   * What the cluster's network plugin does where the specification leaves it open.
   * @default Cni.specification()
   */
  readonly cni?: CniProfile;
}
