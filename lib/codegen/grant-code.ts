import type { AbsolutePeer } from '../policy/peer';
import { IpBlock, Pods, Port } from '../policy/words';
import type { GrantSuggestion, SuggestedPeer } from '../reachability/explanation/suggestion';
import { construction, layOut, text } from './code';
import { WordCode } from './word-code';

/** The TypeScript that writes a suggested grant, to be put into a chart of a cdk8s app. */
export function grantCode({ protocol, port, ...suggestion }: GrantSuggestion): string {
  const { from, to } = suggestion;
  const ports = [{ TCP: Port.tcp, UDP: Port.udp, SCTP: Port.sctp }[protocol](port)];
  const id = `${nameOf(from)}-to-${nameOf(to)}`;
  if (suggestion.type === 'grant') {
    return constructCode('ServiceAccessGrant', id, { from: suggestedPeer(from), to: suggestedPeer(to), ports });
  }
  const { namespace, labels } = suggestion.from;
  const egress = [{ to: suggestedPeer(to), ports }];
  return constructCode('NetworkPolicy', id, { namespace, pods: Pods.labelled(labels), egress });
}

function constructCode(name: string, id: string, options: object): string {
  return layOut(construction(name, ['chart', text(id)], new WordCode().entries(options)));
}

function suggestedPeer(peer: SuggestedPeer): AbsolutePeer {
  if (peer.type === 'pods') return Pods.labelled(peer.labels).inNamespace(peer.namespace);
  return peer.cidr.includes(':') ? IpBlock.ipv6(peer.cidr) : IpBlock.ipv4(peer.cidr);
}

function nameOf(peer: SuggestedPeer): string {
  const name = peer.type === 'pods' ? (Object.values(peer.labels)[0] ?? peer.namespace) : peer.cidr;
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'pods'
  );
}
