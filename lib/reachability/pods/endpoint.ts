import type { UnknownLabel } from '../../cluster/cluster';
import type { ContainerPort } from '../../cluster/declared-pods';
import type { StringMap } from '../../policy/manifest';
import type { Address } from '../sets/address-set';

/** What one side of a connection is to a policy. */
export type Endpoint = PodEndpoint | AddressEndpoint;

/** A pod with one of its addresses: where it has two families, each address is judged by itself. */
export interface PodEndpoint {
  readonly type: 'pod';
  readonly namespace: NamespaceOfPod;
  readonly labels: StringMap;
  /**
   * Labels that a controller puts on it, whose values are not known.
   * @default - none
   */
  readonly unknownLabels?: readonly UnknownLabel[];
  /**
   * Whether it may have any labels besides: nothing declares it.
   * @default false
   */
  readonly anyLabels?: boolean;
  readonly ports: readonly ContainerPort[];
  /** Whether it is on the node's network, so that its address is its node's. */
  readonly hostNetwork: boolean;
  /**
   * Set for what is no pod at all, and of which nothing is known but that it has some address: any node, or anything outside of the
   * cluster. It counts as on the node's network.
   * @default - a pod
   */
  readonly standsFor?: 'node' | 'outside';
  /**
   * The ServiceAccount that it runs as.
   * @default - unknown
   */
  readonly serviceAccount?: string;
  /** Undefined where the input does not show it: it is somewhere in `podCidrs`, or, on the node's network, anywhere. */
  readonly address: Address | undefined;
}

/** The namespace of a pod, as selectors see it. */
export interface NamespaceOfPod {
  /** Empty where it is not known which one it is: then it is not declared either. */
  readonly name: string;
  /** With `kubernetes.io/metadata.name`. */
  readonly labels: StringMap;
  /**
   * Whether these are all of its labels; otherwise it may have any others.
   * @default true
   */
  readonly declared?: boolean;
  /**
   * Of a namespace that is not known, those that it is not.
   * @default - it may be any
   */
  readonly noneOf?: ReadonlySet<string>;
}

/** An address outside of the cluster. */
export interface AddressEndpoint {
  readonly type: 'address';
  readonly address: Address;
}

/** Whether one can send to the other at all: an IPv4 address never reaches an IPv6 one. */
export function areOfOneFamily(a: Endpoint, b: Endpoint): boolean {
  return a.address === undefined || b.address === undefined || a.address.family === b.address.family;
}
