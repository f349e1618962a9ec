import type { Flow } from '../policy/flow';
import type { AbsolutePeer } from '../policy/peer';
import type { Direction } from '../policy/policy-types';

/**
 * What `expect` gains. It takes a cdk8s App or Chart, a Cluster, the text of YAML documents, or manifests. With `.not` a
 * matcher passes only where the opposite is proved.
 */
export interface ReachabilityMatchers<R> {
  /**
   * Everything of the flow is allowed, for every declared pod that it selects; where none is declared, for the pod with
   * exactly the labels of the selector.
   */
  toAllow(flow: Flow): R;
  /** Nothing of the flow is allowed, for whatever pods its peers could ever select. */
  toDeny(flow: Flow): R;
  /** Nothing reaches the target except by these flows: no other pod, whatever its labels, and no address. */
  toOnlyAllowInto(target: AbsolutePeer, ...flows: readonly Flow[]): R;
  /** The subject reaches nothing except by these flows. */
  toOnlyAllowOutOf(subject: AbsolutePeer, ...flows: readonly Flow[]): R;
  /** Policies isolate every pod of a namespace, whatever its labels. */
  toIsolate(namespace: string, direction: Direction): R;
}
