import { selectorMatches } from '../policy/selector';
import { namespaceSelectorOf, type PodsRulePeer } from '../reachability/rules/policy-rules';

/** No namespace has such a name, so that no policy names it. */
const UNNAMED = { 'kubernetes.io/metadata.name': 'a namespace that no policy names' };

/**
 * Whether a pod without labels, in a namespace that no policy names, is such a peer: then every pod is, or all but those that the peer
 * leaves out. Where several peers are every pod together, one of them is that pod.
 */
export function isAnyPod(peer: PodsRulePeer): boolean {
  return selectorMatches(peer.pods, {}) && selectorMatches(namespaceSelectorOf(peer), UNNAMED);
}
