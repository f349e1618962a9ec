import type { StringMap } from '../../policy/manifest';
import type { Peer } from '../../policy/peer';

/** The labels of the pods of declared workloads, by the peers that stand for them. */
const labelsOfPeers = new WeakMap<Peer, StringMap>();

export function standsFor(peer: Peer, labels: StringMap): void {
  labelsOfPeers.set(peer, labels);
}

/** The labels of the pods behind a peer, where it stands for one declared workload. */
export function labelsBehind(peer: Peer): StringMap | undefined {
  return labelsOfPeers.get(peer);
}
