import type { IpBlockPeer } from './ip-block';
import type { NamespaceSelection } from './namespaces';
import { type PodsInNamespace, type PodsInNamespaces, type PodsPeer, podWords } from './pods';

/** What `from` or `to` of a rule selects: pods, or a block of addresses. */
export type Peer<S = string> = PodsPeer<S> | IpBlockPeer<S>;

/** A peer that means the same wherever it is said: "the same namespace" is none. */
export type AbsolutePeer<S = string> = PodsInNamespace<S> | PodsInNamespaces<S> | IpBlockPeer<S>;

/** The word as a peer: a selection of namespaces stands for all their pods. */
export function asPeer<S>(word: Peer<S> | NamespaceSelection<S>): Peer<S> {
  if ((word as { type?: unknown } | undefined)?.type !== 'namespaces') return word as Peer<S>;
  return podWords<S>()
    .all()
    .inNamespaces(word as NamespaceSelection<S>);
}
