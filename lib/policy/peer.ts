import type { IpBlockPeer } from './ip-block';
import type { PodsInNamespace, PodsInNamespaces, PodsPeer } from './pods';

/** Whoever a rule allows to connect, or to be connected to. */
export type Peer<S = string> = PodsPeer<S> | IpBlockPeer<S>;

/** A peer that means the same wherever it is said: "the same namespace" is none. */
export type AbsolutePeer<S = string> = PodsInNamespace<S> | PodsInNamespaces<S> | IpBlockPeer<S>;
