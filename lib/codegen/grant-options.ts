import type { NetworkPolicyOptions } from '../patterns/network-policy';
import type { ServiceAccessGrantOptions } from '../patterns/service-access-grant';
import type { AbsolutePeer } from '../policy/peer';
import type { PodsInNamespace } from '../policy/pods';
import { portWord } from '../policy/port-word';
import { IpBlock, Pods } from '../policy/words';
import type { GrantSuggestion, SuggestedPeer, SuggestedPods } from '../reachability/explanation/suggestion';

/** A suggested grant as the pattern that writes it, with its id and options. */
export type GrantOptions = { readonly id: string } & (
  | { readonly pattern: 'ServiceAccessGrant'; readonly options: ServiceAccessGrantOptions & { to: PodsInNamespace } }
  | { readonly pattern: 'NetworkPolicy'; readonly options: NetworkPolicyOptions }
);

export function grantOptions({ protocol, port, ...suggestion }: GrantSuggestion): GrantOptions {
  const { from, to } = suggestion;
  const ports = [portWord(protocol, port)];
  const id = `${nameOfPeer(from)}-to-${nameOfPeer(to)}`;
  if (suggestion.type === 'grant') {
    const options = { from: peerInWords(from), to: suggestedPods(suggestion.to), ports };
    return { id, pattern: 'ServiceAccessGrant', options };
  }
  const { namespace, labels } = suggestion.from;
  const egress = [{ to: peerInWords(to), ports }];
  return { id, pattern: 'NetworkPolicy', options: { namespace, pods: Pods.labelled(labels), egress } };
}

export function suggestedPods({ labels, namespace }: SuggestedPods): PodsInNamespace {
  return Pods.labelled(labels).inNamespace(namespace);
}

/** A peer of a suggested grant as a word. */
export function peerInWords(peer: SuggestedPeer): AbsolutePeer {
  if (peer.type === 'pods') return suggestedPods(peer);
  return peer.cidr.includes(':') ? IpBlock.ipv6(peer.cidr) : IpBlock.ipv4(peer.cidr);
}

/** What a peer is called in the id of a grant. */
export function nameOfPeer(peer: SuggestedPeer): string {
  const name = peer.type === 'pods' ? (Object.values(peer.labels)[0] ?? peer.namespace) : peer.cidr;
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'pods'
  );
}
